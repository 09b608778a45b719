import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, InputNumber, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ColumnOut, FieldOut } from '@/api/models'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import type { Draft } from './draft'

interface Props {
  field: FieldOut
  years: number[]
  draft: Draft
  disabled: boolean
}

type Row = Record<string, unknown>
const numbers = new Set(['integer', 'decimal', 'percent', 'year'])

/** One field of the form with its label, unit, article and the server's complaint, in the layout of the screen. */
export function Field({ field, years, draft, disabled }: Props) {
  const { t } = useTranslation()
  const place = `form.${field.key}`
  const fault = draft.faultOf(place)
  const value = draft.value(place)
  const single = !['boolean', 'choices', 'table'].includes(field.type) && !field.per_year && !(field.type === 'choice' && field.options.length <= 4)
  const label = (
    <>
      {field.title}
      {field.unit && <span className="muted">（{field.unit}）</span>}
      {!field.required && <span className="muted"> {t('applications.optional')}</span>}
      {field.article && field.article !== '16' && <> <ArticleTag article={field.article} /></>}
    </>
  )
  const inner = field.per_year ? (
    <div className="year-inputs">
      {years.map((year) => (
        <label key={year}>
          <span className="muted">{year}</span>
          <Plain
            id={`${place}.${year}`}
            column={field}
            value={(value as Row | undefined)?.[year]}
            onChange={(next) => draft.set(place, withKey(value as Row | undefined, String(year), next))}
            disabled={disabled}
            bad={draft.faultOf(`${place}.${year}`) !== undefined && fault?.field === `${place}.${year}`}
          />
        </label>
      ))}
    </div>
  ) : field.type === 'table' ? (
    <Rows field={field} rows={(value as Row[] | undefined) ?? []} onChange={(rows) => draft.set(place, rows)} disabled={disabled} place={place} />
  ) : (
    <One field={field} id={place} value={value} onChange={(next) => draft.set(place, next)} disabled={disabled} bad={fault !== undefined} />
  )
  return (
    <div className={`field${fault ? ' field-bad' : ''}${field.per_year ? ' field-years' : ''}`}>
      {single ? <label className="field-label" htmlFor={place}>{label}</label> : <div className="field-label" id={`${place}-label`}>{label}</div>}
      <div id={single ? undefined : place} role={single ? undefined : 'group'} aria-labelledby={single ? undefined : `${place}-label`}>{inner}</div>
      {fault && <div className="field-fault" role="alert">{fault.message}。{fault.next} {t('applications.notSaved')}</div>}
    </div>
  )
}

const withKey = (row: Row | undefined, key: string, value: unknown): Row | null => {
  const next = { ...row, [key]: value }
  if (value === null || value === undefined || value === '') delete next[key]
  return Object.keys(next).length > 0 ? next : null
}

interface OneProps {
  field: FieldOut
  id: string
  value: unknown
  onChange: (value: unknown) => void
  disabled: boolean
  bad: boolean
}

function One({ field, id, value, onChange, disabled, bad }: OneProps) {
  const { t } = useTranslation()
  if (field.type === 'boolean') {
    return (
      <Radio.Group
        value={value ?? null}
        onChange={(event) => onChange(event.target.value as boolean)}
        disabled={disabled}
        options={[{ value: true, label: t('common.yes') }, { value: false, label: t('common.no') }]}
      />
    )
  }
  if (field.type === 'choices') {
    return <Checkbox.Group className="choices" value={(value as string[] | undefined) ?? []} onChange={(next) => onChange(next)} disabled={disabled} options={field.options} />
  }
  if (field.type === 'choice') {
    return field.options.length <= 4 ? (
      <Radio.Group value={value ?? null} onChange={(event) => onChange(event.target.value as string)} disabled={disabled} options={field.options} />
    ) : (
      <Select id={id} className="wide" value={(value as string | undefined) ?? null} onChange={onChange} disabled={disabled} options={field.options} />
    )
  }
  return <Plain id={id} column={field} value={value} onChange={onChange} disabled={disabled} bad={bad} />
}

interface PlainProps {
  id: string
  column: Pick<ColumnOut, 'type' | 'min' | 'max'>
  value: unknown
  onChange: (value: unknown) => void
  disabled: boolean
  bad: boolean
}

function Plain({ id, column, value, onChange, disabled, bad }: PlainProps) {
  const common = { id, disabled, ...(bad ? { status: 'error' as const } : {}) }
  if (numbers.has(column.type)) {
    const whole = column.type === 'integer' || column.type === 'year'
    return (
      <InputNumber<number>
        {...common}
        className="wide"
        inputMode={whole ? 'numeric' : 'decimal'}
        controls={false}
        value={(value as number | undefined) ?? null}
        onChange={(next) => onChange(next)}
        {...(whole ? { precision: 0 } : {})}
        {...(column.type === 'percent' ? { suffix: '%' } : {})}
      />
    )
  }
  if (column.type === 'textarea') {
    return (
      <Input.TextArea
        {...common}
        autoSize={{ minRows: 3, maxRows: 12 }}
        value={(value as string | undefined) ?? ''}
        onChange={(event) => onChange(event.target.value)}
        {...(column.max ? { showCount: true, maxLength: column.max } : {})}
      />
    )
  }
  const kind = column.type === 'phone' ? 'tel' : column.type === 'email' ? 'email' : column.type === 'date' ? 'date' : 'text'
  return (
    <Input
      {...common}
      type={kind}
      value={(value as string | undefined) ?? ''}
      onChange={(event) => onChange(event.target.value)}
      {...(column.max ? { maxLength: column.max } : {})}
    />
  )
}

interface RowsProps {
  field: FieldOut
  rows: Row[]
  onChange: (rows: Row[]) => void
  disabled: boolean
  place: string
}

function Rows({ field, rows, onChange, disabled, place }: RowsProps) {
  const { t } = useTranslation()
  const change = (index: number, key: string, value: unknown) =>
    onChange(rows.map((row, number) => (number === index ? { ...row, [key]: value } : row)))
  return (
    <div className="rows">
      {rows.map((row, index) => (
        <fieldset key={index} className="row">
          <legend className="muted">{t('applications.row', { number: index + 1 })}</legend>
          {field.columns.map((column) => (
            <label key={column.key}>
              <span className="muted">{column.title}</span>
              <Plain
                id={`${place}.${index}.${column.key}`}
                column={column}
                value={row[column.key]}
                onChange={(value) => change(index, column.key, value)}
                disabled={disabled}
                bad={false}
              />
            </label>
          ))}
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('applications.removeRow', { number: index + 1 })}
            disabled={disabled}
            onClick={() => onChange(rows.filter((_, number) => number !== index))}
          />
        </fieldset>
      ))}
      <Button icon={<PlusOutlined />} disabled={disabled || (field.max !== null && rows.length >= field.max)} onClick={() => onChange([...rows, {}])}>
        {t('applications.addRow')}
      </Button>
    </div>
  )
}
