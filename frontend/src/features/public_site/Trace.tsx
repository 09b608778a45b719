import { Collapse, Tag } from 'antd'
import { CheckCircleOutlined, CloseCircleOutlined, MinusCircleOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListArticleCases } from '@/api/endpoints/oversight/oversight'
import type { ArticleOut } from '@/api/models'
import { useSession } from '@/shared/session/session'

const SHOWN = 8
/** Roles that have a page for each case. */
const WITH_CASES = new Set(['office', 'agency', 'committee', 'auditor', 'applicant', 'recommender'])

/** 落实情况: what honours a row of the matrix, which tests say so, how often it was applied and where. */
export function Trace({ row, edition }: { row: ArticleOut; edition: string | null }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const failed = row.tests.filter((one) => one.outcome === 'failed').length
  const summary = [
    row.rules.length > 0 && t('trace.rulesCount', { count: row.rules.length }),
    row.steps.length > 0 && t('trace.stepsCount', { count: row.steps.length }),
    row.honours.length > 0 && t('trace.honoursCount', { count: row.honours.length }),
    row.tests.length > 0 && (failed > 0 ? t('trace.testsFailed', { count: failed }) : t('trace.testsPassed', { count: row.tests.length })),
    row.applied > 0 && t('trace.applied', { count: row.applied }),
  ].filter(Boolean).join(' · ')
  return (
    <Collapse
      size="small"
      className="trace"
      onChange={(keys) => setOpen(keys.length > 0)}
      items={[{ key: 'trace', label: <>{t('trace.title')} <span className="muted">{summary}</span></>, children: open && <Body row={row} edition={edition} /> }]}
    />
  )
}

function Body({ row, edition }: { row: ArticleOut; edition: string | null }) {
  const { t } = useTranslation()
  const { session } = useSession()
  const role = session?.membership?.role ?? ''
  return (
    <dl className="trace-body">
      {row.rules.length > 0 && (
        <>
          <dt>{t('trace.rules')}</dt>
          <dd>
            <ul>{row.rules.map((rule) => <li key={rule.code}>{rule.message} <code>{rule.code}</code> {rule.local && <Tag>{t('common.local')}</Tag>}</li>)}</ul>
            {row.noticed === true && <p className="muted"><CheckCircleOutlined aria-hidden /> {t('trace.noticed')}</p>}
            {row.noticed === false && <p><CloseCircleOutlined aria-hidden /> {t('trace.unnoticed')}</p>}
          </dd>
        </>
      )}
      {row.steps.length > 0 && (
        <>
          <dt>{t('trace.steps')}</dt>
          <dd>{row.steps.map((step) => <Tag key={`${step.entity}.${step.action}`}>{t(`action.${step.entity}.${step.action}`)}</Tag>)}</dd>
        </>
      )}
      {row.constraints.length > 0 && <><dt>{t('trace.constraints')}</dt><dd>{row.constraints.map((one) => <code key={one}>{one} </code>)}</dd></>}
      {row.honours.length > 0 && (
        <>
          <dt>{t('trace.honours')}</dt>
          <dd><ul>{row.honours.map((one) => <li key={one.reference}>{one.text} <code>{one.reference}</code></li>)}</ul></dd>
        </>
      )}
      <dt>{t('trace.tests')}</dt>
      <dd><Tests row={row} /></dd>
      {edition && <><dt>{t('trace.inEdition')}</dt><dd>{t('trace.times', { edition, count: row.applied })}{row.applied > 0 && WITH_CASES.has(role) && <Cases row={row.row} role={role} />}</dd></>}
    </dl>
  )
}

function Tests({ row }: { row: ArticleOut }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  if (row.tests.length === 0) return <span className="muted"><MinusCircleOutlined aria-hidden /> {t('trace.notBuilt')}</span>
  const shown = all ? row.tests : row.tests.slice(0, SHOWN)
  return (
    <>
      <ul>
        {shown.map((test) => (
          <li key={test.name}>
            {test.outcome === 'failed' ? <CloseCircleOutlined className="trace-failed" aria-hidden /> : <CheckCircleOutlined className="trace-passed" aria-hidden />}{' '}
            {t(test.outcome === 'failed' ? 'trace.failed' : 'trace.passed')} <code>{test.name}</code>
          </li>
        ))}
      </ul>
      {!all && row.tests.length > SHOWN && <button type="button" className="link-button" onClick={() => setAll(true)}>{t('trace.all', { count: row.tests.length })}</button>}
    </>
  )
}

function Cases({ row, role }: { row: string; role: string }) {
  const { t } = useTranslation()
  const found = useListArticleCases(row)
  if (!found.data || found.data.cases.length === 0) return null
  return (
    <div className="trace-cases">
      {found.data.cases.map((one) => <Link key={one.application_id} to={`/${role}/applications/${one.application_id}` as string}>{one.case_number}<span className="muted">{t('trace.caseTimes', { count: one.times })}</span></Link>)}
    </div>
  )
}
