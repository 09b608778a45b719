import { Button, Card, Checkbox, Input, Segmented, Space, Tabs, Tag } from 'antd'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listParties } from '@/api/endpoints/relations/relations'
import type { PartyOut } from '@/api/models'
import { date } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { EnterTie } from './EnterTie'
import { ImportTies } from './ImportTies'
import { SameNames } from './SameNames'
import { Standing } from './words'

/** People and organisations around the reviewers and the applicants; for the office also who of one name is who. */
export default function RelationsPage() {
  const { t } = useTranslation()
  const role = useSession().session?.membership?.role
  const { tab } = useSearch({ strict: false }) as { tab?: string }
  const [doing, setDoing] = useState<'enter' | 'import' | null>(null)
  const enters = role === 'office' || role === 'agency'
  return (
    <Page
      title={t('relations.title')}
      tags={<ArticleTag row="32" />}
      extra={enters && (
        <Space wrap>
          <Button onClick={() => setDoing('import')}>{t('relations.import')}</Button>
          <Button type="primary" onClick={() => setDoing('enter')}>{t('relations.enter')}</Button>
        </Space>
      )}
    >
      <Card>
        <p className="muted">{t('relations.intro')}</p>
        {role === 'office'
          ? <Tabs defaultActiveKey={tab === 'same' ? 'same' : 'parties'} items={[{ key: 'parties', label: t('relations.parties'), children: <Parties /> }, { key: 'same', label: t('relations.sameNames'), children: <SameNames /> }]} />
          : <Parties />}
      </Card>
      {doing === 'enter' && <EnterTie onClose={() => setDoing(null)} />}
      {doing === 'import' && <ImportTies onClose={() => setDoing(null)} />}
    </Page>
  )
}

function Parties() {
  const { t } = useTranslation()
  const role = useSession().session?.membership?.role ?? 'office'
  const [q, setQ] = useState('')
  const [kind, setKind] = useState<'all' | 'person' | 'organisation'>('all')
  const [reviewers, setReviewers] = useState(false)
  const filters = { ...(q ? { q } : {}), ...(kind === 'all' ? {} : { kind }), ...(reviewers ? { reviewers } : {}) }
  const parties = useInfiniteQuery({
    queryKey: ['/api/v1/parties', filters],
    queryFn: ({ pageParam }) => listParties({ ...filters, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const columns: Column<PartyOut>[] = [
    { key: 'name', title: t('relations.name'), render: (one) => <><Link className="in-text" to={`/${role}/relations/${one.id}`}>{one.name}</Link> <Standing party={one} />{one.aliases.length > 0 && <span className="muted block">{t('relations.aliases')}：{one.aliases.join('、')}</span>}</> },
    { key: 'type', title: t('relations.type'), width: 100, render: (one) => t(`relations.${one.kind}`) },
    { key: 'proofs', title: t('relations.proofs'), render: (one) => (one.proofs.length > 0 ? one.proofs.map((proof) => <Tag key={proof}>{proof === 'uscc' ? one.uscc : t(`relations.proof.${proof}`)}</Tag>) : <span className="muted">{t('relations.noProof')}</span>) },
    { key: 'ties', title: t('relations.count'), width: 100, render: (one) => one.ties },
    { key: 'since', title: t('relations.since'), width: 140, wideOnly: true, render: (one) => date(one.created_at) },
  ]
  return (
    <>
      <Space wrap style={{ marginBottom: 16 }}>
        <Input.Search allowClear placeholder={t('relations.search')} aria-label={t('relations.search')} onSearch={(text) => setQ(text.trim())} className="relations-search" />
        <Segmented aria-label={t('relations.type')} value={kind} onChange={setKind} options={(['all', 'person', 'organisation'] as const).map((value) => ({ value, label: value === 'all' ? t('relations.allKinds') : t(`relations.${value}`) }))} />
        <Checkbox checked={reviewers} onChange={(event) => setReviewers(event.target.checked)}>{t('relations.onlyReviewers')}</Checkbox>
      </Space>
      {parties.error && <ProblemAlert error={parties.error} onRetry={() => void parties.refetch()} />}
      <DataTable
        label={t('relations.parties')}
        rows={parties.data?.pages.flatMap((page) => page.items) ?? []}
        columns={columns}
        rowKey={(one) => one.id}
        loading={parties.isPending}
        empty={t('relations.empty')}
        loadingMore={parties.isFetchingNextPage}
        {...(parties.hasNextPage ? { more: () => void parties.fetchNextPage() } : {})}
      />
    </>
  )
}
