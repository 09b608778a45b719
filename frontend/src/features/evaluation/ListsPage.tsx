import { Alert, App, Button, Card, Checkbox, Empty, Grid, Input, Progress, Segmented, Select, Space, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { drawList, useReadList, useReadRanking } from '@/api/endpoints/evaluation/evaluation'
import type { EditionOut, ListEntryIn, ListEntryOut, ListOut, RankedOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { score } from '@/shared/lib/money'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import { TierTag } from '@/shared/ui/TierTag'
import { EvaluationFrame } from './EvaluationFrame'

type Kind = 'accepted' | 'site' | 'proposed' | 'initial' | 'final'

const KINDS: Kind[] = ['accepted', 'site', 'proposed', 'initial', 'final']
/** The list that a stage is about; what the page opens with. */
const DUE: Record<string, Kind> = {
  document_review: 'site', defence: 'site', site_review: 'site', public_opinion: 'site', evaluation: 'proposed', deliberation: 'initial', initial_list: 'initial', publicity: 'initial',
  settlement: 'final', government: 'final', approved: 'final', conferred: 'final', closed: 'final',
}
const CANDIDATE: Record<Kind, string> = { accepted: '', site: 'accepted', proposed: 'shortlisted', initial: 'shortlisted', final: 'shortlisted' }

/** The five lists of Art. 17, each with its places under Art. 3. */
export default function ListsPage() {
  return <EvaluationFrame>{(edition, base) => <Lists edition={edition} base={base} />}</EvaluationFrame>
}

function Lists({ edition, base }: { edition: EditionOut; base: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { kind: named } = useParams({ strict: false }) as { kind?: string }
  const kind = KINDS.find((one) => one === named) ?? DUE[edition.state] ?? 'accepted'
  const list = useReadList(edition.id, kind)
  const wide = Grid.useBreakpoint().md !== false
  const go = (next: Kind) => void navigate({ to: `${base}/lists/${next}` as string })
  const options = KINDS.map((one) => ({ value: one, label: t(`list.${one}`) }))
  return (
    <>
      {wide ? (
        <Segmented block aria-label={t('lists.title')} value={kind} onChange={go} options={options} style={{ marginBottom: 20 }} />
      ) : (
        <Select aria-label={t('lists.title')} value={kind} onChange={go} options={options} style={{ width: '100%', marginBottom: 20 }} />
      )}
      <Loaded query={list}>
        {(data) => (data.editable ? <Editor key={`${kind}-${data.drawn}`} edition={edition} list={data} kind={kind} /> : <Shown list={data} kind={kind} />)}
      </Loaded>
    </>
  )
}

interface Counter {
  tier: string
  quota: number
  taken: number
}

/** Live counters of each prize and of all: taken, vacant, or over. */
function Places({ counters }: { counters: Counter[] }) {
  const { t } = useTranslation()
  return (
    <div className="statistics" role="status" aria-label={t('lists.places')}>
      {counters.map(({ tier, quota, taken }) => {
        const over = taken > quota
        const word = over ? t('lists.over', { count: taken - quota }) : taken === quota ? t('lists.full') : t('lists.vacant', { count: quota - taken })
        return (
          <div key={tier}>
            <div>{tier === 'total' ? <strong>{t('lists.total')}</strong> : <TierTag tier={tier} />} <strong style={{ fontSize: 20 }}>{taken}</strong> / {quota}</div>
            <Progress percent={quota > 0 ? Math.min(100, (taken / quota) * 100) : 100} showInfo={false} status={over ? 'exception' : 'normal'} size="small" aria-label={word} />
            <Tag color={over ? 'error' : taken === quota ? 'success' : 'default'}>{word}</Tag>
          </div>
        )
      })}
    </div>
  )
}

function Heading({ list, kind }: { list: ListOut; kind: Kind }) {
  const { t } = useTranslation()
  return (
    <>
      {t(`list.${kind}`)} <ArticleTag article={list.article} /> <ArticleTag row={list.places.length > 0 ? '3' : null} />{' '}
      <Tag color={list.drawn ? 'success' : 'default'}>{t(list.drawn ? 'lists.drawn' : 'lists.notDrawn')}</Tag>
    </>
  )
}

function Shown({ list, kind }: { list: ListOut; kind: Kind }) {
  const { t } = useTranslation()
  const tiered = list.places.length > 0
  const columns: Column<ListEntryOut>[] = [
    ...(kind === 'accepted' ? [] : [{ key: 'rank', title: t('lists.rank'), width: 72, render: (one: ListEntryOut) => one.rank ?? '—' }]),
    { key: 'organisation', title: t('ranking.organisation'), render: (one) => <>{one.organisation}{one.project && <span className="block">{one.project}</span>}<span className="muted block">{one.case_number}</span></> },
    ...(tiered ? [{ key: 'tier', title: t('lists.tier'), render: (one: ListEntryOut) => one.tier && <TierTag tier={one.tier} /> }] : []),
    ...(kind === 'accepted' ? [] : [{ key: 'score', title: t('lists.score'), render: (one: ListEntryOut) => score(one.score) }]),
    { key: 'state', title: t('ranking.state'), render: (one) => <StateTag entity="application" state={one.state} /> },
    ...(kind === 'accepted' ? [] : [{ key: 'reason', title: t('lists.reason'), wideOnly: true, render: (one: ListEntryOut) => one.reason || '—' }]),
  ]
  return (
    <Card title={<Heading list={list} kind={kind} />}>
      <p className="muted">{t(`lists.hint.${kind}`)}</p>
      {tiered && list.drawn && <Places counters={list.places} />}
      <DataTable label={t(`list.${kind}`)} rows={list.entries} columns={columns} rowKey={(one) => one.application_id} empty={t(list.drawn ? 'lists.empty' : 'lists.nothing')} />
    </Card>
  )
}

/** The scored stages, as the ranking has them. */
const stagesOf = (rows: RankedOut[]) => rows[0]?.stages.map((one) => one.stage) ?? []

interface Choice {
  tier: string | null
  listed: boolean
  reason: string
}

const chosenFrom = (entries: ListEntryOut[]): Record<string, Choice> =>
  Object.fromEntries(entries.map((one) => [one.application_id, { tier: one.tier, listed: true, reason: one.reason }]))

function Editor({ edition, list, kind }: { edition: EditionOut; list: ListOut; kind: Kind }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const ranking = useReadRanking(edition.id)
  const tiered = list.places.length > 0
  const initial = list.drawn ? list.entries : list.suggestion
  const [chosen, setChosen] = useState(() => chosenFrom(initial))
  const [dirty, setDirty] = useState(!list.drawn && list.suggestion.length > 0)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const choose = (id: string, change: Partial<Choice>) => {
    setChosen((before) => ({ ...before, [id]: { tier: null, listed: false, reason: '', ...before[id], ...change } }))
    setDirty(true)
  }
  const mayStand = new Set(list.suggestion.map((one) => one.application_id))
  const rows = (ranking.data?.rows ?? []).filter((row) => row.state === CANDIDATE[kind] && (kind !== 'final' || mayStand.has(row.application_id)))
  const picked = rows.filter((row) => chosen[row.application_id]?.listed)
  const count = (tier: string) => picked.filter((row) => chosen[row.application_id]?.tier === tier).length
  const counters = list.places.map((place) => ({ tier: place.tier, quota: place.quota, taken: place.tier === 'total' ? picked.length : count(place.tier) }))
  const over = counters.some((one) => one.taken > one.quota)

  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      const entries: ListEntryIn[] = picked.map((row) => ({
        application_id: row.application_id,
        tier: tiered ? chosen[row.application_id]!.tier : null,
        reason: chosen[row.application_id]!.reason,
      }))
      await drawList(edition.id, kind as Exclude<Kind, 'accepted'>, { entries }, { headers: ifMatch(list.version) })
      setDirty(false)
      await queries.invalidateQueries()
      void message.success(t('lists.saved'))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }

  const columns: Column<RankedOut>[] = [
    { key: 'rank', title: t('lists.rank'), width: 72, render: (row) => row.rank ?? '—' },
    { key: 'organisation', title: t('ranking.organisation'), render: (row) => <>{row.organisation}{row.project && <span className="block">{row.project}</span>}<span className="muted block">{row.case_number}</span></> },
    ...stagesOf(ranking.data?.rows ?? []).filter((stage) => kind !== 'site' || stage === 'document').map((stage): Column<RankedOut> => ({
      key: stage, title: t(`ranking.${stage}`), wideOnly: true, render: (row) => score(row.stages.find((one) => one.stage === stage)?.mean ?? null),
    })),
    ...(kind === 'site' ? [] : [
      { key: 'total', title: t('ranking.total'), render: (row: RankedOut) => <strong>{score(row.total)}</strong> },
    ]),
    {
      key: 'choice',
      title: t(tiered ? 'lists.tier' : 'lists.include'),
      width: 160,
      render: (row) => {
        const mine = chosen[row.application_id]
        return tiered ? (
          <Select<string>
            aria-label={`${t('lists.tier')} ${row.organisation}`}
            style={{ width: 140 }}
            value={mine?.listed && mine.tier ? mine.tier : ''}
            onChange={(value) => choose(row.application_id, { tier: value || null, listed: value !== '' })}
            options={[{ value: '', label: t('lists.noTier') }, ...list.places.filter((place) => place.subject === row.subject).map(({ tier }) => ({ value: tier, label: t(`tier.${tier}`) }))]}
          />
        ) : (
          <Checkbox aria-label={`${t('lists.include')} ${row.organisation}`} checked={mine?.listed ?? false} onChange={(event) => choose(row.application_id, { listed: event.target.checked })}>
            {t('lists.include')}
          </Checkbox>
        )
      },
    },
    {
      key: 'reason',
      title: t('lists.reason'),
      render: (row) =>
        chosen[row.application_id]?.listed ? (
          <Input
            aria-label={`${t('lists.reason')} ${row.organisation}`}
            placeholder={t('lists.reasonHint')}
            maxLength={2000}
            value={chosen[row.application_id]?.reason ?? ''}
            onChange={(event) => choose(row.application_id, { reason: event.target.value })}
          />
        ) : null,
    },
  ]
  return (
    <Card title={<Heading list={list} kind={kind} />}>
      <p className="muted">{t(`lists.hint.${kind}`)}</p>
      {!list.drawn && list.suggestion.length > 0 && <Alert type="info" showIcon title={t('lists.suggestion')} style={{ marginBottom: 16 }} />}
      {tiered ? <Places counters={counters} /> : <p><strong>{t('lists.count', { count: picked.length })}</strong></p>}
      {over && <Alert type="error" showIcon title={<><ArticleTag row="3" /> {t('lists.overQuota')}</>} style={{ marginBottom: 16 }} />}
      {error !== null && <ProblemAlert error={error} onClose={() => setError(null)} onRetry={() => { setError(null); void queries.invalidateQueries() }} />}
      <Space wrap style={{ marginBottom: 16 }}>
        <Button type="primary" disabled={over || (!dirty && list.drawn)} loading={busy} onClick={() => void save()}>{t('lists.save')}</Button>
        <Button disabled={!dirty} onClick={() => { setChosen(chosenFrom(initial)); setDirty(!list.drawn && list.suggestion.length > 0) }}>{t('lists.reset')}</Button>
        {dirty && <span className="muted">{t('lists.unsaved')}</span>}
        {dirty && list.drawn && (kind === 'initial' || kind === 'final') && <span className="muted">{t('lists.revote')}</span>}
      </Space>
      {ranking.error && <ProblemAlert error={ranking.error} onRetry={() => void ranking.refetch()} />}
      {ranking.data && rows.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('ranking.empty')} />
      ) : (
        <DataTable label={t('lists.candidates')} rows={rows} columns={columns} rowKey={(row) => row.application_id} loading={ranking.isPending} />
      )}
    </Card>
  )
}
