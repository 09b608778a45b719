/** The words of a feature: flat keys that begin with the feature's name, the same in both languages. */
export interface Words {
  'zh-CN': Record<string, string>
  en: Record<string, string>
}
