import { Button, Input, Select } from 'antd'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listApplications } from '@/api/endpoints/applications/applications'
import { useListEditions } from '@/api/endpoints/editions/editions'
import type { ApplicationSummaryOut, ListApplicationsParams } from '@/api/models'
import { date } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import './applications.css'

interface Filters {
  edition?: string
  state?: string
  channel?: string
  area?: string
  q?: string
}

const states = [
  'submitted', 'filed', 'not_recommended', 'formal_passed', 'formal_failed', 'accepted', 'not_accepted', 'shortlisted', 'not_shortlisted',
  'awarded', 'not_awarded', 'failed',
]
const areas = ['211302', '211303', '211321', '211322', '211324', '211381', '211382']
const PAGE = 200

/** Applications that the reader may see. The filters stand in the address: a view can be kept and passed on. */
export default function ApplicationsPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const role = useSession().session?.membership?.role ?? 'office'
  // A number in the address (an area's code) comes back as one.
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const filters: Filters = Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined).map(([key, value]) => [key, String(value)]))
  const editions = useListEditions({ limit: 50 })
  const edition = filters.edition ?? editions.data?.items[0]?.id
  const box = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(filters.q ?? '')

  const set = (changes: Filters) => {
    const next = Object.fromEntries(Object.entries({ ...filters, ...changes }).filter(([, value]) => value))
    void navigate({ to: '.', search: next as never, replace: true })
  }
  // Searching waits for a pause in typing; "/" goes to the box.
  useEffect(() => {
    if (text === (filters.q ?? '')) return
    const timer = setTimeout(() => set({ q: text }), 350)
    return () => clearTimeout(timer)
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text])
  useEffect(() => {
    const slash = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.key !== '/' || ['INPUT', 'TEXTAREA'].includes(target.tagName)) return
      event.preventDefault()
      box.current?.focus()
    }
    window.addEventListener('keydown', slash)
    return () => window.removeEventListener('keydown', slash)
  }, [])

  const params: ListApplicationsParams = {
    limit: PAGE,
    ...(edition ? { edition_id: edition } : {}),
    ...(filters.state ? { state: filters.state.split(',') } : {}),
    ...(filters.channel ? { channel: filters.channel } : {}),
    ...(filters.area ? { area_code: filters.area } : {}),
    ...(filters.q ? { search: filters.q } : {}),
  }
  const query = useInfiniteQuery({
    queryKey: ['applications', 'list', params],
    queryFn: ({ pageParam, signal }) => listApplications({ ...params, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: editions.data !== undefined,
    placeholderData: (before) => before,
  })
  const rows = query.data?.pages.flatMap((page) => page.items) ?? []
  const ofOtherUnits: Column<ApplicationSummaryOut>[] = [
    { key: 'channel', title: t('applications.channelTitle'), width: 110, wideOnly: true, render: (one) => t(`applications.channel.${one.channel}`) },
    { key: 'department', title: t('applications.department'), wideOnly: true, render: (one) => one.department ?? '—' },
  ]
  const columns: Column<ApplicationSummaryOut>[] = [
    { key: 'number', title: t('applications.number'), width: 130, render: (one) => one.case_number },
    { key: 'organisation', title: t('applications.organisation'), render: (one) => <Link to={`/${role}/applications/${one.id}` as string}>{one.organisation}</Link> },
    { key: 'area', title: t('applications.area'), width: 130, render: (one) => one.area },
    ...(role === 'recommender' ? [] : ofOtherUnits),
    { key: 'state', title: t('applications.state'), width: 150, render: (one) => <StateTag entity="application" state={one.state} /> },
    { key: 'submitted', title: t('applications.submittedAt'), width: 150, render: (one) => date(one.submitted_at) },
  ]
  const filtered = Boolean(filters.state || filters.channel || filters.area || filters.q)
  return (
    <Page title={t('applications.list')}>
      <div className="filters" role="search">
        <Input.Search
          ref={(element) => { box.current = element?.input ?? null }}
          allowClear
          aria-label={t('applications.search')}
          placeholder={t('applications.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onSearch={(value) => set({ q: value })}
        />
        {(editions.data?.items.length ?? 0) > 1 && (
          <Select aria-label={t('applications.edition')} value={edition ?? null} onChange={(value) => set({ edition: value ?? '' })} options={editions.data?.items.map((one) => ({ value: one.id, label: one.title })) ?? []} />
        )}
        <Select
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          aria-label={t('applications.state')}
          placeholder={t('applications.anyState')}
          value={filters.state ? filters.state.split(',') : []}
          onChange={(value: string[]) => set({ state: value.join(',') })}
          options={states.map((state) => ({ value: state, label: t(`state.application.${state}`) }))}
        />
        {role !== 'recommender' && (
          <>
            <Select
              allowClear
              aria-label={t('applications.channelTitle')}
              placeholder={t('applications.anyChannel')}
              value={filters.channel ?? null}
              onChange={(value) => set({ channel: value ?? '' })}
              options={['county', 'industry', 'direct'].map((one) => ({ value: one, label: t(`applications.channel.${one}`) }))}
            />
            <Select
              allowClear
              aria-label={t('applications.area')}
              placeholder={t('applications.anyArea')}
              value={filters.area ?? null}
              onChange={(value) => set({ area: value ?? '' })}
              options={areas.map((code) => ({ value: code, label: t(`area.${code}`) }))}
            />
          </>
        )}
        {filtered && <Button type="link" onClick={() => { setText(''); set({ state: '', channel: '', area: '', q: '' }) }}>{t('applications.clear')}</Button>}
      </div>
      {query.error ? (
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          <p className="muted" role="status">{query.data && t(query.hasNextPage ? 'applications.shownMore' : 'applications.shown', { count: rows.length })}</p>
          <DataTable
            label={t('applications.list')}
            rows={rows}
            columns={columns}
            rowKey={(one) => one.id}
            loading={query.isPending && !query.data}
            empty={t(filtered ? 'applications.noneFound' : 'applications.none')}
            {...(query.hasNextPage ? { more: () => void query.fetchNextPage() } : {})}
            loadingMore={query.isFetchingNextPage}
          />
        </>
      )}
    </Page>
  )
}
