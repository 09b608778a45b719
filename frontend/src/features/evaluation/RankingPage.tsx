import { App, Button, Card, Empty, Grid, Input, Space, Tag } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exportRanking, useReadRanking } from '@/api/endpoints/evaluation/evaluation'
import type { EditionOut, RankedOut, RankingOut, StageScoreOut } from '@/api/models'
import { score } from '@/shared/lib/money'
import { saveTable } from '@/shared/lib/save'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded } from '@/shared/ui/Page'
import { StateTag } from '@/shared/ui/StateTag'
import { EvaluationFrame } from './EvaluationFrame'

const Chart = lazy(() => import('@/shared/ui/Chart'))
const CHARTED = 30
const SHADES = ['#8fb8f0', '#0958d9', '#5b8c5a', '#8c6bb1']
const hasScores = (row: RankedOut) => row.stages.some((one) => one.mean !== null)
const meanOf = (row: RankedOut, stage: string) => row.stages.find((one) => one.stage === stage)?.mean ?? null

/** Scores and ranks of every application under review. */
export default function RankingPage() {
  return <EvaluationFrame>{(edition) => <Ranking edition={edition} />}</EvaluationFrame>
}

function Ranking({ edition }: { edition: EditionOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const ranking = useReadRanking(edition.id)
  const [text, setText] = useState('')
  return (
    <Loaded query={ranking}>
      {(data) => {
        const rows = data.rows.filter((row) => !text || row.organisation.includes(text) || row.case_number.includes(text))
        return (
          <>
            <Card title={<>{t('ranking.title')} <ArticleTag row="17(7)" /></>} extra={data.rows.length > 0 && <Button onClick={() => void download(edition, t).catch((error: Error) => message.error(error.message))}>{t('ranking.export')}</Button>}>
              <Method ranking={data} />
              {data.rows.some(hasScores) ? <Plot ranking={data} /> : <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('ranking.empty')} />}
            </Card>
            {data.rows.length > 0 && (
              <Card>
                <Space style={{ marginBottom: 12 }} wrap>
                  <Input.Search allowClear placeholder={t('ranking.search')} aria-label={t('ranking.search')} onSearch={setText} style={{ width: 280 }} />
                  <span className="muted">{t('common.total', { count: rows.length })}</span>
                </Space>
                <Table rows={rows} />
              </Card>
            )}
          </>
        )
      }}
    </Loaded>
  )
}

function Method({ ranking }: { ranking: RankingOut }) {
  const { t } = useTranslation()
  const weights = Object.entries(ranking.weights)
  return (
    <p className="muted">
      {ranking.basis === 'document' ? t('ranking.basis.document')
        : weights.some(([, weight]) => weight === null) ? t('ranking.weightsUnset')
        : t('ranking.basis.total', { weights: weights.map(([stage, weight]) => t('ranking.weight', { stage: t(`ranking.${stage}`), weight })).join(' · ') })}{' '}
      {t('ranking.method', { decimals: ranking.decimals, drop: ranking.drop_extremes ? t('ranking.drop') : '' })}
    </p>
  )
}

function Plot({ ranking }: { ranking: RankingOut }) {
  const { t } = useTranslation()
  const wide = Grid.useBreakpoint().md !== false
  const option = useMemo(() => {
    const rows = ranking.rows.filter(hasScores).slice(0, CHARTED).reverse()
    const bar = (name: string, color: string, pick: (row: RankedOut) => number | null) => ({ name, type: 'bar', barMaxWidth: 9, itemStyle: { color, borderRadius: 3 }, data: rows.map(pick) })
    return {
      rows: rows.length,
      chart: {
        grid: { left: wide ? 240 : 120, right: 32, top: 36, bottom: 28 },
        legend: { top: 0, itemGap: 28 },
        tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
        xAxis: { type: 'value', min: 0, max: 1000 },
        yAxis: { type: 'category', data: rows.map((row) => `${row.rank ?? '—'}. ${row.organisation}`), axisLabel: { width: wide ? 225 : 105, overflow: 'truncate' } },
        series: [
          ...Object.keys(ranking.weights)
            .map((stage, index) => ({ stage, color: SHADES[index % SHADES.length]! }))
            .filter(({ stage }) => rows.some((row) => meanOf(row, stage) !== null))
            .map(({ stage, color }) => bar(t(`ranking.${stage}`), color, (row) => meanOf(row, stage))),
          ...(ranking.basis === 'total' ? [bar(t('ranking.total'), '#b8860b', (row) => row.total)] : []),
        ],
      },
    }
  }, [ranking, t, wide])
  return <Suspense fallback={null}><Chart option={option.chart} height={80 + option.rows * 40} label={t('ranking.chart')} /></Suspense>
}

function Table({ rows }: { rows: RankedOut[] }) {
  const { t } = useTranslation()
  const cell = ({ mean, submitted: done, sheets: all, spread }: StageScoreOut) => (
    <>
      <strong>{score(mean)}</strong>
      {all > 0 && <span className="muted block">{t('ranking.sheets', { done, all })}{spread !== null && ` · ${t('ranking.spread', { value: score(spread) })}`}</span>}
    </>
  )
  const columns: Column<RankedOut>[] = [
    { key: 'rank', title: t('ranking.rank'), width: 72, render: (row) => row.rank ?? '—' },
    { key: 'organisation', title: t('ranking.organisation'), render: (row) => <>{row.organisation}{row.sectors.length > 0 && <> <Tag>{t('ranking.sector')}</Tag></>}{row.project && <span className="block">{row.project}</span>}<span className="muted block">{row.case_number}</span></> },
    ...(rows[0]?.stages ?? []).map(({ stage }, index): Column<RankedOut> => ({ key: stage, title: t(`ranking.${stage}`), render: (row) => cell(row.stages[index]!) })),
    { key: 'total', title: t('ranking.total'), render: (row) => <strong>{score(row.total)}</strong> },
    { key: 'state', title: t('ranking.state'), render: (row) => <StateTag entity="application" state={row.state} /> },
  ]
  return <DataTable label={t('ranking.title')} rows={rows} columns={columns} rowKey={(row) => row.application_id} empty={t('ranking.empty')} />
}

/** The ranking as a table to take along; that it is taken is on record. */
async function download(edition: EditionOut, t: (key: string) => string) {
  const ranking = await exportRanking(edition.id)
  const stages = Object.keys(ranking.weights)
  const head = ['rank', 'case', 'organisation', ...stages, 'total', 'state'].map((key) => t(`ranking.${key}`))
  const lines = ranking.rows.map((row) => [row.rank, row.case_number, row.organisation, ...stages.map((stage) => meanOf(row, stage)), row.total, t(`state.application.${row.state}`)])
  saveTable(`${edition.title}-${t('ranking.title')}`, [head, ...lines])
}
