import { App, Button, Card, DatePicker, Input, Modal, Select, Tag } from 'antd'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListEditions } from '@/api/endpoints/editions/editions'
import { listAuditRecords, takeAuditRows, useListAuditKinds } from '@/api/endpoints/oversight/oversight'
import type { AuditRecordOut, TakeAuditRowsParams } from '@/api/models'
import { saveTable } from '@/shared/lib/save'
import { clock, date } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { Integrity } from './Integrity'
import './oversight.css'
import { Record } from './Record'
import { actionWords, nameWords, sortable, stateWords, type T } from './words'

const ROLES = ['applicant', 'recommender', 'office', 'agency', 'expert', 'committee', 'government', 'auditor', 'admin', 'person', 'public', 'system']
const MOST_ROWS = 10_000

/** The audit trail: who did what, when, under which article; verified as a whole at the press of a button. */
export default function AuditPage() {
  const { t } = useTranslation()
  const filters = useSearch({ strict: false }) as TakeAuditRowsParams
  const [shown, setShown] = useState<AuditRecordOut | null>(null)
  const trail = useInfiniteQuery({
    queryKey: ['/api/v1/audit', filters],
    queryFn: ({ pageParam }) => listAuditRecords({ ...filters, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const columns: Column<AuditRecordOut>[] = [
    { key: 'at', title: t('oversight.at'), width: 130, render: (row) => <time dateTime={row.at}>{date(row.at)}<span className="muted block">{clock(new Date(row.at), true)}</span></time> },
    { key: 'who', title: t('oversight.who'), width: 130, render: (row) => <>{nameWords(t, row)}<span className="muted block">{t(`oversight.role.${row.role}`)}</span></> },
    { key: 'what', title: t('oversight.what'), width: 210, render: (row) => <>{t(`oversight.entity.${row.entity}`)} · {actionWords(t, row)}{row.case_number && <span className="muted block">{row.case_number}</span>}</> },
    { key: 'states', title: t('oversight.states'), width: 160, wideOnly: true, render: (row) => stateWords(t, row) },
    { key: 'article', title: t('oversight.article'), width: 110, render: (row) => <ArticleTag article={row.article} /> },
    { key: 'seal', title: t('oversight.seal'), width: 110, wideOnly: true, render: (row) => (row.seal ? <code>{row.seal.slice(0, 10)}</code> : <Tag>{t('oversight.unsealed')}</Tag>) },
    { key: 'more', title: '', width: 90, render: (row) => <Button size="small" onClick={() => setShown(row)}>{t('oversight.detail')}</Button> },
  ]
  return (
    <Page title={t('oversight.title')} tags={<ArticleTag row="26" />}>
      <Integrity />
      <Card>
        <FilterBar filters={filters} />
        {trail.error && <ProblemAlert error={trail.error} onRetry={() => void trail.refetch()} />}
        <DataTable
          label={t('oversight.title')}
          rows={trail.data?.pages.flatMap((page) => page.items) ?? []}
          columns={columns}
          rowKey={(row) => String(row.id)}
          loading={trail.isPending}
          empty={t('oversight.empty')}
          loadingMore={trail.isFetchingNextPage}
          {...(trail.hasNextPage ? { more: () => void trail.fetchNextPage() } : {})}
        />
      </Card>
      <Modal open={shown !== null} title={t('oversight.record', { id: shown?.id })} footer={null} width={720} onCancel={() => setShown(null)} destroyOnHidden>
        {shown && <Record row={shown} />}
      </Modal>
    </Page>
  )
}

/** What is shown of the trail; it stands in the address, so that a filtered view can be kept as a bookmark. */
function FilterBar({ filters }: { filters: TakeAuditRowsParams }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const kinds = useListAuditKinds()
  const editions = useListEditions({ limit: 200 })
  const set = (change: Partial<{ [K in keyof TakeAuditRowsParams]: string | undefined }>) =>
    void navigate({ to: '.', search: Object.fromEntries(Object.entries({ ...filters, ...change }).filter(([, value]) => value)) as never, replace: true })
  const entities = [...new Set(kinds.data?.map((kind) => kind.entity))]
  const actions = new Map(
    kinds.data?.filter((kind) => !filters.entity || kind.entity === filters.entity).map((kind) => [kind.action, actionWords(t, { ...kind, detail: {} })]),
  )
  const byWords = (one: { label: string }, other: { label: string }) => one.label.localeCompare(other.label, 'zh')
  const select = (key: 'entity' | 'action' | 'role' | 'edition_id', label: string, options: { value: string; label: string }[]) => (
    <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t(label)} aria-label={t(label)} value={filters[key] ?? null} onChange={(value?: string) => set({ [key]: value, ...(key === 'entity' && { action: undefined }) })} options={options} />
  )
  const search = (key: 'name' | 'case_number' | 'article', label: string) => (
    <Input.Search key={filters[key] ?? ''} allowClear placeholder={t(label)} aria-label={t(label)} defaultValue={filters[key] ?? ''} onSearch={(text) => set({ [key]: text.trim() })} />
  )
  const moment = (key: 'since' | 'until') => (
    <DatePicker showTime placeholder={t(`oversight.${key}`)} aria-label={t(`oversight.${key}`)} value={filters[key] ? dayjs(filters[key]) : null} onChange={(at: Dayjs | null) => set({ [key]: at?.toISOString() })} />
  )
  return (
    <div className="trail-filters">
      {select('entity', 'oversight.entityLabel', entities.map((value) => ({ value, label: t(`oversight.entity.${value}`) })).sort(byWords))}
      {select('action', 'oversight.kind', [...actions].map(([value, label]) => ({ value, label })).sort(byWords))}
      {select('role', 'oversight.roleLabel', ROLES.map((value) => ({ value, label: t(`oversight.role.${value}`) })))}
      {select('edition_id', 'oversight.edition', editions.data?.items.map((one) => ({ value: one.id, label: one.title })) ?? [])}
      {search('name', 'oversight.name')}
      {search('case_number', 'oversight.caseNumber')}
      {search('article', 'oversight.articleLabel')}
      {moment('since')}
      {moment('until')}
      {Object.keys(filters).length > 0 && <Button type="link" onClick={() => void navigate({ to: '.', search: {} as never })}>{t('oversight.clear')}</Button>}
      <TakeRows filters={filters} />
    </div>
  )
}

/** The filtered rows in words as a table; that they are taken is on record. */
function TakeRows({ filters }: { filters: TakeAuditRowsParams }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const take = async () => {
    setBusy(true)
    try {
      const rows = await takeAuditRows(filters)
      saveTable(`${t('oversight.rowsFile')}-${new Date().toISOString().slice(0, 10)}`, table(t, rows))
      void message.success(t(rows.length === MOST_ROWS ? 'oversight.rowsMost' : 'oversight.rowsDone', { count: rows.length }))
      await queries.invalidateQueries({ queryKey: ['/api/v1/audit'] })
    } catch (error) {
      void message.error((error as Error).message)
    } finally {
      setBusy(false)
    }
  }
  return <Button loading={busy} onClick={() => void take()}>{t('oversight.rows')}</Button>
}

function table(t: T, rows: AuditRecordOut[]): (string | number | null)[][] {
  const head = ['id', 'at', 'who', 'roleLabel', 'entityLabel', 'kind', 'caseNumber', 'states', 'article', 'seal'].map((key) => t(`oversight.${key}`))
  return [head, ...rows.map((row) => [row.id, sortable(row.at), nameWords(t, row), t(`oversight.role.${row.role}`), t(`oversight.entity.${row.entity}`), actionWords(t, row), row.case_number, stateWords(t, row), row.article, row.seal])]
}
