import { Card, Empty, Tag } from 'antd'
import { CrownOutlined } from '@ant-design/icons'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardOut, ExpertLoadOut } from '@/api/models'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { LoadBar, unfitFor } from './ExpertList'

const Chart = lazy(() => import('@/shared/ui/Chart'))

/** How the seats lie on the experts: as a plot, and one by one. */
export default function Workload({ board }: { board: BoardOut }) {
  const { t } = useTranslation()
  const experts = useMemo(() => [...board.experts].sort((a, b) => b.load - a.load || a.name.localeCompare(b.name, 'zh-CN')), [board])
  const most = Math.max(1, ...experts.map((expert) => Math.max(expert.load, expert.max_load ?? 0, expert.load_wish ?? 0)))
  const loads = useMemo(() => {
    const count = new Map<number, number>()
    for (const expert of experts) count.set(expert.load, (count.get(expert.load) ?? 0) + 1)
    return Object.fromEntries(count)
  }, [experts])
  if (experts.length === 0) return <Card><Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('assignment.expertsEmpty')} /></Card>
  const columns: Column<ExpertLoadOut>[] = [
    { key: 'name', title: t('assignment.expert'), render: (row) => <>{row.name} {row.leader_qualified && <CrownOutlined aria-label={t('assignment.qualified')} />} {unfitFor(row) && <Tag color="error">{t(unfitFor(row)!)}</Tag>}<div className="muted">{row.employer}</div></> },
    { key: 'load', title: t('assignment.seats'), width: 240, render: (row) => <div className="assignment-loadcell"><strong>{row.load}</strong><LoadBar expert={row} most={most} /></div> },
    { key: 'leads', title: t('assignment.leads'), width: 100, render: (row) => row.leads },
    { key: 'wish', title: t('assignment.wish'), width: 100, wideOnly: true, render: (row) => row.load_wish ?? '—' },
    { key: 'most', title: t('assignment.most'), width: 100, render: (row) => row.max_load ?? '—' },
  ]
  return (
    <>
      <Card size="small" title={t('assignment.spread')} className="assignment-top">
        <LoadPlot loads={loads} />
      </Card>
      <DataTable label={t('assignment.experts')} rows={experts} columns={columns} rowKey={(row) => row.expert_id} />
    </>
  )
}

/** How many experts have how many seats. */
export function LoadPlot({ loads }: { loads: Record<string, number> }) {
  const { t } = useTranslation()
  const option = useMemo(() => {
    const keys = Object.keys(loads).map(Number)
    const places = Array.from({ length: Math.max(0, ...keys) + 1 }, (_, place) => place)
    return {
      grid: { left: 48, right: 16, top: 28, bottom: 44 },
      xAxis: { type: 'category', data: places, name: t('assignment.seatsEach'), nameLocation: 'middle', nameGap: 28 },
      yAxis: { type: 'value', name: t('assignment.people'), minInterval: 1 },
      tooltip: { trigger: 'axis' },
      series: [{ type: 'bar', name: t('assignment.people'), barMaxWidth: 40, itemStyle: { color: '#0958d9', borderRadius: 3 }, label: { show: true, position: 'top' }, data: places.map((place) => loads[place] ?? 0) }],
    }
  }, [loads, t])
  return <Suspense fallback={<div style={{ height: 240 }} />}><Chart option={option} height={240} label={t('assignment.spread')} /></Suspense>
}
