import type { Words } from '@/shared/i18n/words'

const words: Words = {
  'zh-CN': {
    'deadline.provisional': '暂定', 'deadline.provisionalHint': '期限跨入的年度，工作日历尚未经市评定办两人确认；确认后只会顺延，不会缩短。', 'deadline.missed': '逾期后果：{{consequence}}。{{effect}}',
    'calendar.menu': '工作日历', 'calendar.title': '工作日历', 'calendar.intro': '推荐单位核查和双方举证的期限按工作日计算（第二十二、二十三条）。每年的日历先由系统按国务院放假安排提出，经市评定办两人先后确认后固定；确认之前，跨入该年的期限为暂定。', 'calendar.year': '年度', 'calendar.workingDays': '{{count}} 个工作日', 'calendar.source': '来源',
    'calendar.state.proposed': '待确认', 'calendar.state.first_confirmed': '一人已确认', 'calendar.state.confirmed': '两人已确认', 'calendar.notPublished': '{{year}} 年放假安排尚未公布，目前只按周末推算', 'calendar.first': '第一人确认', 'calendar.second': '第二人确认', 'calendar.by': '{{name}}，{{time}}', 'calendar.nobody': '尚未确认', 'calendar.confirm': '确认 {{year}} 年日历', 'calendar.confirmHint': '您确认已逐月核对 {{year}} 年的放假和调休安排。第二人确认后不能再改。', 'calendar.fixed': '日历已固定，期限据此计算。',
    'calendar.month': '{{month}} 月', 'calendar.weekdays': '一 二 三 四 五 六 日', 'calendar.dayName': '{{month}} 月 {{day}} 日',
    'calendar.reason.weekday': '工作日', 'calendar.reason.weekend': '周末', 'calendar.reason.holiday': '放假', 'calendar.reason.make_up': '调休上班', 'calendar.reason.set': '市评定办调整',
    'calendar.mark.weekend': '末', 'calendar.mark.holiday': '休', 'calendar.mark.make_up': '班', 'calendar.mark.set_works': '改班', 'calendar.mark.set_free': '改休',
    'calendar.works': '上班', 'calendar.free': '休息', 'calendar.now': '目前：{{state}}', 'calendar.change': '调整 {{day}}', 'calendar.changeTo': '改为', 'calendar.why': '依据和理由', 'calendar.voids': '调整后，第一人的确认随之作废，须重新确认。', 'calendar.changed': '已调整', 'calendar.confirmedNow': '已确认', 'calendar.legend': '图例', 'calendar.editHint': '点选某一天可以调整，须说明理由。',
  },
  en: {
    'deadline.provisional': 'Provisional', 'deadline.provisionalHint': 'It reaches into a year whose working days two people of the office have not confirmed yet; then it can only move later, never earlier.', 'deadline.missed': 'If missed: {{consequence}}. {{effect}}',
    'calendar.menu': 'Working days', 'calendar.title': 'Calendar of working days', 'calendar.intro': 'The periods for the unit’s report and for proof count working days (Art. 22, 23). The system proposes each year from the published holidays; two people of the office confirm it, one after the other. Until then deadlines that reach into the year are provisional.', 'calendar.year': 'Year', 'calendar.workingDays': '{{count}} working days', 'calendar.source': 'Source',
    'calendar.state.proposed': 'To be confirmed', 'calendar.state.first_confirmed': 'Confirmed by one', 'calendar.state.confirmed': 'Confirmed by two', 'calendar.notPublished': 'The holidays of {{year}} are not published yet: weekends only', 'calendar.first': 'First confirmation', 'calendar.second': 'Second confirmation', 'calendar.by': '{{name}}, {{time}}', 'calendar.nobody': 'Not yet', 'calendar.confirm': 'Confirm {{year}}', 'calendar.confirmHint': 'You have checked the holidays and make-up days of {{year}} month by month. After the second confirmation nothing changes.', 'calendar.fixed': 'Fixed; deadlines are counted by it.',
    'calendar.month': 'Month {{month}}', 'calendar.weekdays': 'Mo Tu We Th Fr Sa Su', 'calendar.dayName': '{{month}}/{{day}}',
    'calendar.reason.weekday': 'Working day', 'calendar.reason.weekend': 'Weekend', 'calendar.reason.holiday': 'Holiday', 'calendar.reason.make_up': 'Make-up day, worked', 'calendar.reason.set': 'Set by the office',
    'calendar.mark.weekend': 'w', 'calendar.mark.holiday': 'hol', 'calendar.mark.make_up': 'work', 'calendar.mark.set_works': 'set+', 'calendar.mark.set_free': 'set−',
    'calendar.works': 'Worked', 'calendar.free': 'Free', 'calendar.now': 'Now: {{state}}', 'calendar.change': 'Change {{day}}', 'calendar.changeTo': 'Becomes', 'calendar.why': 'Ground and reason', 'calendar.voids': 'The change voids the first confirmation; the year is confirmed anew.', 'calendar.changed': 'Changed', 'calendar.confirmedNow': 'Confirmed', 'calendar.legend': 'Legend', 'calendar.editHint': 'Choose a day to change it, with the reason.',
  },
}
export default words
