import { Button, Card, Checkbox, Empty, Grid, Input, Segmented, Select, Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listConflicts } from '@/api/endpoints/conflicts/conflicts'
import { useReadCurrentEdition, useReadEdition } from '@/api/endpoints/editions/editions'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { EditionShell } from '@/shared/ui/EditionShell'
import { Loaded, Page } from '@/shared/ui/Page'
import { StateTag } from '@/shared/ui/StateTag'
import { ConflictPanel } from './ConflictPanel'
import { Mark, Matrix } from './Matrix'
import { WhatIf } from './WhatIf'
import { type Cell, type Filter, type Found, GRADES, STATES, narrowed } from './matrix'
import './conflicts.css'

/** All of it: the cells come a page at a time. */
async function everything(editionId: string, signal: AbortSignal): Promise<Found> {
  const found = await listConflicts(editionId, {}, { signal })
  for (let cursor = found.next_cursor; cursor; ) {
    const more = await listConflicts(editionId, { cursor }, { signal })
    found.cells.push(...more.cells)
    cursor = more.next_cursor
  }
  return { ...found, next_cursor: null }
}

/** The conflicts of an edition: a matrix of reviewers and applicants, on a phone a list. Without an id, of the present edition. */
export default function ConflictsPage() {
  const { editionId } = useParams({ strict: false }) as { editionId?: string }
  return editionId ? <OfEdition editionId={editionId} /> : <OfPresent />
}

function OfPresent() {
  const { t } = useTranslation()
  const current = useReadCurrentEdition()
  return (
    <Page title={t('conflicts.title')} tags={<><ArticleTag row="32" /><span className="muted">{current.data?.title}</span></>}>
      <Loaded query={current}>{(edition) => (edition ? <Conflicts editionId={edition.id} /> : <Empty description={t('conflicts.noApplicants')} />)}</Loaded>
    </Page>
  )
}

function OfEdition({ editionId }: { editionId: string }) {
  const edition = useReadEdition(editionId)
  return <EditionShell query={edition}>{() => <Conflicts editionId={editionId} />}</EditionShell>
}

function Conflicts({ editionId }: { editionId: string }) {
  const found = useQuery({ queryKey: [`/api/v1/editions/${editionId}/conflicts`], queryFn: ({ signal }) => everything(editionId, signal) })
  return <Loaded query={found}>{(conflicts) => <Shown found={conflicts} />}</Loaded>
}

function Shown({ found }: { found: Found }) {
  const { t } = useTranslation()
  const role = useSession().session?.membership?.role
  const wide = Grid.useBreakpoint().md !== false
  const [filter, setFilter] = useState<Filter>({ grades: [], states: ['open', 'confirmed'], onlyWith: true, search: '' })
  const [view, setView] = useState<'table' | 'list'>('table')
  const [open, setOpen] = useState<Cell | null>(null)
  const [trying, setTrying] = useState(false)
  const shown = useMemo(() => narrowed(found, filter), [found, filter])
  const people = useMemo(() => new Map(found.people.map((one) => [one.party_id, one])), [found])
  const applicants = useMemo(() => new Map(found.applicants.map((one) => [one.application_id, one])), [found])
  const lines = useMemo(() => {
    const rows = new Set(shown.people.map((one) => one.party_id))
    const columns = new Set(shown.applicants.map((one) => one.application_id))
    return [...shown.cells.values()]
      .filter((cell) => rows.has(cell.party_id) && columns.has(cell.application_id))
      .sort((a, b) => Number(a.state !== 'open') - Number(b.state !== 'open') || GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade))
  }, [shown])
  const waiting = found.counts.filter((one) => one.state === 'open').reduce((sum, one) => sum + one.count, 0)
  const columns: Column<Cell>[] = [
    { key: 'person', title: t('conflicts.person'), render: (cell) => <>{people.get(cell.party_id)?.name} <span className="muted">{t(`conflicts.role.${people.get(cell.party_id)?.role ?? 'expert'}`)}</span></> },
    { key: 'organisation', title: t('conflicts.organisation'), render: (cell) => <>{applicants.get(cell.application_id)?.organisation}<span className="muted block">{applicants.get(cell.application_id)?.case_number}</span></> },
    { key: 'grade', title: t('conflicts.gradeLabel'), render: (cell) => <><Mark cell={cell} /> {t(`conflicts.grade.${cell.grade}`)}</> },
    { key: 'state', title: t('conflicts.stateLabel'), render: (cell) => <StateTag entity="conflict" state={cell.state} /> },
    { key: 'hops', title: t('conflicts.hops'), wideOnly: true, render: (cell) => cell.hops },
    { key: 'act', title: t('common.actions'), render: (cell) => <Button size="small" onClick={() => setOpen(cell)}>{t('conflicts.open')}</Button> },
  ]
  const drawn = wide && view === 'table'
  return (
    <Card
      title={<>{t('conflicts.matrix')} <Tag color={waiting > 0 ? 'warning' : 'default'}>{t('conflicts.waiting', { count: waiting })}</Tag></>}
      extra={(role === 'office' || role === 'agency') && <Button type="primary" onClick={() => setTrying(true)}>{t('conflicts.whatIf')}</Button>}
    >
      <p className="muted">{t('conflicts.intro')}</p>
      <ul className="conflict-legend" aria-label={t('conflicts.legend')}>
        {GRADES.map((grade) => {
          const counted = found.counts.filter((one) => one.grade === grade && one.state !== 'cleared').reduce((sum, one) => sum + one.count, 0)
          return <li key={grade}><Mark cell={{ grade, state: 'confirmed' }} />{t(`conflicts.grade.${grade}`)} · {t('conflicts.counts', { count: counted })}</li>
        })}
        <li><Mark cell={{ grade: 'hint', state: 'open' }} />{t('conflicts.pending')}</li>
      </ul>
      <div className="conflict-filters">
        <Input.Search allowClear placeholder={t('conflicts.search')} aria-label={t('conflicts.search')} style={{ width: 240 }} onSearch={(search) => setFilter({ ...filter, search })} />
        <Select mode="multiple" allowClear style={{ minWidth: 180 }} placeholder={t('conflicts.filterGrade')} aria-label={t('conflicts.filterGrade')} value={[...filter.grades]} onChange={(grades) => setFilter({ ...filter, grades })} options={GRADES.map((value) => ({ value, label: t(`conflicts.grade.${value}`) }))} />
        <Select mode="multiple" allowClear style={{ minWidth: 220 }} placeholder={t('conflicts.filterState')} aria-label={t('conflicts.filterState')} value={[...filter.states]} onChange={(states) => setFilter({ ...filter, states })} options={STATES.map((value) => ({ value, label: t(`state.conflict.${value}`) }))} />
        <Checkbox checked={filter.onlyWith} onChange={(event) => setFilter({ ...filter, onlyWith: event.target.checked })}>{t('conflicts.onlyWith')}</Checkbox>
        {wide && <Segmented aria-label={t('conflicts.view')} value={view} onChange={setView} options={(['table', 'list'] as const).map((value) => ({ value, label: t(`conflicts.${value}`) }))} />}
      </div>
      {found.applicants.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('conflicts.noApplicants')} />
        : drawn ? (
          shown.people.length === 0 || shown.applicants.length === 0
            ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('conflicts.empty')} />
            : <><p className="muted">{t('conflicts.matrixHint')}</p><Matrix shown={shown} onOpen={setOpen} /></>
        ) : <DataTable label={t('conflicts.list')} rows={lines} columns={columns} rowKey={(cell) => cell.id} empty={t('conflicts.empty')} />}
      {open && <ConflictPanel id={open.id} onClose={() => setOpen(null)} />}
      {trying && <WhatIf editionId={found.edition_id} onClose={() => setTrying(false)} />}
    </Card>
  )
}
