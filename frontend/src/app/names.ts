import i18next from 'i18next'
import { listRulesets } from '@/api/endpoints/rulesets/rulesets'
import { languages } from './i18n'

/** What the prizes and the award are called is the ruleset's to say; until it has answered, the built-in names stand. */
export async function takeNames() {
  for (const language of languages) {
    const rulesets = await listRulesets({ headers: { 'Accept-Language': language } })
    const latest = rulesets[0]
    if (!latest) return
    const tiers = rulesets.flatMap((one) => one.tiers.map((tier) => [`tier.${tier.key}`, tier.title]))
    const clauses = Object.entries(latest.citations).map(([row, clause]) => [`clause.${row}`, clause])
    i18next.addResourceBundle(language, 'translation', { ...Object.fromEntries([...tiers, ...clauses]), 'common.award': latest.award }, true, true)
  }
}
