import type { Words } from '@/shared/i18n/words'

const words: Words = {
  'zh-CN': {
    'awards.title': '奖项与奖金', 'awards.menu': '奖项与奖金', 'awards.revocations': '撤销审批', 'awards.number': '证书编号', 'awards.organisation': '获奖组织', 'awards.tier': '奖项', 'awards.granted': '授奖日期', 'awards.supervised': '监管期至', 'awards.state': '状态', 'awards.payment': '奖金', 'awards.paymentState': '支付', 'awards.certificate': '打印证书', 'awards.empty': '市政府批准并公布表彰决定后，这里会列出获奖组织。', 'awards.revocationEmpty': '目前没有报请撤销的奖项。',
    'awards.payments': '奖金支付', 'awards.budget': '经费预算与执行', 'awards.budgetPrizes': '奖励经费预算', 'awards.budgetWork': '工作经费预算', 'awards.awarded': '应发奖金', 'awards.paid': '已支付', 'awards.pending': '待支付', 'awards.stopped': '停止支付', 'awards.voucher': '凭证号', 'awards.paidOn': '支付日期', 'awards.actions': '操作', 'awards.year': '年份', 'awards.reason': '撤销依据与事实', 'awards.mine': '我的奖项', 'awards.mineEmpty': '贵组织尚无市长质量奖奖项。获奖后，证书、奖金支付进度和称号使用规则列在这里。', 'awards.useRule': '称号和标识可用于组织形象宣传，须注明获奖年份；不得用于具体产品的说明和包装。', 'awards.chart': '应发、已付与待付奖金（元）', 'awards.allYears': '全部年份', 'awards.grounds': '依据条款填写 27 或 36(1) 至 36(6)。',
  },
  en: {
    'awards.title': 'Awards and prizes', 'awards.menu': 'Awards and prizes', 'awards.revocations': 'Revocations', 'awards.number': 'Certificate', 'awards.organisation': 'Winner', 'awards.tier': 'Award', 'awards.granted': 'Granted', 'awards.supervised': 'Supervised until', 'awards.state': 'State', 'awards.payment': 'Prize', 'awards.paymentState': 'Payment', 'awards.certificate': 'Print certificate', 'awards.empty': 'Winners stand here once the government has approved and the decision is published.', 'awards.revocationEmpty': 'No revocation is before the government.',
    'awards.payments': 'Prize payments', 'awards.budget': 'Budget and actual', 'awards.budgetPrizes': 'Prize budget', 'awards.budgetWork': 'Working budget', 'awards.awarded': 'Prizes due', 'awards.paid': 'Paid', 'awards.pending': 'To be paid', 'awards.stopped': 'Stopped', 'awards.voucher': 'Voucher', 'awards.paidOn': 'Paid on', 'awards.actions': 'Actions', 'awards.year': 'Year', 'awards.reason': 'Clause and facts', 'awards.mine': 'Our awards', 'awards.mineEmpty': 'Your organisation holds no award yet. Certificate, prize payment and rules of use will stand here.', 'awards.useRule': 'Title and mark may be used to present the organisation, with the year of the award; never on products or packaging.', 'awards.chart': 'Prizes due, paid and open (yuan)', 'awards.allYears': 'All years', 'awards.grounds': 'As the clause enter 27, or 36(1) to 36(6).',
  },
}
export default words
