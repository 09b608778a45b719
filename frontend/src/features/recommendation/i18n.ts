import type { Words } from '@/shared/i18n/words'

const words: Words = {
  'zh-CN': {
    'recommendation.home': '推荐工作台', 'recommendation.noEdition': '目前没有正在进行的评定。市评定办发布通知后，这里会列出待推荐的申报。', 'recommendation.opinion': '推荐意见', 'recommendation.eligible': '是否符合申报条件', 'recommendation.truthful': '申报内容是否属实', 'recommendation.words': '推荐意见（不予推荐的写明理由）',
    'recommendation.kept': '未提交的意见保存在本机，仅您可见。', 'recommendation.negative': '有一项判断为“否”的，不能推荐，请选择“不予推荐”并写明理由。', 'recommendation.closed': '现在不能推荐',
    'recommendation.gap.eligible': '请判断是否符合申报条件', 'recommendation.gap.truthful': '请判断申报内容是否属实', 'recommendation.gap.opinion': '请写明意见', 'recommendation.thenFiled': '推荐后即报送市评定办，由其进行形式审查。', 'recommendation.thenEnds': '不予推荐后，该申报本届结束，理由告知申报组织。',
    'recommendation.waiting': '待推荐', 'recommendation.given': '已推荐', 'recommendation.refused': '未推荐', 'recommendation.all': '查看本单位全部申报', 'recommendation.tasks': '待提出意见的申报', 'recommendation.submitted': '{{time}} 提交', 'recommendation.notOpen': '推荐期限：至 {{time}}', 'recommendation.over': '推荐已于 {{time}} 截止。后续进展见“查看本单位全部申报”和通知。',
    'recommendation.suspended': '本单位的推荐资格已暂停至 {{day}}', 'recommendation.cancelled': '本单位的推荐资格已被取消',
  },
  en: {
    'recommendation.home': 'Recommendation desk', 'recommendation.noEdition': 'No edition is running. Once the office publishes the call, applications that wait for you are listed here.', 'recommendation.opinion': 'Opinion', 'recommendation.eligible': 'Does the applicant meet the conditions?', 'recommendation.truthful': 'Is the application true?', 'recommendation.words': 'Opinion (with the reason if you refuse)',
    'recommendation.kept': 'What you have not sent yet is kept on this machine, for you alone.', 'recommendation.negative': 'With a “no” you can\'t recommend; refuse and say why.', 'recommendation.closed': 'You can\'t recommend now',
    'recommendation.gap.eligible': 'Judge whether the conditions are met', 'recommendation.gap.truthful': 'Judge whether the application is true', 'recommendation.gap.opinion': 'Give an opinion in words', 'recommendation.thenFiled': 'It then goes to the office for the formal review.', 'recommendation.thenEnds': 'The application then ends for this edition; the applicant is told why.',
    'recommendation.waiting': 'Waiting', 'recommendation.given': 'Recommended', 'recommendation.refused': 'Not recommended', 'recommendation.all': 'All applications of this unit', 'recommendation.tasks': 'Waiting for your opinion', 'recommendation.submitted': 'handed in {{time}}', 'recommendation.notOpen': 'Recommendations until {{time}}', 'recommendation.over': 'Recommendations closed {{time}}. What follows: see all applications of this unit, and the messages.',
    'recommendation.suspended': 'This unit may not recommend until {{day}}', 'recommendation.cancelled': 'This unit\'s right to recommend has been cancelled',
  },
}

export default words
