import { Alert, Button, Collapse, Descriptions, Grid, Tabs, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadApplication, useReadApplicationForm } from '@/api/endpoints/applications/applications'
import type { ApplicationOut, FieldOut, FormOut } from '@/api/models'
import type { EvidenceParts } from '@/shared/lib/evidence'
import { date } from '@/shared/lib/time'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Loaded } from '@/shared/ui/Page'

interface Props {
  applicationId: string
  /** The criteria item in front of the reader; null shows all of them. */
  item?: string | null
  evidence: EvidenceParts
}

/** What the applicant handed in: self-evaluation, profile, form, evidence. Closed until undertaking and declaration are there. */
export function Material({ applicationId, item = null, evidence }: Props) {
  const { t } = useTranslation()
  const tab = Grid.useBreakpoint().md === false ? 'tabShort' : 'tab'
  const application = useReadApplication(applicationId)
  const locked = application.data?.locked
  const form = useReadApplicationForm(applicationId, { query: { enabled: application.data !== undefined && !locked } })
  return (
    <Loaded query={application}>
      {(content) =>
        content.locked ? (
          <Locked reason={content.locked} editionId={content.edition_id} />
        ) : (
          <>
            <Alert type="warning" showIcon className="scoring-secret" title={t('scoring.secret')} />
            <Loaded query={form}>
              {(definition) => (
                <Tabs
                  items={[
                    { key: 'self', label: t(`scoring.${tab}.self`), children: <SelfEvaluation content={content} definition={definition} item={item} evidence={evidence} /> },
                    { key: 'evidence', label: t(`scoring.${tab}.evidence`), children: <evidence.Files applicationId={applicationId} item={item} /> },
                    { key: 'profile', label: t(`scoring.${tab}.profile`), children: <div className="prose scoring-text">{content.profile || t('scoring.noText')}</div> },
                    { key: 'form', label: t(`scoring.${tab}.form`), children: <Form content={content} definition={definition} evidence={evidence} /> },
                    { key: 'basic', label: t(`scoring.${tab}.basic`), children: <Basics content={content} /> },
                  ]}
                />
              )}
            </Loaded>
          </>
        )
      }
    </Loaded>
  )
}

function Locked({ reason, editionId }: { reason: string; editionId: string }) {
  const { t } = useTranslation()
  const sign = reason === 'undertaking-missing'
  return (
    <Alert
      type="info"
      showIcon
      title={t(`scoring.locked.${reason}`)}
      action={
        <LinkButton type="primary" to={sign ? `/expert/undertaking/${editionId}` : '/expert/interests'}>
          {t(sign ? 'scoring.signNow' : 'scoring.declareNow')}
        </LinkButton>
      }
    />
  )
}

interface ContentProps {
  content: ApplicationOut
  definition: FormOut
  evidence: EvidenceParts
}

function SelfEvaluation({ content, definition, item, evidence }: ContentProps & { item: string | null }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const shown = definition.items.filter((one) => item === null || all || one.code === item)
  return (
    <div className="stack">
      {shown.map((one) => (
        <article key={one.code} id={`item-${one.code}`}>
          <Typography.Title level={3} className="scoring-item-title">
            {one.code} {one.name} <span className="muted">{t('scoring.points', { points: one.points })}</span>
          </Typography.Title>
          <div className="prose scoring-text">{content.self_evaluation?.[one.code] || <span className="muted">{t('scoring.noText')}</span>}</div>
          <evidence.Cited applicationId={content.id} place={one.code} />
        </article>
      ))}
      {item !== null && !all && <Button onClick={() => setAll(true)}>{t('scoring.allItems')}</Button>}
    </div>
  )
}

function Basics({ content }: { content: ApplicationOut }) {
  const { t } = useTranslation()
  return (
    <Descriptions
      column={1}
      bordered
      size="small"
      items={[
        { key: 'organisation', label: t('scoring.organisation'), children: content.organisation },
        { key: 'uscc', label: t('scoring.uscc'), children: content.uscc },
        { key: 'area', label: t('scoring.area'), children: content.area },
        { key: 'industry', label: t('scoring.industry'), children: content.industry },
        { key: 'registered', label: t('scoring.registeredOn'), children: date(content.registered_on) },
        { key: 'legal', label: t('scoring.legal'), children: content.legal_representative },
        { key: 'employees', label: t('scoring.employees'), children: content.employees },
      ]}
    />
  )
}

function Form({ content, definition, evidence }: ContentProps) {
  return (
    <Collapse
      defaultActiveKey={definition.groups.slice(0, 1).map((group) => group.key)}
      items={definition.groups.map((group) => ({
        key: group.key,
        label: group.title,
        children: (
          <Descriptions
            column={1}
            bordered
            size="small"
            items={definition.fields
              .filter((field) => field.group === group.key)
              .map((field) => ({
                key: field.key,
                label: field.title,
                children: <><Value field={field} value={content.form?.[field.key]} years={definition.years} /><evidence.Cited applicationId={content.id} place={field.key} /></>,
              }))}
          />
        ),
      }))}
    />
  )
}

type Rows = Record<string, unknown>[]

function Value({ field, value, years }: { field: FieldOut; value: unknown; years: number[] }) {
  const { t } = useTranslation()
  if (value === null || value === undefined || value === '') return <span className="muted">—</span>
  const label = (one: unknown) => field.options.find((option) => option.value === one)?.label ?? String(one)
  if (field.per_year && typeof value === 'object') {
    const byYear = value as Record<string, unknown>
    return (
      <table className="scoring-years">
        <thead><tr>{years.map((year) => <th key={year} scope="col">{year}</th>)}</tr></thead>
        <tbody><tr>{years.map((year) => <td key={year}>{byYear[String(year)] === undefined ? '—' : `${String(byYear[String(year)])} ${field.unit}`}</td>)}</tr></tbody>
      </table>
    )
  }
  if (field.type === 'table' && Array.isArray(value)) {
    return (
      <div className="scoring-scroll">
        <table className="scoring-years">
          <thead><tr>{field.columns.map((column) => <th key={column.key} scope="col">{column.title}</th>)}</tr></thead>
          <tbody>
            {(value as Rows).map((row, index) => (
              <tr key={index}>{field.columns.map((column) => <td key={column.key}>{String(row[column.key] ?? '—')}</td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
    )
  }
  if (Array.isArray(value)) return <>{value.map(label).join('、')}</>
  if (typeof value === 'boolean') return <>{t(value ? 'scoring.yes' : 'scoring.no')}</>
  if (field.type === 'date') return <>{date(String(value))}</>
  return <span className="prose">{label(value)} {field.unit}</span>
}
