import { Card, Empty, Progress, Segmented, Statistic, Tag } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadCriteria, useReadScores } from '@/api/endpoints/scoring/scoring'
import type { ApplicationScoresOut, CriteriaOut, EditionScoresOut, StageScoresOut } from '@/api/models'
import { score } from '@/shared/lib/money'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { useEditionChoice } from './EditionSelect'
import './scoring.css'

const Chart = lazy(() => import('@/shared/ui/Chart'))
const of = (row: ApplicationScoresOut, stage: string) => row.stages.find((one) => one.stage === stage)!
/** From this distance between two experts the team is asked to confer. */
const WIDE = 150

/** Progress and spread of an edition's scores, for those who run and supervise it. */
export default function ScoresPage() {
  const { t } = useTranslation()
  const { editionId, empty, error, control } = useEditionChoice()
  const scores = useReadScores(editionId ?? '', { query: { enabled: editionId !== undefined, refetchInterval: 30_000 } })
  const criteria = useReadCriteria(scores.data?.criteria_code ?? '', { query: { enabled: scores.data !== undefined, staleTime: Infinity } })
  return (
    <Page title={t('scoring.scores')} tags={<ArticleTag row="17(5)" />} extra={control}>
      {error !== null && error !== undefined && <ProblemAlert error={error} />}
      {empty ? <Empty description={t('scoring.scoresEmpty')} /> : (
        <Loaded query={scores}>
          {(found) => found.applications.length === 0
            ? <Empty description={t('scoring.scoresEmpty')} />
            : <Loaded query={criteria}>{(standard) => <Scores scores={found} criteria={standard} />}</Loaded>}
        </Loaded>
      )}
    </Page>
  )
}

function Scores({ scores, criteria }: { scores: EditionScoresOut; criteria: CriteriaOut }) {
  const { t } = useTranslation()
  const [stage, setStage] = useState(scores.stages.findLast((one) => one.expected > 0)?.stage ?? 'document')
  const rows = useMemo(
    () => scores.applications.filter((one) => of(one, stage).expected > 0).sort((a, b) => (of(b, stage).range ?? -1) - (of(a, stage).range ?? -1)),
    [scores, stage],
  )
  const { submitted, expected } = scores.stages.find((one) => one.stage === stage)!
  const columns: Column<ApplicationScoresOut>[] = [
    { key: 'organisation', title: t('scoring.organisation'), render: (row) => <><strong>{row.organisation}</strong><div className="muted">{row.case_number}</div></> },
    { key: 'progress', title: t('scoring.scored'), render: (row) => `${of(row, stage).submitted}/${of(row, stage).expected}` },
    { key: 'mean', title: t('scoring.mean'), align: 'right', sorter: (a, b) => (of(a, stage).mean ?? -1) - (of(b, stage).mean ?? -1), render: (row) => <strong>{score(of(row, stage).mean)}</strong> },
    { key: 'range', title: t('scoring.range'), align: 'right', render: (row) => <>{score(of(row, stage).range)} {(of(row, stage).range ?? 0) >= WIDE && <div><Tag color="warning">{t('scoring.wide')}</Tag></div>}</> },
    { key: 'deviation', title: t('scoring.deviation'), align: 'right', wideOnly: true, render: (row) => score(of(row, stage).deviation) },
    { key: 'experts', title: t('scoring.experts'), render: (row) => <Standings stage={of(row, stage)} /> },
    { key: 'categories', title: t('scoring.categoryChart'), wideOnly: true, render: (row) => <Categories stage={of(row, stage)} criteria={criteria} /> },
  ]
  return (
    <div className="stack scoring-stack">
      <Card>
        <div className="scoring-counts">
          <Segmented
            aria-label={t('scoring.stage')}
            value={stage}
            onChange={setStage}
            options={scores.stages.map((one) => ({ value: one.stage, label: t(`scoring.stage.${one.stage}`) }))}
          />
          <Statistic title={t('scoring.scored')} value={t('scoring.submittedOf', { submitted, expected })} />
          <Progress type="circle" size={56} percent={expected ? Math.round((submitted / expected) * 100) : 0} aria-label={t('scoring.submittedOf', { submitted, expected })} />
        </div>
        <p className="muted">{t('scoring.scoresHint')}</p>
      </Card>
      {rows.some((row) => of(row, stage).mean !== null) && (
        <Card title={t('scoring.spreadChart')}><Suspense><SpreadChart rows={rows} stage={stage} /></Suspense></Card>
      )}
      <Card title={t('scoring.experts')} extra={<span className="muted">{t('scoring.sortHint')}</span>}>
        <DataTable label={t('scoring.scores')} rows={rows} columns={columns} rowKey={(row) => row.application_id} empty={t('scoring.scoresEmpty')} />
      </Card>
    </div>
  )
}

function Standings({ stage }: { stage: StageScoresOut }) {
  const { t } = useTranslation()
  return (
    <ul className="scoring-standing">
      {stage.sheets.map((sheet) => (
        <li key={`${sheet.expert_id}`}><span>{sheet.expert}</span> {sheet.submitted ? <strong>{score(sheet.total)}</strong> : <span className="muted">{t('scoring.waiting')}</span>}</li>
      ))}
    </ul>
  )
}

function Categories({ stage, criteria }: { stage: StageScoresOut; criteria: CriteriaOut }) {
  const { i18n } = useTranslation()
  const zh = i18n.language.startsWith('zh')
  return (
    <span className="muted scoring-categories">
      {criteria.categories.filter((one) => stage.categories[one.code] !== undefined).map((one) => `${zh ? one.name_zh : one.name_en} ${score(stage.categories[one.code])}`).join(' · ') || '—'}
    </span>
  )
}

function SpreadChart({ rows, stage }: { rows: ApplicationScoresOut[]; stage: string }) {
  const { t } = useTranslation()
  const option = useMemo(() => {
    const scored = rows.filter((row) => of(row, stage).mean !== null).sort((a, b) => (of(b, stage).mean ?? 0) - (of(a, stage).mean ?? 0))
    const names = scored.map((row) => row.organisation)
    return {
      grid: { left: 200, right: 24, top: 40, bottom: 28 },
      legend: { top: 0, data: [t('scoring.range'), t('scoring.mean'), t('scoring.experts')] },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'value', min: 0, max: 1000, axisLabel: { hideOverlap: true } },
      yAxis: { type: 'category', inverse: true, data: names, axisLabel: { width: 185, overflow: 'truncate' } },
      series: [
        { type: 'bar', stack: 'range', silent: true, tooltip: { show: false }, itemStyle: { color: 'transparent' }, data: scored.map((row) => of(row, stage).least) },
        { name: t('scoring.range'), type: 'bar', stack: 'range', barWidth: 10, itemStyle: { color: '#91caff', borderRadius: 4 }, data: scored.map((row) => of(row, stage).range) },
        { name: t('scoring.mean'), type: 'scatter', symbol: 'diamond', symbolSize: 14, itemStyle: { color: '#0b2e63' }, data: scored.map((row, index) => [of(row, stage).mean, index]) },
        {
          name: t('scoring.experts'), type: 'scatter', symbolSize: 7, itemStyle: { color: '#b8860b' },
          data: scored.flatMap((row, index) => of(row, stage).sheets.filter((sheet) => sheet.submitted).map((sheet) => [sheet.total, index])),
        },
      ],
    }
  }, [rows, stage, t])
  const count = rows.filter((row) => of(row, stage).mean !== null).length
  return <Chart option={option} height={Math.max(180, count * 34 + 70)} label={t('scoring.spreadChart')} />
}
