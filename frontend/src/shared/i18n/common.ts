import type { Words } from './words'

const roles = {
  'zh-CN': { applicant: '申报组织', recommender: '推荐单位', office: '市评定办', agency: '第三方机构', expert: '评审专家', committee: '市评委会', government: '市政府', auditor: '审计监督', admin: '系统管理' },
  en: { applicant: 'Applicant', recommender: 'Recommending unit', office: 'Award office', agency: 'Review agency', expert: 'Expert', committee: 'Committee', government: 'City government', auditor: 'Auditor', admin: 'Administrator' },
}

const states = {
  'zh-CN': {
    'edition.draft': '方案起草', 'edition.plan_review': '方案待审定', 'edition.plan_approved': '方案已审定', 'edition.open': '申报与推荐', 'edition.formal_review': '形式审查', 'edition.document_review': '资料评审', 'edition.defence': '集中答辩', 'edition.site_review': '现场评审', 'edition.public_opinion': '社会评价', 'edition.evaluation': '综合评价', 'edition.deliberation': '评委会审议', 'edition.initial_list': '初选名单已定', 'edition.publicity': '社会公示', 'edition.settlement': '审定', 'edition.government': '报请批准', 'edition.approved': '市政府已批准', 'edition.conferred': '表彰授奖', 'edition.closed': '已结束',
    'application.draft': '填报中', 'application.submitted': '待推荐', 'application.filed': '已报送', 'application.not_recommended': '未予推荐', 'application.formal_passed': '形式审查通过', 'application.formal_failed': '形式审查未通过', 'application.accepted': '已受理', 'application.not_accepted': '未予受理', 'application.shortlisted': '进入现场评审', 'application.not_shortlisted': '未进入现场评审', 'application.awarded': '已获奖', 'application.not_awarded': '未获奖', 'application.failed': '不通过评审',
    'objection.received': '待审查', 'objection.refused': '不予受理', 'objection.investigating': '调查核实中', 'objection.reported': '待评委会决定', 'objection.transferred': '移送有关部门', 'objection.upheld': '异议成立', 'objection.dismissed': '异议不成立',
    'award.granted': '有效', 'award.revocation_proposed': '拟撤销', 'award.revocation_submitted': '报请撤销', 'award.revoked': '已撤销',
    'payment.pending': '待支付', 'payment.paid': '已支付', 'payment.stopped': '停止支付',
    'score_sheet.open': '评分中', 'score_sheet.submitted': '已提交',
    'motion.open': '表决中', 'motion.carried': '已通过', 'motion.rejected': '未通过', 'motion.withdrawn': '已撤回',
    'recusal.requested': '待决定', 'recusal.in_force': '已回避', 'recusal.declined': '未予回避',
  },
  en: {
    'edition.draft': 'Plan in draft', 'edition.plan_review': 'Plan before the committee', 'edition.plan_approved': 'Plan approved', 'edition.open': 'Applications and recommendations', 'edition.formal_review': 'Formal review', 'edition.document_review': 'Document review', 'edition.defence': 'Defence presentation', 'edition.site_review': 'Site review', 'edition.public_opinion': 'Public opinion', 'edition.evaluation': 'Overall evaluation', 'edition.deliberation': 'Deliberation', 'edition.initial_list': 'Initial list fixed', 'edition.publicity': 'Public notice', 'edition.settlement': 'Final settlement', 'edition.government': 'Before the government', 'edition.approved': 'Approved by the government', 'edition.conferred': 'Awards conferred', 'edition.closed': 'Closed',
    'application.draft': 'In draft', 'application.submitted': 'Awaiting recommendation', 'application.filed': 'Filed', 'application.not_recommended': 'Not recommended', 'application.formal_passed': 'Formal review passed', 'application.formal_failed': 'Formal review failed', 'application.accepted': 'Accepted', 'application.not_accepted': 'Not accepted', 'application.shortlisted': 'In site review', 'application.not_shortlisted': 'Not in site review', 'application.awarded': 'Awarded', 'application.not_awarded': 'Not awarded', 'application.failed': 'Failed',
    'objection.received': 'To be examined', 'objection.refused': 'Not accepted', 'objection.investigating': 'Under investigation', 'objection.reported': 'Before the committee', 'objection.transferred': 'Transferred', 'objection.upheld': 'Upheld', 'objection.dismissed': 'Dismissed',
    'award.granted': 'Valid', 'award.revocation_proposed': 'Revocation proposed', 'award.revocation_submitted': 'Revocation before the government', 'award.revoked': 'Revoked',
    'payment.pending': 'To be paid', 'payment.paid': 'Paid', 'payment.stopped': 'Stopped',
    'score_sheet.open': 'Scoring', 'score_sheet.submitted': 'Submitted',
    'motion.open': 'Voting', 'motion.carried': 'Carried', 'motion.rejected': 'Rejected', 'motion.withdrawn': 'Withdrawn',
    'recusal.requested': 'To be decided', 'recusal.in_force': 'Recused', 'recusal.declined': 'Declined',
  },
}

const actions = {
  'zh-CN': {
    'application.lapse': '逾期未推荐', 'application.accept': '列入受理名单', 'application.decline': '不予受理', 'application.shortlist': '进入现场评审', 'application.pass_over': '未进入现场评审', 'application.award': '获奖', 'application.leave_unawarded': '未获奖', 'application.fail_by_objection': '因异议不通过', 'payment.stop': '停止支付', 'edition.submit_plan': '方案提交评委会', 'edition.return_plan': '退回修改方案', 'edition.approve_plan': '审定方案和专家组', 'edition.publish_notice': '发布申报通知', 'edition.close_window': '结束申报与推荐', 'edition.settle_accepted_list': '确定受理名单', 'edition.settle_site_list': '确定现场评审名单', 'edition.finish_defence': '结束集中答辩', 'edition.finish_site_review': '结束现场评审', 'edition.finish_public_opinion': '结束社会评价', 'edition.submit_proposed_list': '提交建议获奖名单', 'edition.fix_initial_list': '确定获奖初选名单', 'edition.start_publicity': '开始公示', 'edition.end_publicity': '结束公示', 'edition.settle_final_list': '确定拟获奖名单', 'edition.approve': '批准', 'edition.publish_results': '公布表彰决定', 'edition.close': '结束本届',
    'application.submit': '提交申报', 'application.submit_direct': '直接报送市评定办', 'application.take_back': '撤回修改', 'application.recommend': '予以推荐', 'application.refuse_recommendation': '不予推荐', 'application.pass_formal_review': '形式审查通过', 'application.fail_formal_review': '形式审查不通过', 'application.reopen_formal_review': '重新审查',
    'objection.accept': '予以受理', 'objection.refuse': '不予受理', 'objection.transfer': '移送有关部门', 'objection.record_result': '登记处理结果', 'objection.report': '提交核查报告', 'objection.deem_recommender_silent': '认定推荐单位逾期', 'objection.deem_applicant_admits': '认定视为承认', 'objection.deem_objector_withdraws': '认定视为放弃', 'objection.uphold': '决定异议成立', 'objection.dismiss': '决定异议不成立',
    'award.propose_revocation': '提出撤销', 'award.drop_revocation': '不予撤销', 'award.submit_revocation': '报请市政府撤销', 'award.revoke': '决定撤销',
    'payment.pay': '登记支付', 'score_sheet.submit': '提交评分', 'motion.carry': '宣布通过', 'motion.reject': '宣布未通过', 'motion.withdraw': '撤回议题', 'recusal.grant': '同意回避', 'recusal.decline': '不予回避',
  },
  en: {
    'application.lapse': 'Lapse without a recommendation', 'application.accept': 'Accept', 'application.decline': 'Decline', 'application.shortlist': 'Choose for the site review', 'application.pass_over': 'Pass over', 'application.award': 'Award', 'application.leave_unawarded': 'Leave without an award', 'application.fail_by_objection': 'Fail after an objection', 'payment.stop': 'Stop payment', 'edition.submit_plan': 'Submit plan to the committee', 'edition.return_plan': 'Return plan', 'edition.approve_plan': 'Approve plan and expert team', 'edition.publish_notice': 'Publish the notice', 'edition.close_window': 'Close applications', 'edition.settle_accepted_list': 'Settle accepted list', 'edition.settle_site_list': 'Settle site-review list', 'edition.finish_defence': 'Finish the defence', 'edition.finish_site_review': 'Finish site review', 'edition.finish_public_opinion': 'Finish the public-opinion round', 'edition.submit_proposed_list': 'Submit proposed list', 'edition.fix_initial_list': 'Fix initial list', 'edition.start_publicity': 'Start public notice', 'edition.end_publicity': 'End public notice', 'edition.settle_final_list': 'Settle final list', 'edition.approve': 'Approve', 'edition.publish_results': 'Publish the decision', 'edition.close': 'Close the edition',
    'application.submit': 'Submit application', 'application.submit_direct': 'File with the office', 'application.take_back': 'Take back to edit', 'application.recommend': 'Recommend', 'application.refuse_recommendation': 'Refuse recommendation', 'application.pass_formal_review': 'Pass formal review', 'application.fail_formal_review': 'Fail formal review', 'application.reopen_formal_review': 'Review again',
    'objection.accept': 'Accept', 'objection.refuse': 'Do not accept', 'objection.transfer': 'Transfer', 'objection.record_result': 'Record the result', 'objection.report': 'Submit report', 'objection.deem_recommender_silent': 'Deem the unit silent', 'objection.deem_applicant_admits': 'Deem admitted', 'objection.deem_objector_withdraws': 'Deem withdrawn', 'objection.uphold': 'Uphold', 'objection.dismiss': 'Dismiss',
    'award.propose_revocation': 'Propose revocation', 'award.drop_revocation': 'Drop', 'award.submit_revocation': 'Submit to the government', 'award.revoke': 'Revoke',
    'payment.pay': 'Record payment', 'score_sheet.submit': 'Submit scores', 'motion.carry': 'Declare carried', 'motion.reject': 'Declare rejected', 'motion.withdraw': 'Withdraw', 'recusal.grant': 'Grant recusal', 'recusal.decline': 'Decline',
  },
}

const asks = {
  'zh-CN': { reason: '理由', reasons: '理由', opinion: '意见', eligible: '符合申报条件', truthful: '申报内容属实', document: '发文字号', approval_document: '批准文号（发文字号）', article: '依据条款', report: '调查核实报告', decision_reason: '决定理由', paid_on: '支付日期', voucher: '凭证号' },
  en: { reason: 'Reason', reasons: 'Reasons', opinion: 'Opinion', eligible: 'Meets the conditions', truthful: 'Contents are true', document: 'Document number', approval_document: 'Document number of the approval', article: 'Clause', report: 'Investigation report', decision_reason: 'Reason for the decision', paid_on: 'Paid on', voucher: 'Voucher' },
}

const prefix = (name: string, words: Record<string, string>) =>
  Object.fromEntries(Object.entries(words).map(([key, value]) => [`${name}.${key}`, value]))

const derived = (language: 'zh-CN' | 'en') => ({
  ...prefix('role', roles[language]),
  ...prefix('state', states[language]),
  ...prefix('action', actions[language]),
  ...prefix('asks', asks[language]),
})

export const common: Words = {
  'zh-CN': {
    ...derived('zh-CN'),
    'common.award': '朝阳市市长质量奖', 'common.subtitle': '评定与监督平台', 'common.article': '第{{number}}条', 'common.clause': '第{{number}}条{{part}}',
    'common.offline.title': '网络连接不上', 'common.offline.detail': '请检查网络后重试；已填写的内容仍在本页。', 'common.server.title': '服务器出错了', 'common.server.detail': '请稍后重试；若仍不行，请联系市评定办。',
    'common.retry': '重试', 'common.reload': '重新载入', 'common.save': '保存', 'common.cancel': '取消', 'common.confirm': '确认', 'common.close': '关闭', 'common.back': '返回', 'common.edit': '修改', 'common.remove': '删除', 'common.open': '查看', 'common.more': '加载更多', 'common.search': '搜索', 'common.all': '全部', 'common.yes': '是', 'common.no': '否', 'common.none': '暂无', 'common.loading': '正在载入', 'common.next': '下一步', 'common.previous': '上一步', 'common.print': '打印', 'common.export': '导出', 'common.required': '必填', 'common.optional': '选填', 'common.submit': '提交', 'common.add': '新增', 'common.total': '共 {{count}} 项', 'common.done': '操作成功',
    'menu.edition': '本届评定', 'menu.decision': '审议与授奖', 'menu.integrity': '公正与监督', 'menu.basis': '基础信息',
    'common.menu': '菜单', 'common.skip': '跳到正文', 'common.language': 'English', 'common.logout': '退出登录', 'common.account': '账号与安全', 'common.switchRole': '切换身份', 'common.home': '首页', 'common.workbench': '工作台', 'common.notifications': '通知',
    'common.stale.title': '内容已被他人更新', 'common.stale.detail': '请重新载入最新内容；您的输入仍保留在本页。',
    'common.whyNot': '现在还不能“{{action}}”', 'common.actions': '可以进行的操作', 'common.noActions': '目前没有需要您操作的事项', 'common.confirmAction': '确认“{{action}}”？', 'common.irreversible': '此操作不可撤回，并将记入审计记录。',
    'common.errorSummary': '还有 {{count}} 处需要处理', 'common.saved': '已保存 {{time}}', 'common.saving': '正在保存…', 'common.unsaved': '尚未保存', 'common.saveFailed': '保存失败，将自动重试',
    'common.deadline': '截止 {{time}}', 'common.daysLeft': '还剩 {{count}} 天', 'common.lastDay': '今天截止', 'common.overdue': '已截止', 'common.now': '北京时间',
    'common.rehearsal': '演练环境：数据不具效力，时钟可由市评定办拨动', 'common.moveClock': '拨动时钟', 'common.moveClockBy': '向前拨动', 'common.hours': '小时', 'common.days': '天',
    'task.not_started': '未开始', 'task.in_progress': '进行中', 'task.incomplete': '有缺项', 'task.done': '已完成',
    'step.1': '发布通知', 'step.2': '组织申报', 'step.3': '部门推荐', 'step.4': '资格审查', 'step.5': '资料评审', 'step.6': '现场评审', 'step.7': '综合评价', 'step.8': '审议公示', 'step.9': '审定报批',
    'common.local': '本地程序',
    'stage.plan': '方案', 'stage.application': '申报', 'stage.formal_review': '形式审查', 'stage.document_review': '资料评审', 'stage.defence': '集中答辩', 'stage.site_review': '现场评审', 'stage.public_opinion': '社会评价', 'stage.evaluation': '综合评价', 'stage.deliberation': '审议', 'stage.publicity': '公示', 'stage.settlement': '审定', 'stage.approval': '批准', 'stage.conferral': '授奖',
    'subject.organisation': '组织', 'subject.project': '项目',
    'tier.gold': '金奖', 'tier.silver': '银奖', 'tier.nomination': '提名奖',
    'upload.choose': '选择文件或拖到此处', 'upload.uploading': '正在上传 {{percent}}%', 'upload.checking': '正在核对', 'upload.failed': '上传失败',
    'error.notFound': '没有找到该页面', 'error.notFoundHint': '地址可能已变动，或您无权查看。', 'error.crashed': '页面出错了', 'error.goHome': '回到首页',
    'login.title': '登录', 'login.login': '登录名', 'login.password': '密码', 'login.code': '动态验证码', 'login.codeHint': '请输入身份验证器上的 6 位数字', 'login.submit': '登录', 'login.register': '申报组织注册', 'login.public': '公众服务', 'login.welcome': '公开、公平、公正', 'login.motto': '每一步依法、每一步留痕', 'login.pickRole': '请选择本次使用的身份', 'login.demo': '演示账号与口令由启动命令打印', 'login.sessionEnded': '登录已结束，请重新登录',
    'register.title': '申报组织注册', 'register.person': '经办人', 'register.organisation': '组织信息', 'register.login': '登录名', 'register.name': '姓名', 'register.phone': '手机号', 'register.password': '密码', 'register.passwordHint': '至少 12 个字符，混合两类以上', 'register.uscc': '统一社会信用代码', 'register.usccBad': '代码校验不通过，请核对 18 位字符', 'register.usccTaken': '该代码已注册', 'register.usccGood': '代码校验通过', 'register.orgName': '组织名称', 'register.area': '登记地', 'register.address': '地址', 'register.registeredOn': '登记日期', 'register.division': '行业（GB/T 4754）', 'register.ownership': '隶属', 'register.nature': '性质', 'register.legal': '法定代表人', 'register.employees': '职工人数', 'register.department': '市行业主管部门', 'register.submit': '注册并登录', 'register.haveAccount': '已有账号，去登录', 'register.intro': '由申报组织的经办人填写，约需 5 分钟，请备好营业执照。注册后即可开始申报；登记信息决定申报资格和推荐渠道，请据实填写。', 'register.loginHint': '以后用它登录，例如单位简称的拼音', 'register.ownershipHint': '中央、省属企业直接申报，市属企业经行业主管部门推荐，其他经县（市）区市场监管局报送', 'register.usccHint': '18 位，见营业执照',
    'ownership.central': '中央企业', 'ownership.provincial': '省属企业', 'ownership.municipal': '市属企业', 'ownership.other': '其他', 'nature.for_profit': '从事生产经营活动', 'nature.non_profit': '从事非营利性业务',
    'account.title': '账号与安全', 'account.sessions': '登录会话', 'account.current': '当前会话', 'account.revoke': '注销', 'account.revoked': '已注销该会话', 'account.lastSeen': '最近使用', 'account.device': '设备', 'account.password': '修改密码', 'account.old': '当前密码', 'account.new': '新密码', 'account.changed': '密码已修改', 'account.totp': '动态验证码（TOTP）', 'account.totpHint': '用身份验证器扫描二维码，再输入 6 位数字完成绑定。', 'account.totpOn': '已绑定', 'account.totpStart': '开始绑定', 'account.totpConfirm': '完成绑定', 'account.totpPresent': '当前验证码', 'account.totpReplace': '更换设备', 'account.totpPicture': '动态验证码绑定二维码', 'account.enrolFirst': '请先绑定动态验证码', 'account.enrolFirstHint': '工作人员须用密码和动态验证码两种方式登录；绑定后即可进入工作台。',
    'assess.title': '资格审查逐条结果', 'assess.passed': '通过', 'assess.failed': '不符合', 'assess.person': '需人工判断', 'assess.facts': '依据的事实', 'assess.source.given': '本次填写', 'assess.source.register': '登记信息', 'assess.source.winners': '获奖名录', 'assess.source.records': '监管记录', 'assess.source.regulation': '管理办法', 'assess.source.edition': '本届安排',
  },
  en: {
    ...derived('en'),
    'common.award': "Chaoyang Mayor's Quality Award", 'common.subtitle': 'Evaluation and supervision', 'common.article': 'Art. {{number}}', 'common.clause': 'Art. {{number}}{{part}}',
    'common.offline.title': 'No connection', 'common.offline.detail': 'Check the network and try again; what you typed is still on this page.', 'common.server.title': 'The server failed', 'common.server.detail': 'Try again later; if it persists, contact the award office.',
    'common.retry': 'Try again', 'common.reload': 'Reload', 'common.save': 'Save', 'common.cancel': 'Cancel', 'common.confirm': 'Confirm', 'common.close': 'Close', 'common.back': 'Back', 'common.edit': 'Change', 'common.remove': 'Remove', 'common.open': 'Open', 'common.more': 'Load more', 'common.search': 'Search', 'common.all': 'All', 'common.yes': 'Yes', 'common.no': 'No', 'common.none': 'None yet', 'common.loading': 'Loading', 'common.next': 'Next', 'common.previous': 'Previous', 'common.print': 'Print', 'common.export': 'Export', 'common.required': 'required', 'common.optional': 'optional', 'common.submit': 'Submit', 'common.add': 'Add', 'common.total': '{{count}} in all', 'common.done': 'Done',
    'menu.edition': 'This edition', 'menu.decision': 'Decision and award', 'menu.integrity': 'Integrity', 'menu.basis': 'Basis',
    'common.menu': 'Menu', 'common.skip': 'Skip to content', 'common.language': '中文', 'common.logout': 'Sign out', 'common.account': 'Account and security', 'common.switchRole': 'Switch role', 'common.home': 'Home', 'common.workbench': 'Workbench', 'common.notifications': 'Notifications',
    'common.stale.title': 'Someone else has changed this', 'common.stale.detail': 'Reload to see the present state; what you typed stays on this page.',
    'common.whyNot': '“{{action}}” is not open yet', 'common.actions': 'What you can do', 'common.noActions': 'Nothing for you to do at present', 'common.confirmAction': 'Confirm “{{action}}”?', 'common.irreversible': 'This cannot be undone and enters the audit trail.',
    'common.errorSummary': '{{count}} points to settle', 'common.saved': 'Saved {{time}}', 'common.saving': 'Saving…', 'common.unsaved': 'Not saved yet', 'common.saveFailed': 'Saving failed, trying again',
    'common.deadline': 'Until {{time}}', 'common.daysLeft': '{{count}} days left', 'common.lastDay': 'Ends today', 'common.overdue': 'Over', 'common.now': 'Beijing time',
    'common.rehearsal': 'Rehearsal: nothing here has effect; the office may move the clock', 'common.moveClock': 'Move the clock', 'common.moveClockBy': 'Forward by', 'common.hours': 'hours', 'common.days': 'days',
    'task.not_started': 'Not started', 'task.in_progress': 'In progress', 'task.incomplete': 'Has gaps', 'task.done': 'Done',
    'step.1': 'Notice', 'step.2': 'Application', 'step.3': 'Recommendation', 'step.4': 'Formal review', 'step.5': 'Document review', 'step.6': 'Site review', 'step.7': 'Evaluation', 'step.8': 'Deliberation and notice', 'step.9': 'Approval',
    'common.local': 'Local procedure',
    'stage.plan': 'Plan', 'stage.application': 'Applications', 'stage.formal_review': 'Formal review', 'stage.document_review': 'Document review', 'stage.defence': 'Defence', 'stage.site_review': 'Site review', 'stage.public_opinion': 'Public opinion', 'stage.evaluation': 'Evaluation', 'stage.deliberation': 'Deliberation', 'stage.publicity': 'Public notice', 'stage.settlement': 'Settlement', 'stage.approval': 'Approval', 'stage.conferral': 'Award',
    'subject.organisation': 'Organisation', 'subject.project': 'Project',
    'tier.gold': 'Gold', 'tier.silver': 'Silver', 'tier.nomination': 'Nomination',
    'upload.choose': 'Choose a file or drop it here', 'upload.uploading': 'Uploading {{percent}}%', 'upload.checking': 'Checking', 'upload.failed': 'Upload failed',
    'error.notFound': 'Page not found', 'error.notFoundHint': 'The address may have changed, or you may not see it.', 'error.crashed': 'The page failed', 'error.goHome': 'Back to the start',
    'login.title': 'Sign in', 'login.login': 'Login', 'login.password': 'Password', 'login.code': 'One-time code', 'login.codeHint': 'The 6 digits of your authenticator', 'login.submit': 'Sign in', 'login.register': 'Register an organisation', 'login.public': 'Public pages', 'login.welcome': 'Open, fair, just', 'login.motto': 'Every step by the law, every step on record', 'login.pickRole': 'Choose the role to act in', 'login.demo': 'The start command prints the demo logins', 'login.sessionEnded': 'Your session has ended, please sign in again',
    'register.title': 'Register an organisation', 'register.person': 'Person in charge', 'register.organisation': 'Organisation', 'register.login': 'Login', 'register.name': 'Name', 'register.phone': 'Phone', 'register.password': 'Password', 'register.passwordHint': 'At least 12 characters of two kinds', 'register.uscc': 'Unified social credit code', 'register.usccBad': 'The code fails its check; compare all 18 characters', 'register.usccTaken': 'This code is registered already', 'register.usccGood': 'The code is valid', 'register.orgName': 'Name of the organisation', 'register.area': 'Area', 'register.address': 'Address', 'register.registeredOn': 'Registered on', 'register.division': 'Industry (GB/T 4754)', 'register.ownership': 'Ownership', 'register.nature': 'Nature', 'register.legal': 'Legal representative', 'register.employees': 'Employees', 'register.department': 'Industry department', 'register.submit': 'Register and sign in', 'register.haveAccount': 'I have an account', 'register.intro': 'Filled in by the person in charge, in about five minutes; have the business licence at hand. Then you can apply at once. Eligibility and channel follow from these details: state them truly.', 'register.loginHint': 'You sign in with it from now on', 'register.ownershipHint': 'Central and provincial enterprises apply directly, municipal ones through their industry department, others through the county bureau', 'register.usccHint': '18 characters, on the business licence',
    'ownership.central': 'Central enterprise', 'ownership.provincial': 'Provincial enterprise', 'ownership.municipal': 'Municipal enterprise', 'ownership.other': 'Other', 'nature.for_profit': 'For profit', 'nature.non_profit': 'Non-profit',
    'account.title': 'Account and security', 'account.sessions': 'Sessions', 'account.current': 'This session', 'account.revoke': 'Revoke', 'account.revoked': 'The session was revoked', 'account.lastSeen': 'Last used', 'account.device': 'Device', 'account.password': 'Change password', 'account.old': 'Present password', 'account.new': 'New password', 'account.changed': 'Password changed', 'account.totp': 'One-time codes (TOTP)', 'account.totpHint': 'Scan the picture with an authenticator, then enter the 6 digits.', 'account.totpOn': 'Enrolled', 'account.totpStart': 'Enrol', 'account.totpConfirm': 'Finish', 'account.totpPresent': 'Present code', 'account.totpReplace': 'Change device', 'account.totpPicture': 'QR code for the authenticator', 'account.enrolFirst': 'Set up one-time codes first', 'account.enrolFirstHint': 'Staff sign in with a password and a one-time code; once enrolled, the workbench opens.',
    'assess.title': 'Eligibility, clause by clause', 'assess.passed': 'Met', 'assess.failed': 'Not met', 'assess.person': 'For a person', 'assess.facts': 'Facts looked at', 'assess.source.given': 'entered here', 'assess.source.register': 'registered particulars', 'assess.source.winners': 'registry of winners', 'assess.source.records': 'regulatory records', 'assess.source.regulation': 'the regulation', 'assess.source.edition': 'this edition',
  },
}
