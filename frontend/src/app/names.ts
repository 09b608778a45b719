import i18next from 'i18next'
import { listRulesets } from '@/api/endpoints/rulesets/rulesets'
import { languages } from './i18n'

/** What the prizes and the award are called is the ruleset's to say; until it has answered, the built-in names stand. */
export async function takeNames() {
  for (const language of languages) {
    const rulesets = await listRulesets({ headers: { 'Accept-Language': language } })
    const words = Object.fromEntries(rulesets.flatMap((one) => one.tiers.map((tier) => [`tier.${tier.key}`, tier.title])))
    i18next.addResourceBundle(language, 'translation', { ...words, ...(rulesets[0] ? { 'common.award': rulesets[0].award } : {}) }, true, true)
  }
}
