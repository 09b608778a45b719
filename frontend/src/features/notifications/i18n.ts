import type { Words } from '@/shared/i18n/words'

const words: Words = {
  'zh-CN': {
    'notifications.home': '工作台', 'notifications.menu': '通知', 'notifications.hello': '{{name}}，您好', 'notifications.toDo': '待办事项', 'notifications.also': '其他待办', 'notifications.done': '已完成', 'notifications.news': '最新通知', 'notifications.none': '没有通知。有新情况时会显示在这里。', 'notifications.unread': '未读', 'notifications.readAll': '全部标为已读', 'notifications.noEdition': '目前没有进行中的评定。发布申报通知后会在这里显示进度。', 'notifications.progress': '评定进度',
  },
  en: {
    'notifications.home': 'Start', 'notifications.menu': 'Notifications', 'notifications.hello': 'Welcome, {{name}}', 'notifications.toDo': 'To do', 'notifications.also': 'Also to do', 'notifications.done': 'Done', 'notifications.news': 'News', 'notifications.none': 'No messages. What happens is shown here.', 'notifications.unread': 'Unread', 'notifications.readAll': 'Mark all as read', 'notifications.noEdition': 'No edition is running. Its progress is shown here once the notice is out.', 'notifications.progress': 'Progress of the edition',
  },
}
export default words
