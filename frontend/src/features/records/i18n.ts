import type { Words } from '@/shared/i18n/words'

const words: Words = {
  'zh-CN': {
    'records.menu': '监管记录', 'records.title': '监管记录', 'records.intro': '监管部门就组织作出的记录。命中第十四条的，自动阻止申报；获奖组织命中第三十六条的，启动撤销核查。', 'records.empty': '没有监管记录。', 'records.enter': '登记记录', 'records.uscc': '统一社会信用代码', 'records.organisation': '组织', 'records.unregistered': '尚未注册', 'records.kind': '类别', 'records.occurred': '发生日期', 'records.source': '来源单位', 'records.document': '文号', 'records.description': '情况说明', 'records.fatalities': '死亡人数', 'records.state': '效力', 'records.counts': '有效', 'records.aside': '已排除', 'records.asideBy': '{{name}} 于 {{time}} 排除：{{reason}}', 'records.setAside': '排除', 'records.setAsideTitle': '排除该记录', 'records.setAsideHint': '排除后该记录不再影响资格审查；理由将公开给评委会和监督人员，并记入审计记录。', 'records.reason': '理由', 'records.filterStanding': '只看有效', 'records.entered': '登记人', 'records.saved': '已登记', 'records.search': '按统一社会信用代码查找',
  },
  en: {
    'records.menu': 'Regulatory records', 'records.title': 'Regulatory records', 'records.intro': 'What regulators recorded about organisations. A hit under Art. 14 bars an application; under Art. 36 it opens a revocation case.', 'records.empty': 'No record.', 'records.enter': 'Enter a record', 'records.uscc': 'Unified social credit code', 'records.organisation': 'Organisation', 'records.unregistered': 'Not registered yet', 'records.kind': 'Kind', 'records.occurred': 'Happened on', 'records.source': 'Source', 'records.document': 'Document', 'records.description': 'Description', 'records.fatalities': 'Deaths', 'records.state': 'Effect', 'records.counts': 'Counts', 'records.aside': 'Set aside', 'records.asideBy': 'Set aside by {{name}}, {{time}}: {{reason}}', 'records.setAside': 'Set aside', 'records.setAsideTitle': 'Set this record aside', 'records.setAsideHint': 'It no longer counts for eligibility; the reason is seen by the committee and the auditor and enters the audit trail.', 'records.reason': 'Reason', 'records.filterStanding': 'Only those that count', 'records.entered': 'Entered by', 'records.saved': 'Entered', 'records.search': 'Credit code',
  },
}
export default words
