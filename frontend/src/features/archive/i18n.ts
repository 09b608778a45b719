import type { Words } from '@/shared/i18n/words'

const words: Words = {
  'zh-CN': {
    'archive.title': '本届档案', 'archive.make': '制作档案', 'archive.intro': '档案收录本届评定全过程：实施方案与规则集、各申报材料及其提交清单和收据、推荐意见、形式审查、评分、会议与表决、名单、报告、公告、异议、表彰与奖金、审计日志及其签名检查点。格式为 BagIt（RFC 8493），每个文件都有 SHA-256；完成后在存储中锁定 {{years}} 年，任何人不能更改或者删除。',
    'archive.amount': '现有材料 {{files}} 个文件，共 {{size}}。', 'archive.of': '{{time}} 的档案',
    'archive.state.waiting': '等待制作', 'archive.state.making': '正在制作', 'archive.state.done': '已完成并锁定', 'archive.state.failed': '未能完成',
    'archive.phase.reading': '正在读取记录', 'archive.phase.files': '正在取出并核对材料', 'archive.phase.packing': '正在打包', 'archive.phase.storing': '正在写入存储', 'archive.phase.checking': '正在核验写入的档案',
    'archive.progress': '制作进度', 'archive.done': '{{done}} / {{all}} 个文件，{{size}} / {{whole}}',
    'archive.askedBy': '提出人', 'archive.finished': '完成时间', 'archive.size': '大小', 'archive.sizeOf': '{{files}} 个文件，{{size}}', 'archive.log': '审计日志', 'archive.logOf': '{{count}} 条记录', 'archive.until': '锁定至', 'archive.sha256': '文件 SHA-256', 'archive.bag': '清单 SHA-256',
    'archive.check': '任何人可以离线核验：', 'archive.download': '下载（{{size}}）', 'archive.sign': '签署保密承诺书',
    'archive.plan': '留存计划', 'archive.local': '本地程序', 'archive.planHint': '每一类个人信息在档案中如何处理、保存多久，由本届规则集规定；办法未作规定的，为本地程序。',
    'archive.class': '信息类别', 'archive.action': '档案中的处理', 'archive.years': '保存', 'archive.yearsOf': '{{count}} 年', 'archive.article': '依据',
    'archive.action.kept': '收录', 'archive.action.removed': '不收录', 'archive.action.sealed': '加密另存', 'archive.action.elsewhere': '不归档，另行密存',
    'action.archive.ask': '要求归档', 'action.archive.make': '完成归档', 'action.archive.fail': '归档未能完成', 'action.archive.export': '下载档案', 'action.application.forget': '期满删除联系信息',
  },
  en: {
    'archive.title': 'Archive of this edition', 'archive.make': 'Make an archive', 'archive.intro': 'An archive holds the whole course of the edition: plan and ruleset, every application with its manifests and receipts, recommendations, formal review, scores, meetings and votes, lists, reports, notices, objections, awards and prizes, and the audit log with its signed checkpoint. It is a BagIt bag (RFC 8493) with a SHA-256 for every file; once made it is locked in the store for {{years}} years, and nobody can change or remove it.',
    'archive.amount': 'The material has {{files}} files, {{size}} in all.', 'archive.of': 'Archive of {{time}}',
    'archive.state.waiting': 'Waiting', 'archive.state.making': 'Being made', 'archive.state.done': 'Made and locked', 'archive.state.failed': 'Not made',
    'archive.phase.reading': 'Reading the records', 'archive.phase.files': 'Fetching and checking the material', 'archive.phase.packing': 'Packing', 'archive.phase.storing': 'Writing it into the store', 'archive.phase.checking': 'Checking what was written',
    'archive.progress': 'How far it is', 'archive.done': '{{done}} of {{all}} files, {{size}} of {{whole}}',
    'archive.askedBy': 'Asked for by', 'archive.finished': 'Made', 'archive.size': 'Size', 'archive.sizeOf': '{{files}} files, {{size}}', 'archive.log': 'Audit log', 'archive.logOf': '{{count}} entries', 'archive.until': 'Locked until', 'archive.sha256': 'SHA-256 of the file', 'archive.bag': 'SHA-256 of its manifest',
    'archive.check': 'Anyone can check it offline:', 'archive.download': 'Download ({{size}})', 'archive.sign': 'Sign the undertaking',
    'archive.plan': 'Retention plan', 'archive.local': 'Local procedure', 'archive.planHint': 'What an archive does with each class of personal data, and for how long it is kept, is set by the ruleset of the edition; where the measures are silent it is local procedure.',
    'archive.class': 'Class of data', 'archive.action': 'In the archive', 'archive.years': 'Kept', 'archive.yearsOf': '{{count}} years', 'archive.article': 'Under',
    'archive.action.kept': 'Included', 'archive.action.removed': 'Left out', 'archive.action.sealed': 'Encrypted apart', 'archive.action.elsewhere': 'Not archived, sealed elsewhere',
    'action.archive.ask': 'Archive asked for', 'action.archive.make': 'Archive made', 'action.archive.fail': 'Archive not made', 'action.archive.export': 'Archive downloaded', 'action.application.forget': 'Contacts deleted after their time',
  },
}
export default words
