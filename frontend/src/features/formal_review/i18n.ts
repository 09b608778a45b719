import type { Words } from '@/shared/i18n/words'

const words: Words = {
  'zh-CN': {
    'formal.title': '形式审查', 'formal.progress': '已审查 {{done}} / {{all}} 项', 'formal.by': '审查人：{{name}}', 'formal.pass': '通过', 'formal.fail': '不通过', 'formal.open': '未审查', 'formal.system': '系统核对发现 {{count}} 处', 'formal.show': '查看', 'formal.note': '{{item}}的说明', 'formal.notePlaceholder': '写明哪里不符合',
    'formal.evidence': '选择所查看的材料', 'formal.evidenceOf': '{{item}}所查看的材料', 'formal.noEvidence': '该申报没有已上传的材料', 'formal.lookedAt': '查看的材料', 'formal.and': '、', 'formal.signed': '{{name}}，{{time}}',
    'formal.passRest': '其余无疑点的项目均通过', 'formal.reasons': '不予受理的理由', 'formal.reasonsGo': '理由送达接收申报材料的单位，并按本届确认的做法告知申报组织。', 'formal.reopenHint': '结论撤销，申报回到形式审查；市评委会确定受理名单后不能再撤销。', 'formal.then': '审查结果报市评委会，由市评委会确定受理名单。',
  },
  en: {
    'formal.title': 'Formal review', 'formal.progress': '{{done}} of {{all}} items checked', 'formal.by': 'Checked by {{name}}', 'formal.pass': 'Passed', 'formal.fail': 'Failed', 'formal.open': 'Not checked', 'formal.system': 'The system found {{count}}', 'formal.show': 'Show', 'formal.note': 'Note on {{item}}', 'formal.notePlaceholder': 'Say what is wrong',
    'formal.evidence': 'Choose the evidence looked at', 'formal.evidenceOf': 'Evidence looked at for {{item}}', 'formal.noEvidence': 'No evidence was uploaded', 'formal.lookedAt': 'Evidence looked at', 'formal.and': ', ', 'formal.signed': '{{name}}, {{time}}',
    'formal.passRest': 'Pass the rest that has no finding', 'formal.reasons': 'Reasons for not accepting', 'formal.reasonsGo': 'They go to the unit that received the application, and to the applicant as settled for this edition.', 'formal.reopenHint': 'The conclusion is taken back and the review goes on; not after the committee has settled the accepted list.', 'formal.then': 'The results go to the committee, which settles the accepted list.',
  },
}

export default words
