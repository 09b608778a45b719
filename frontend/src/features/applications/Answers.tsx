import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApplicationOut, FieldOut, FormOut } from '@/api/models'
import { date } from '@/shared/lib/time'
import type { Answer } from '@/shared/ui/CheckAnswers'
import { pageOf } from './paths'

type Row = Record<string, unknown>

/** A value of the form as people read it. */
export function useShown() {
  const { t } = useTranslation()
  const plain = (field: Pick<FieldOut, 'type'> & { options?: FieldOut['options'] }, value: unknown): string => {
    if (value === null || value === undefined || value === '') return ''
    const label = (one: unknown) => field.options?.find((option) => option.value === one)?.label ?? String(one)
    switch (field.type) {
      case 'boolean': return t(value ? 'common.yes' : 'common.no')
      case 'choice': return label(value)
      case 'choices': return (value as unknown[]).map(label).join('、')
      case 'date': return date(String(value))
      case 'percent': return `${String(value)} %`
      case 'integer':
      case 'decimal': return Number(value).toLocaleString('zh-CN')
      default: return String(value)
    }
  }
  return (field: FieldOut, value: unknown, years: number[]): ReactNode => {
    if (value === null || value === undefined) return ''
    if (field.per_year) {
      return (
        <span className="year-values">
          {years.map((year) => <span key={year}><span className="muted">{year}</span> {plain(field, (value as Row)[year]) || '—'}</span>)}
          {field.unit && field.type !== 'percent' && <span className="muted">{field.unit}</span>}
        </span>
      )
    }
    if (field.type === 'table') {
      const rows = value as Row[]
      return rows.length === 0 ? '' : rows.map((row, index) => <div key={index}>{field.columns.map((column) => plain(column, row[column.key]) || '—').join(' · ')}</div>)
    }
    const text = plain(field, value)
    return text && field.unit && field.type !== 'percent' ? `${text} ${field.unit}` : text
  }
}

/** The answers of one group of the form; `change` gives each a way back. */
export function useAnswers() {
  const shown = useShown()
  return (application: ApplicationOut, form: FormOut, group: string, change = false): Answer[] =>
    form.fields
      .filter((field) => field.group === group && (field.required_if === null || application.form?.[field.required_if] === true))
      .map((field) => ({
        key: field.key,
        question: field.title,
        answer: shown(field, application.form?.[field.key], form.years),
        ...(change ? { change: pageOf(application.id, group) } : {}),
      }))
}
