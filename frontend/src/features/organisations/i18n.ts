import type { Words } from '@/shared/i18n/words'

const words: Words = {
  'zh-CN': {
    'organisations.title': '申报组织', 'organisations.own': '本组织信息', 'organisations.ownIntro': '申报资格和申报渠道依据下列登记信息认定；提交申报后，与资格和渠道有关的内容由市评定办核实修改。', 'organisations.search': '名称或统一社会信用代码', 'organisations.empty': '没有符合条件的组织。', 'organisations.saved': '已保存', 'organisations.usccFixed': '代码不能修改', 'organisations.sectors': '鼓励申报的类别（第四条）', 'organisations.sectorsHint': '仅用于统计，不影响评分', 'organisations.reason': '理由',
    'organisations.departments': '推荐单位', 'organisations.department': '推荐单位', 'organisations.departmentsIntro': '推荐单位弄虚作假的，可以暂停或取消其推荐资格。', 'organisations.kind': '类别', 'organisations.kind.industry': '市行业主管部门', 'organisations.kind.county': '县（市）区市场监管局', 'organisations.divisions': '行业', 'organisations.right': '推荐资格', 'organisations.unrestricted': '正常', 'organisations.cancelled': '已取消', 'organisations.suspendedUntil': '暂停至 {{day}}', 'organisations.restrict': '限制推荐资格', 'organisations.measure': '措施', 'organisations.measure.suspend': '暂停', 'organisations.measure.cancel': '取消', 'organisations.measure.lift': '恢复', 'organisations.until': '暂停至',
  },
  en: {
    'organisations.title': 'Organisations', 'organisations.own': 'Our organisation', 'organisations.ownIntro': 'Eligibility and channel are derived from these particulars; once an application is handed in, the office changes what they rest on.', 'organisations.search': 'Name or credit code', 'organisations.empty': 'No organisation matches.', 'organisations.saved': 'Saved', 'organisations.usccFixed': 'The code does not change', 'organisations.sectors': 'Encouraged kinds (Art. 4)', 'organisations.sectorsHint': 'For statistics only, never for a score', 'organisations.reason': 'Reason',
    'organisations.departments': 'Recommending units', 'organisations.department': 'Unit', 'organisations.departmentsIntro': 'A unit that deceives may be suspended or lose its right to recommend.', 'organisations.kind': 'Kind', 'organisations.kind.industry': 'Industry department', 'organisations.kind.county': 'County market regulation bureau', 'organisations.divisions': 'Industries', 'organisations.right': 'Right to recommend', 'organisations.unrestricted': 'Unrestricted', 'organisations.cancelled': 'Cancelled', 'organisations.suspendedUntil': 'Suspended until {{day}}', 'organisations.restrict': 'Restrict', 'organisations.measure': 'Measure', 'organisations.measure.suspend': 'Suspend', 'organisations.measure.cancel': 'Cancel', 'organisations.measure.lift': 'Lift', 'organisations.until': 'Until',
  },
}
export default words
