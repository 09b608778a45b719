import i18next from 'i18next'
import type { useTranslation } from 'react-i18next'
import type { AuditRecordOut } from '@/api/models'
import { date, dateTime } from '@/shared/lib/time'

export type T = ReturnType<typeof useTranslation>['t']

/** What was done, in words; of a look also at what. */
export function actionWords(t: T, row: Pick<AuditRecordOut, 'entity' | 'action' | 'detail'>): string {
  const done = t([`action.${row.entity}.${row.action}`, `oversight.action.${row.action}`])
  const part = row.detail['part']
  return typeof part === 'string' ? `${done}（${t(`oversight.part.${part}`)}）` : done
}

/** Who did it; the system has no name of its own. */
export const nameWords = (t: T, row: Pick<AuditRecordOut, 'role' | 'name'>): string => (row.role === 'system' || row.role === 'public' ? t(`oversight.role.${row.role}`) : row.name)

/** `2026-11-26 04:21:26` in Chaoyang: what spreadsheets sort. */
export const sortable = (iso: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' }).format(new Date(iso))

/** The state before and after; a measure against an expert has no machine of states behind it. */
export function stateWords(t: T, row: Pick<AuditRecordOut, 'entity' | 'from_state' | 'to_state'>): string {
  const state = (value: string | null) => (value ? t([`state.${row.entity}.${value}`, `${row.entity}Status.${value}`, value]) : '—')
  return row.to_state ? `${state(row.from_state)} → ${state(row.to_state)}` : '—'
}

/** Titles of form fields and evidence requirements by their keys, as the ruleset of the case has them. */
export type Titles = ReadonlyMap<string, string>

/** One value of a record's detail in words: codes by their words, moments as moments, lists joined. */
export function valueWords(t: T, key: string, value: unknown, titles: Titles): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
  if (Array.isArray(value)) return value.length ? value.map((one) => valueWords(t, key, one, titles)).join(value.some(Array.isArray) ? '；' : '、') : '—'
  if (typeof value === 'object') return Object.entries(value).map(([name, one]) => `${fieldWords(t, name, titles)}：${valueWords(t, name, one, titles)}`).join('；')
  if (typeof value === 'number') return String(Math.round(value * 10_000) / 10_000)
  if (typeof value !== 'string') return '—'
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return dateTime(value)
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return date(value)
  if (key === 'fields') return placeWords(t, value, titles)
  if (['slot', 'item', 'point', 'failed'].includes(key)) return titles.get(value) ?? value
  for (const name of [`oversight.${key}.${value}`, `oversight.value.${key}.${value}`, `oversight.value.${value}`]) if (i18next.exists(name)) return t(name)
  return value
}

/** The name of an entry of a record's detail; within the checks of a formal review, the title of the check. */
export function fieldWords(t: T, key: string, titles: Titles = new Map()): string {
  return titles.get(key) ?? (i18next.exists(`oversight.field.${key}`) ? t(`oversight.field.${key}`) : t('oversight.unknownField', { name: key }))
}

/** `form.employees`, `self_evaluation.4.1.1`, `profile`: a place of the application. */
function placeWords(t: T, place: string, titles: Titles): string {
  const [part = '', ...rest] = place.split('.')
  const name = rest.join('.')
  return i18next.exists(`oversight.fields.${part}`) ? t(`oversight.fields.${part}`, { name: titles.get(name) ?? name }) : (titles.get(place) ?? place)
}
