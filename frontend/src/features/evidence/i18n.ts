import type { Words } from '@/shared/i18n/words'

const words: Words = {
  'zh-CN': {
    'evidence.title': '证实性材料', 'evidence.home': '我的申报', 'evidence.progress': '必备材料 {{done}} / {{all}} 类已上传',
    'evidence.locked': '申报已提交或已截止，材料不能再增删。', 'evidence.optional': '选交', 'evidence.choose': '选择文件、拍照或拖到此处', 'evidence.storedAt': '{{time}} 核对入库',
    'evidence.remove': '删除 {{name}}', 'evidence.removeAsk': '删除 {{name}}？', 'evidence.forItem': '为评审条目补充材料', 'evidence.chooseItem': '选择评审条目', 'evidence.toTasks': '返回任务清单', 'evidence.next': '下一步：核对并提交',
    'evidence.limits': '每个文件不超过 {{size}}，格式为 {{types}}，每类最多 {{count}} 个；已用 {{held}}，本申报共 {{all}}。上传中断或关闭页面后，重新选择同一文件即从断点继续。', 'evidence.lockedAdd': '申报已提交，材料不可更改或删除；形式审查前可以说明原因后补充。', 'evidence.supplement': '提交后补充材料', 'evidence.supplementReason': '补充原因（不少于 5 个字，随材料一并存档）',
    'evidence.supplementHelp': '补充的材料单独列出，不替换已提交的材料。写明原因后，在下面相应类别中选择文件。', 'evidence.folder': '选择整个文件夹', 'evidence.camera': '拍照', 'evidence.progressOf': '{{name}} 的上传进度',
    'evidence.resume': '继续上传 {{name}}', 'evidence.pause': '暂停上传 {{name}}', 'evidence.drop': '取消上传 {{name}}', 'evidence.brokenOff': '连接多次中断，已上传的部分已保留。网络恢复后请点继续。',
    'evidence.phase.waiting': '排队等候', 'evidence.phase.paused': '已暂停，已上传的部分已保留', 'evidence.phase.reading': '正在计算校验值 {{done}} / {{all}}', 'evidence.phase.sending': '已上传 {{done}} / {{all}}',
    'evidence.secondsLeft': '约剩 {{count}} 秒', 'evidence.minutesLeft': '约剩 {{count}} 分钟', 'evidence.pages': '{{count}} 页', 'evidence.goOn': '重新选择同一文件即从断点继续',
    'evidence.state.pending': '上传未完成', 'evidence.state.received': '正在核对', 'evidence.state.refused': '未通过核对。', 'evidence.state.quarantined': '已隔离。',
    'evidence.notScanned': '未经病毒扫描', 'evidence.added': '提交后补充',
    'evidence.receipt.title': '提交回执', 'evidence.receipt.file': '提交回执', 'evidence.receipt.submission': '提交申报', 'evidence.receipt.supplement': '补充材料', 'evidence.receipt.sealed': '已封存于审计记录', 'evidence.receipt.unsealed': '正在封存', 'evidence.receipt.keep': '下载回执',
  },
  en: {
    'evidence.title': 'Evidence', 'evidence.home': 'My application', 'evidence.progress': '{{done}} of {{all}} required kinds uploaded',
    'evidence.locked': 'The application is handed in or the time is over; files stay as they are.', 'evidence.optional': 'Optional', 'evidence.choose': 'Choose a file, take a photo or drop it here', 'evidence.storedAt': 'checked {{time}}',
    'evidence.remove': 'Remove {{name}}', 'evidence.removeAsk': 'Remove {{name}}?', 'evidence.forItem': 'More evidence for an item of the criteria', 'evidence.chooseItem': 'Choose an item', 'evidence.toTasks': 'Back to the tasks', 'evidence.next': 'Next: check and hand in',
    'evidence.limits': 'Up to {{size}} a file, {{types}}, {{count}} files of a kind; {{held}} used of {{all}}. After a broken line or a closed page, choose the same file again and it goes on where it stopped.', 'evidence.lockedAdd': 'The application is handed in; files can be neither changed nor removed. Until the formal review you can add some and say why.', 'evidence.supplement': 'Add evidence after handing in', 'evidence.supplementReason': 'Reason (5 characters or more; kept with the evidence)',
    'evidence.supplementHelp': 'What you add is listed on its own and replaces nothing. Give the reason, then choose the file under its kind below.', 'evidence.folder': 'Choose a whole folder', 'evidence.camera': 'Take a photo', 'evidence.progressOf': 'Progress of {{name}}',
    'evidence.resume': 'Go on with {{name}}', 'evidence.pause': 'Pause {{name}}', 'evidence.drop': 'Cancel {{name}}', 'evidence.brokenOff': 'The connection broke several times. What has arrived is kept; go on once the network is back.',
    'evidence.phase.waiting': 'In the queue', 'evidence.phase.paused': 'Paused; what has arrived is kept', 'evidence.phase.reading': 'Computing the checksum {{done}} / {{all}}', 'evidence.phase.sending': '{{done}} of {{all}} sent',
    'evidence.secondsLeft': 'about {{count}} s left', 'evidence.minutesLeft': 'about {{count}} min left', 'evidence.pages': '{{count}} pages', 'evidence.goOn': 'Choose the same file again and it goes on where it stopped',
    'evidence.state.pending': 'Not finished', 'evidence.state.received': 'Being checked', 'evidence.state.refused': 'Not accepted.', 'evidence.state.quarantined': 'Kept apart.',
    'evidence.notScanned': 'Not scanned for viruses', 'evidence.added': 'Added later',
    'evidence.receipt.title': 'Receipts', 'evidence.receipt.file': 'receipt', 'evidence.receipt.submission': 'Handed in', 'evidence.receipt.supplement': 'Evidence added', 'evidence.receipt.sealed': 'sealed in the audit log', 'evidence.receipt.unsealed': 'being sealed', 'evidence.receipt.keep': 'Download',
  },
}

export default words
