import { Card, Empty, Tag } from 'antd'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadFairness } from '@/api/endpoints/assignment/assignment'
import type { FairnessOut } from '@/api/models'
import { score } from '@/shared/lib/money'
import { date, dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded } from '@/shared/ui/Page'
import { LoadPlot } from './Workload'

const Chart = lazy(() => import('@/shared/ui/Chart'))
const GRADES: Record<string, string> = { barred: '#cf1322', declare: '#d48806', hint: '#8c8c8c' }

/** How evenly and how well the teams are made up, and what kept people away: part of the edition's archive. */
export default function Fairness({ editionId }: { editionId: string }) {
  const { t } = useTranslation()
  const report = useReadFairness(editionId)
  return (
    <Loaded query={report}>
      {(found) =>
        found.seats === 0 && found.recusals.length === 0 && found.conflicts.length === 0 ? (
          <Card><Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('assignment.fairnessEmpty')} /></Card>
        ) : (
          <Report report={found} />
        )
      }
    </Loaded>
  )
}

function Report({ report }: { report: FairnessOut }) {
  const { t } = useTranslation()
  const wholeFit = report.fits['10'] ?? 0
  return (
    <div className="stack">
      <Card size="small">
        <dl className="assignment-numbers">
          {([
            ['teams', report.teams], ['seats', report.seats], ['experts', report.experts], ['mean', report.mean.toFixed(2)], ['gini', report.gini.toFixed(3)],
            ['fitted', `${wholeFit} / ${report.teams}`], ['sameEmployer', report.same_employer], ['repeats', report.repeats.length],
          ] as const).map(([key, value]) => <div key={key}><dt>{t(`assignment.number.${key}`)}</dt><dd>{value}</dd></div>)}
        </dl>
        <p className="muted">{t('assignment.fairnessHint')} <ArticleTag row="26" /></p>
      </Card>
      <div className="grid">
        <Card size="small" title={t('assignment.spread')}><LoadPlot loads={report.loads} /></Card>
        <Card size="small" title={t('assignment.coverage')}><Coverage report={report} /></Card>
        <Card size="small" title={t('assignment.conflictsBy')} extra={<ArticleTag row="32" />}><Conflicts report={report} /></Card>
        <Card size="small" title={t('assignment.employers')}>
          <DataTable
            label={t('assignment.employers')}
            rows={report.employers.slice(0, 12)}
            rowKey={(row) => row.employer}
            columns={[
              { key: 'employer', title: t('assignment.employer'), render: (row) => row.employer },
              { key: 'experts', title: t('assignment.people'), width: 90, render: (row) => row.experts },
              { key: 'seats', title: t('assignment.seats'), width: 90, render: (row) => row.seats },
            ]}
          />
        </Card>
      </div>
      <Card size="small" title={t('assignment.repeats')}>
        <DataTable
          label={t('assignment.repeats')}
          rows={report.repeats}
          rowKey={(row) => `${row.case_number}-${row.expert}`}
          empty={t('assignment.repeatsEmpty')}
          columns={[
            { key: 'expert', title: t('assignment.expert'), render: (row) => row.expert },
            { key: 'organisation', title: t('assignment.organisation'), render: (row) => <>{row.organisation}<div className="muted">{row.case_number}</div></> },
            { key: 'years', title: t('assignment.years'), render: (row) => row.years.join('、') },
          ]}
        />
      </Card>
      <Card size="small" title={t('assignment.recusals')} extra={<ArticleTag row="32" />}><Recusals report={report} /></Card>
      <Card size="small" title={t('assignment.appliedProposals')} extra={<ArticleTag row="11" />}>
        <DataTable
          label={t('assignment.appliedProposals')}
          rows={report.proposals}
          rowKey={(row) => row.id}
          empty={t('assignment.appliedEmpty')}
          columns={[
            { key: 'at', title: t('assignment.appliedAt'), render: (row) => dateTime(row.applied_at) },
            { key: 'quality', title: t('assignment.figure.quality'), render: (row) => <Tag color={row.proved ? 'success' : 'warning'}>{row.proved ? t('assignment.proved') : t('assignment.gap', { gap: (row.gap * 100).toFixed(3) })}</Tag> },
            { key: 'objective', title: t('assignment.figure.objective'), render: (row) => `${score(row.objective)} ≤ ${score(row.bound)}` },
            { key: 'digest', title: t('assignment.inputDigest'), wideOnly: true, render: (row) => <code className="assignment-digest">{row.input_sha256.slice(0, 16)}…</code> },
          ]}
        />
      </Card>
    </div>
  )
}

function Recusals({ report }: { report: FairnessOut }) {
  const { t } = useTranslation()
  const columns: Column<FairnessOut['recusals'][number]>[] = [
    { key: 'person', title: t('assignment.person'), render: (row) => <>{row.person} <Tag>{t(`assignment.role.${row.role}`)}</Tag></> },
    { key: 'organisation', title: t('assignment.organisation'), render: (row) => <>{row.organisation}<div className="muted">{row.case_number}</div></> },
    { key: 'ground', title: t('assignment.ground'), render: (row) => t(`assignment.ground.${row.ground}`) },
    { key: 'state', title: t('assignment.state'), render: (row) => t(`state.recusal.${row.state}`) },
    { key: 'reason', title: t('assignment.reasons'), render: (row) => row.reason },
    { key: 'at', title: t('assignment.day'), wideOnly: true, render: (row) => date(row.decided_at ?? row.created_at) },
  ]
  return <DataTable label={t('assignment.recusals')} rows={report.recusals} rowKey={(row) => `${row.case_number}-${row.person}-${row.created_at}`} columns={columns} empty={t('assignment.recusalsEmpty')} />
}

function Coverage({ report }: { report: FairnessOut }) {
  const { t } = useTranslation()
  const option = useMemo(() => ({
    grid: { left: 56, right: 40, top: 12, bottom: 40 },
    xAxis: { type: 'value', max: report.teams, minInterval: 1, name: t('assignment.number.teams'), nameLocation: 'middle', nameGap: 26 },
    yAxis: { type: 'category', data: report.categories.map((one) => one.category).reverse() },
    tooltip: { trigger: 'axis' },
    series: [{ type: 'bar', name: t('assignment.covered'), barMaxWidth: 22, itemStyle: { color: '#5b8c5a', borderRadius: 3 }, label: { show: true, position: 'right' }, data: report.categories.map((one) => one.teams).reverse() }],
  }), [report, t])
  return <Suspense fallback={<div style={{ height: 240 }} />}><Chart option={option} height={240} label={t('assignment.coverage')} /></Suspense>
}

function Conflicts({ report }: { report: FairnessOut }) {
  const { t } = useTranslation()
  const option = useMemo(() => {
    const states = ['open', 'confirmed', 'dismissed', 'cleared']
    const count = (grade: string, state: string) => report.conflicts.find((one) => one.grade === grade && one.state === state)?.count ?? 0
    return {
      grid: { left: 44, right: 16, top: 36, bottom: 28 },
      legend: { top: 0, itemGap: 28 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: states.map((state) => t(`assignment.conflictState.${state}`)) },
      yAxis: { type: 'value', minInterval: 1 },
      series: Object.entries(GRADES).map(([grade, color]) => ({ type: 'bar', stack: 'all', name: t(`assignment.grade.${grade}`), barMaxWidth: 44, itemStyle: { color }, data: states.map((state) => count(grade, state)) })),
    }
  }, [report, t])
  if (report.conflicts.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('assignment.conflictsEmpty')} />
  return <Suspense fallback={<div style={{ height: 240 }} />}><Chart option={option} height={240} label={t('assignment.conflictsBy')} /></Suspense>
}
