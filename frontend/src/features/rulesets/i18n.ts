import type { Words } from '@/shared/i18n/words'

const words: Words = {
  'zh-CN': {
    'rulesets.part.chair': '主任', 'rulesets.part.vice_chair': '副主任', 'rulesets.part.central': '中央企业', 'rulesets.part.provincial': '省属企业', 'rulesets.part.municipal': '市属企业', 'rulesets.part.other': '其他组织', 'rulesets.part.direct': '直接申报', 'rulesets.part.industry': '行业主管部门', 'rulesets.part.county': '县（市）区局',
    'rulesets.menu': '规则集', 'rulesets.title': '规则集', 'rulesets.intro': '办法里的数值和各市自定的程序都是数据，带条款和依据；每届按发布通知时锁定的一份执行（第三十八条）。',
    'rulesets.inForce': '{{from}} 起施行', 'rulesets.until': '施行至 {{until}}', 'rulesets.inUse': '现行', 'rulesets.replaces': '替代 {{name}}', 'rulesets.digest': '数据摘要',
    'rulesets.tiers': '奖项', 'rulesets.tier': '奖项', 'rulesets.quota': '名额', 'rulesets.prize': '奖金', 'rulesets.certificate': '颁发证书', 'rulesets.waits': '再次申报须间隔', 'rulesets.waitsText': '{{count}} 届', 'rulesets.noWait': '不限', 'rulesets.goesTo': '授予',
    'rulesets.total': '每届合计不超过 {{count}} 个', 'rulesets.stages': '评定环节', 'rulesets.optional': '本市增设',
    'rulesets.law': '办法规定的数值', 'rulesets.localValues': '本地程序', 'rulesets.localHint': '条文没有写明，由本市确定。{{by}}', 'rulesets.value': '值', 'rulesets.name': '事项', 'rulesets.article': '条款', 'rulesets.ground': '依据', 'rulesets.default': '默认值', 'rulesets.approvedOn': '{{date}} 审定',
    'rulesets.simulate': '试算', 'rulesets.simulateIntro': '改动数值，看以往各届会有什么不同。试算不保存任何内容；正式修订须由市评委会审议（第八条）。', 'rulesets.run': '试算', 'rulesets.reset': '恢复原值', 'rulesets.changedCount': '改动 {{count}} 项', 'rulesets.nothingChanged': '先改动至少一个数值',
    'rulesets.noEditions': '还没有可以对照的届次。', 'rulesets.same': '没有申报会受影响', 'rulesets.affected': '{{changed}} / {{all}} 件申报的资格判断会改变', 'rulesets.excluded': '会被排除', 'rulesets.admitted': '会被允许', 'rulesets.reasons': '理由变化',
    'rulesets.over': '{{tier}}：获奖 {{winners}} 个，名额只有 {{places}} 个', 'rulesets.totalTier': '合计', 'rulesets.money': '奖金总额 {{before}} → {{after}}', 'rulesets.added': '新增', 'rulesets.removed': '不再适用', 'rulesets.result': '试算结果',
  },
  en: {
    'rulesets.part.chair': 'Chair', 'rulesets.part.vice_chair': 'Vice chairs', 'rulesets.part.central': 'Central', 'rulesets.part.provincial': 'Provincial', 'rulesets.part.municipal': 'Municipal', 'rulesets.part.other': 'Others', 'rulesets.part.direct': 'direct', 'rulesets.part.industry': 'industry department', 'rulesets.part.county': 'county bureau',
    'rulesets.menu': 'Rulesets', 'rulesets.title': 'Rulesets', 'rulesets.intro': 'The numbers of the measures and the city\'s own procedure are data, each with its clause or ground; an edition runs by the one that was pinned when it was announced (Art. 38).',
    'rulesets.inForce': 'In force from {{from}}', 'rulesets.until': 'until {{until}}', 'rulesets.inUse': 'In use', 'rulesets.replaces': 'Replaces {{name}}', 'rulesets.digest': 'Digest of the data',
    'rulesets.tiers': 'Prizes', 'rulesets.tier': 'Prize', 'rulesets.quota': 'Places', 'rulesets.prize': 'Money', 'rulesets.certificate': 'Certificate only', 'rulesets.waits': 'Apply again after', 'rulesets.waitsText': '{{count}} editions', 'rulesets.noWait': 'No wait', 'rulesets.goesTo': 'Goes to',
    'rulesets.total': 'At most {{count}} in an edition', 'rulesets.stages': 'Stages', 'rulesets.optional': 'Added by the city',
    'rulesets.law': 'Values of the measures', 'rulesets.localValues': 'Local procedure', 'rulesets.localHint': 'What the text leaves to the city. {{by}}', 'rulesets.value': 'Value', 'rulesets.name': 'What', 'rulesets.article': 'Clause', 'rulesets.ground': 'Ground', 'rulesets.default': 'Default', 'rulesets.approvedOn': 'Approved {{date}}',
    'rulesets.simulate': 'Try out', 'rulesets.simulateIntro': 'Change values and see what would have been different in past editions. Nothing is kept; a real change needs the committee (Art. 8).', 'rulesets.run': 'Try out', 'rulesets.reset': 'Back to what is', 'rulesets.changedCount': '{{count}} changed', 'rulesets.nothingChanged': 'Change at least one value first',
    'rulesets.noEditions': 'There is no edition to compare with yet.', 'rulesets.same': 'No application would be touched', 'rulesets.affected': 'Eligibility would change for {{changed}} of {{all}} applications', 'rulesets.excluded': 'Would be kept out', 'rulesets.admitted': 'Would be let in', 'rulesets.reasons': 'Other reasons',
    'rulesets.over': '{{tier}}: {{winners}} winners, {{places}} places', 'rulesets.totalTier': 'In all', 'rulesets.money': 'Prize money {{before}} → {{after}}', 'rulesets.added': 'New', 'rulesets.removed': 'No longer', 'rulesets.result': 'Result',
  },
}

export default words
