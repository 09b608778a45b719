import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { common } from '@/shared/i18n/common'
import type { Words } from '@/shared/i18n/words'

/** Every feature brings its words in `i18n.ts`; they are gathered here, so that no two developers edit one file. */
const features = import.meta.glob<{ default: Words }>('../features/*/i18n.ts', { eager: true })

const gathered = { 'zh-CN': { ...common['zh-CN'] }, en: { ...common.en } }
for (const { default: words } of Object.values(features)) {
  Object.assign(gathered['zh-CN'], words['zh-CN'])
  Object.assign(gathered.en, words.en)
}

export const languages = ['zh-CN', 'en'] as const
const stored = localStorage.getItem('language')

void i18next.use(initReactI18next).init({
  lng: stored === 'en' ? 'en' : 'zh-CN',
  fallbackLng: 'zh-CN',
  resources: { 'zh-CN': { translation: gathered['zh-CN'] }, en: { translation: gathered.en } },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  // The names of prizes arrive after the first page is drawn.
  react: { bindI18nStore: 'added' },
  // A key without words is a fault of ours: said aloud, so that every browser test fails on it.
  saveMissing: true,
  missingKeyHandler: (_languages, _namespace, key) => console.error(`no words for ${key}`),
})
document.documentElement.lang = i18next.language

export function setLanguage(language: string) {
  localStorage.setItem('language', language)
  document.documentElement.lang = language
  void i18next.changeLanguage(language)
}
