import { Alert, App, Button, Card, Drawer, Grid, Input, Progress, Typography } from 'antd'
import { LeftOutlined, ReadOutlined, RightOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getReadScoreSheetQueryKey, saveScoreSheet, useReadCriteria, useReadScoreSheet } from '@/api/endpoints/scoring/scoring'
import type { CriteriaOut, SheetDetailOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { ProblemError } from '@/shared/http/problem'
import type { EvidenceParts } from '@/shared/lib/evidence'
import { score } from '@/shared/lib/money'
import { AutosaveStatus, useAutosave } from '@/shared/ui/autosave'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import { type Changes, type Draft, nextOpen, patchOf, present, progress, SUMMARY } from './drafts'
import { ItemCard } from './ItemCard'
import { Material } from './Material'
import './scoring.css'

/** A score sheet: the material beside it on a desktop, one item per page on a phone; saved as it is typed. */
export default function ScorePage({ evidence }: { evidence: EvidenceParts }) {
  const { sheetId = '', item } = useParams({ strict: false }) as { sheetId?: string; item?: string }
  const sheet = useReadScoreSheet(sheetId, { query: { refetchOnWindowFocus: false } })
  const criteria = useReadCriteria(sheet.data?.criteria_code ?? '', { query: { enabled: sheet.data !== undefined, staleTime: Infinity } })
  return (
    <Loaded query={sheet}>
      {(detail) =>
        item === undefined ? (
          <Navigate to={`/expert/sheets/${sheetId}/items/${nextOpen(detail)}`} replace />
        ) : (
          <Loaded query={criteria}>{(standard) => <Scoring key={sheetId} sheet={detail} criteria={standard} item={item} reload={sheet.refetch} evidence={evidence} />}</Loaded>
        )
      }
    </Loaded>
  )
}

interface Props {
  sheet: SheetDetailOut
  criteria: CriteriaOut
  item: string
  reload: () => Promise<{ data?: SheetDetailOut | undefined }>
  evidence: EvidenceParts
}

const stageOf: Record<string, string> = { document: 'document_review', defence: 'defence', site: 'site_review' }

function Scoring({ sheet, criteria, item, reload, evidence }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const wide = Grid.useBreakpoint().lg !== false
  const [typed, setTyped] = useState<Changes>({})
  const [material, setMaterial] = useState(false)
  const version = useRef(sheet.version)
  version.current = Math.max(version.current, sheet.version)
  const heading = useRef<HTMLDivElement>(null)

  const items = useMemo(() => criteria.categories.flatMap((category) => category.items), [criteria])
  const points = useMemo(() => new Map(items.map((one) => [one.code, one.points])), [items])
  const steps = useMemo(() => [...items.map((one) => one.code), SUMMARY], [items])
  const inStage = stageOf[sheet.stage] === sheet.edition_state
  const readOnly = !sheet.mine || sheet.state !== 'open' || !inStage || !sheet.signed || !sheet.declared

  const { state, change, flush, recovered } = useAutosave<Changes>(`score-sheet-${sheet.id}`, async (changes) => {
    const patch = patchOf(changes)
    if (!patch) return
    const saved = await saveScoreSheet(sheet.id, patch, { headers: ifMatch(version.current) })
    version.current = saved.version
    queries.setQueryData(getReadScoreSheetQueryKey(sheet.id), saved)
  })

  useEffect(() => {
    const left = readOnly ? null : recovered()
    if (!left) return
    setTyped(left)
    change(left)
    void message.info(t('scoring.restored'))
    // Once, when the sheet is opened.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  const shown = useRef(item)
  useEffect(() => {
    if (shown.current === item) return
    shown.current = item
    heading.current?.focus({ preventScroll: true })
    window.scrollTo({ top: 0 })
  }, [item])

  const write = (key: string, value: Draft | string) => {
    setTyped((before) => ({ ...before, [key]: value }))
    change({ [key]: value })
  }
  const place = Math.max(0, steps.indexOf(item))
  const go = (offset: number) => {
    const next = steps[place + offset]
    if (next) void navigate({ to: `/expert/sheets/${sheet.id}/items/${next}` })
  }
  /** Someone (another tab) was faster: take their version, then save what was typed here on top of it. */
  const catchUp = async () => {
    const { data } = await reload()
    if (data) version.current = data.version
    await flush()
  }
  const toCheck = async () => {
    await flush()
    await navigate({ to: `/expert/sheets/${sheet.id}/check` })
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      go(1)
    }
  }
  const { scored, score: soFar } = progress(sheet, typed, points)
  const current = items.find((one) => one.code === item)
  const row = sheet.rows.find((one) => one.item === item)
  const summaryText = typeof typed[SUMMARY] === 'string' ? (typed[SUMMARY]) : sheet.summary
  const stale = state.kind === 'failed' && state.error instanceof ProblemError && state.error.code === 'stale-version'
  const last = place === steps.length - 1

  const panel = (
    <Card onKeyDown={keys}>
      <div ref={heading} tabIndex={-1} className="problem">
        {current && row ? (
          <ItemCard item={current} row={row} draft={present(row, typed)} criteria={criteria} number={place + 1} count={items.length} readOnly={readOnly} onChange={(draft) => write(item, draft)} />
        ) : (
          <label className="scoring-field scoring-item">
            <Typography.Title level={2}>{t('scoring.summary')}</Typography.Title>
            <span className="muted">{t('scoring.summaryHint')}</span>
            <Input.TextArea value={summaryText} readOnly={readOnly} autoSize={{ minRows: 8, maxRows: 20 }} maxLength={4000} showCount onChange={(event) => write(SUMMARY, event.target.value)} />
          </label>
        )}
      </div>
      {wide && <Steps previous={place > 0} last={last} canCheck={!readOnly} go={go} check={() => void toCheck()} className="scoring-nav" />}
    </Card>
  )
  return (
    <Page
      title={`${sheet.organisation} · ${t(`scoring.stage.${sheet.stage}`)}`}
      tags={<><StateTag entity="score_sheet" state={sheet.state} /><span className="muted">{sheet.case_number}</span></>}
      back={[{ title: t('scoring.menu.sheets'), to: '/expert/sheets' }]}
      extra={readOnly ? undefined : <AutosaveStatus state={state} />}
    >
      <Notices sheet={sheet} inStage={inStage} />
      {state.kind === 'failed' && (
        <ProblemAlert error={state.error} onRetry={() => void (stale ? catchUp() : flush())} />
      )}
      {stale && <p className="muted">{t('scoring.saveConflict')}</p>}
      <div className={wide ? '' : 'scoring-phone'}>
        <div className="scoring-bar">
          <strong>{t('scoring.progress', { scored, items: items.length })}</strong>
          <Progress percent={Math.round((scored / items.length) * 100)} showInfo={false} aria-label={t('scoring.progress', { scored, items: items.length })} />
          <span>{t('scoring.provisional')} <strong>{t('scoring.provisionalOf', { score: score(sheet.total ?? soFar) })}</strong></span>
          {!wide && <Button icon={<ReadOutlined />} onClick={() => setMaterial(true)}>{t('scoring.showMaterial')}</Button>}
        </div>
        {wide && <Chips sheet={sheet} typed={typed} steps={steps} current={item} />}
        {wide ? (
          <div className="scoring-split">
            <Card title={t('scoring.material')}><div className="scoring-left"><Material applicationId={sheet.application_id} item={current ? item : null} evidence={evidence} /></div></Card>
            <div className="scoring-right">{panel}</div>
          </div>
        ) : (
          panel
        )}
      </div>
      {!wide && <Steps previous={place > 0} last={last} canCheck={!readOnly} go={go} check={() => void toCheck()} className="scoring-phone-nav" />}
      <Drawer open={material && !wide} onClose={() => setMaterial(false)} placement="bottom" size="85%" title={t('scoring.material')} destroyOnHidden>
        <Material applicationId={sheet.application_id} item={current ? item : null} evidence={evidence} />
      </Drawer>
    </Page>
  )
}

function Notices({ sheet, inStage }: { sheet: SheetDetailOut; inStage: boolean }) {
  const { t } = useTranslation()
  if (!sheet.mine) return <Alert type="info" showIcon className="scoring-secret" title={t('scoring.ofTeam', { expert: sheet.expert })} />
  if (sheet.state !== 'open') return <Alert type="success" showIcon className="scoring-secret" title={t('scoring.closed')} />
  if (!inStage) return <Alert type="info" showIcon className="scoring-secret" title={t('scoring.stageOver', { stage: t(`scoring.stage.${sheet.stage}`) })} />
  return null
}

interface StepsProps {
  previous: boolean
  last: boolean
  canCheck: boolean
  go: (offset: number) => void
  check: () => void
  className: string
}

function Steps({ previous, last, canCheck, go, check, className }: StepsProps) {
  const { t } = useTranslation()
  return (
    <nav className={className}>
      <Button icon={<LeftOutlined />} disabled={!previous} onClick={() => go(-1)}>{t('scoring.previous')}</Button>
      {last && canCheck
        ? <Button type="primary" onClick={check}>{t('scoring.check')}</Button>
        : <Button type="primary" icon={<RightOutlined />} iconPlacement="end" disabled={last} onClick={() => go(1)}>{t('scoring.nextItem')}</Button>}
    </nav>
  )
}

function Chips({ sheet, typed, steps, current }: { sheet: SheetDetailOut; typed: Changes; steps: string[]; current: string }) {
  const { t } = useTranslation()
  return (
    <nav className="scoring-chips" aria-label={t('scoring.allItems')}>
      {steps.map((step) => {
        const row = sheet.rows.find((one) => one.item === step)
        const percent = row ? present(row, typed).percent : null
        const done = row ? percent !== null : Boolean(typed[SUMMARY] ?? sheet.summary)
        return (
          <Link
            key={step}
            to={`/expert/sheets/${sheet.id}/items/${step}`}
            className={`${done ? 'done' : ''}${step === current ? ' current' : ''}`}
            aria-current={step === current ? 'step' : undefined}
          >
            <b>{row ? step : t('scoring.summary')}</b>
            {row ? (percent === null ? t('scoring.notScored') : `${percent}%`) : done ? '✓' : '—'}
          </Link>
        )
      })}
      {sheet.mine && sheet.state === 'open' && <LinkButton to={`/expert/sheets/${sheet.id}/check`}>{t('scoring.check')}</LinkButton>}
    </nav>
  )
}
