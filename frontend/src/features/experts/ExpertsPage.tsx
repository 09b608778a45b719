import { Button, Card, Checkbox, Input, Select, Space, Tag } from 'antd'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getExportExpertsUrl, listExperts } from '@/api/endpoints/experts/experts'
import { useListIndustries } from '@/api/endpoints/organisations/organisations'
import type { ExpertOut, ImportOut } from '@/api/models'
import { saveFrom } from '@/shared/http/files'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { ImportExperts } from './ImportExperts'
import { Imports } from './Imports'
import { COLOUR, Sanction, STATUSES } from './Sanction'

const CATEGORIES = ['4.1', '4.2', '4.3', '4.4', '4.5', '4.6', '4.7']

/** The expert pool: provenance, fields, measures under Art. 29. */
export default function ExpertsPage() {
  const { t, i18n } = useTranslation()
  const { session } = useSession()
  const role = session?.membership?.role
  const [q, setQ] = useState('')
  const [status, setStatus] = useState<(typeof STATUSES)[number]>()
  const [leader, setLeader] = useState(false)
  const [category, setCategory] = useState<string>()
  const [division, setDivision] = useState<string>()
  const [origin, setOrigin] = useState<ImportOut | null>(null)
  const [shown, setShown] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const industries = useListIndustries({ query: { staleTime: Infinity } })
  const [importing, setImporting] = useState(false)
  const [chosen, setChosen] = useState<ExpertOut | null>(null)
  const filters = { ...(q ? { q } : {}), ...(status ? { status } : {}), ...(leader ? { leader } : {}), ...(category ? { category } : {}), ...(division ? { division } : {}), ...(origin ? { imported: origin.id } : {}) }
  const experts = useInfiniteQuery({
    queryKey: ['/api/v1/experts', filters],
    queryFn: ({ pageParam }) => listExperts({ ...filters, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const columns: Column<ExpertOut>[] = [
    { key: 'name', title: t('experts.name'), render: (one) => <Link to={`/${role}/experts/${one.id}` as string}><strong>{one.name}</strong></Link> },
    { key: 'pool', title: t('experts.pool'), render: (one) => <>{one.pool_number ?? t('experts.offPool', { reason: one.off_pool_reason })}<span className="muted block">{one.provenance}</span></> },
    { key: 'employer', title: t('experts.employer'), render: (one) => <>{one.employer}<span className="muted block">{one.title}</span></> },
    { key: 'categories', title: t('experts.categories'), wideOnly: true, render: (one) => one.categories.join('、') || '—' },
    { key: 'divisions', title: t('experts.divisions'), wideOnly: true, render: (one) => <span title={one.divisions.join('、')}>{one.divisions.length > 6 ? `${one.divisions.slice(0, 6).join('、')}…` : one.divisions.join('、') || '—'}</span> },
    { key: 'leader', title: t('experts.leader'), render: (one) => (one.leader_qualified ? <Tag color="blue">{t('common.yes')}</Tag> : t('common.no')) },
    { key: 'load', title: t('experts.load'), render: (one) => <>{one.live_assignments}{one.max_load !== null && <span className="muted"> / {one.max_load}</span>}</> },
    { key: 'login', title: t('experts.login'), wideOnly: true, render: (one) => t(one.has_login ? 'experts.hasLogin' : 'experts.noLogin') },
    { key: 'status', title: t('experts.status'), render: (one) => <><Tag color={COLOUR[one.status]}>{t(`expertStatus.${one.status}`)}</Tag>{one.status_reason && <span className="muted block">{one.status_reason}</span>}</> },
    ...(role === 'office'
      ? [{ key: 'act', title: '', render: (one: ExpertOut) => one.status !== 'disqualified' && <Button size="small" onClick={() => setChosen(one)}>{t('experts.sanction')}</Button> }]
      : []),
  ]
  return (
    <Page
      title={t('experts.title')}
      tags={<><ArticleTag row="10" /><ArticleTag row="29" /></>}
      extra={
        <Space wrap>
          <Button onClick={() => setShown(true)}>{t('experts.imports')}</Button>
          {role !== 'committee' && <Button onClick={() => void saveFrom(getExportExpertsUrl()).catch(setError)}>{t('experts.export')}</Button>}
          {(role === 'office' || role === 'agency') && <Button type="primary" onClick={() => setImporting(true)}>{t('experts.import')}</Button>}
        </Space>
      }
    >
      <Card>
        <p className="muted">{t('experts.intro')}</p>
        <Space wrap style={{ marginBottom: 16 }}>
          <Input.Search allowClear placeholder={t('experts.search')} aria-label={t('experts.search')} onSearch={(text) => setQ(text.trim())} style={{ width: 280 }} />
          <Select allowClear placeholder={t('experts.status')} aria-label={t('experts.status')} style={{ width: 160 }} value={status ?? null} onChange={(value) => setStatus(value ?? undefined)} options={STATUSES.map((one) => ({ value: one, label: t(`expertStatus.${one}`) }))} />
          <Select allowClear placeholder={t('experts.categories')} aria-label={t('experts.categories')} style={{ width: 140 }} value={category ?? null} onChange={(value) => setCategory(value ?? undefined)} options={CATEGORIES.map((one) => ({ value: one, label: one }))} />
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('experts.divisions')} aria-label={t('experts.divisions')} style={{ width: 240 }} value={division ?? null} onChange={(value) => setDivision(value ?? undefined)} options={industries.data?.map((one) => ({ value: one.code, label: `${one.code} ${i18n.language === 'en' ? one.name_en : one.name_zh}` })) ?? []} />
          <Checkbox checked={leader} onChange={(event) => setLeader(event.target.checked)}>{t('experts.onlyLeaders')}</Checkbox>
        </Space>
        {origin && <p><Tag closable onClose={() => setOrigin(null)}>{t('experts.ofImport', { file: origin.file_name ?? t('experts.byApi') })}</Tag></p>}
        {error !== null && <ProblemAlert error={error} onClose={() => setError(null)} />}
        {experts.error && <ProblemAlert error={experts.error} onRetry={() => void experts.refetch()} />}
        <DataTable
          label={t('experts.title')}
          rows={experts.data?.pages.flatMap((page) => page.items) ?? []}
          columns={columns}
          rowKey={(one) => one.id}
          loading={experts.isPending}
          empty={t('experts.empty')}
          loadingMore={experts.isFetchingNextPage}
          {...(experts.hasNextPage ? { more: () => void experts.fetchNextPage() } : {})}
        />
      </Card>
      {importing && <ImportExperts onClose={() => setImporting(false)} />}
      {shown && <Imports onClose={() => setShown(false)} onChoose={(one) => { setOrigin(one); setShown(false) }} />}
      {chosen && <Sanction expert={chosen} onClose={() => setChosen(null)} />}
    </Page>
  )
}
