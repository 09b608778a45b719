import type { Words } from '@/shared/i18n/words'

const words: Words = {
  'zh-CN': {
    'evidence.title': '证实性材料', 'evidence.home': '我的申报', 'evidence.limits': '每个文件不超过 {{size}}，格式为 {{types}}，每类最多 {{count}} 个。可在手机上直接拍照上传。', 'evidence.progress': '必备材料 {{done}} / {{all}} 类已上传',
    'evidence.locked': '申报已提交或已截止，材料不能再增删。', 'evidence.optional': '选交', 'evidence.choose': '选择文件、拍照或拖到此处', 'evidence.pending': '未完成', 'evidence.storedAt': '{{time}} 核对入库',
    'evidence.remove': '删除 {{name}}', 'evidence.removeAsk': '删除 {{name}}？', 'evidence.forItem': '为评审条目补充材料', 'evidence.chooseItem': '选择评审条目', 'evidence.toTasks': '返回任务清单', 'evidence.next': '下一步：核对并提交',
  },
  en: {
    'evidence.title': 'Evidence', 'evidence.home': 'My application', 'evidence.limits': 'Up to {{size}} a file, {{types}}, {{count}} files of a kind. On a phone you can take a photo.', 'evidence.progress': '{{done}} of {{all}} required kinds uploaded',
    'evidence.locked': 'The application is handed in or the time is over; files stay as they are.', 'evidence.optional': 'Optional', 'evidence.choose': 'Choose a file, take a photo or drop it here', 'evidence.pending': 'Not finished', 'evidence.storedAt': 'checked {{time}}',
    'evidence.remove': 'Remove {{name}}', 'evidence.removeAsk': 'Remove {{name}}?', 'evidence.forItem': 'More evidence for an item of the criteria', 'evidence.chooseItem': 'Choose an item', 'evidence.toTasks': 'Back to the tasks', 'evidence.next': 'Next: check and hand in',
  },
}

export default words
