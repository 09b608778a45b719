import { Button, Card, Input, Modal, Select, Space } from 'antd'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listOrganisations, useListAreas } from '@/api/endpoints/organisations/organisations'
import type { OrganisationOut } from '@/api/models'
import { date } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { OrganisationForm } from './OrganisationForm'

/** Registered organisations; the office corrects particulars with a reason. */
export default function OrganisationsPage() {
  const { t, i18n } = useTranslation()
  const { session } = useSession()
  const office = session?.membership?.role === 'office'
  const [q, setQ] = useState('')
  const [area, setArea] = useState<string>()
  const [chosen, setChosen] = useState<OrganisationOut | null>(null)
  const areas = useListAreas({ query: { staleTime: Infinity } })
  const filters = { ...(q ? { q } : {}), ...(area ? { area_code: area } : {}) }
  const organisations = useInfiniteQuery({
    queryKey: ['/api/v1/organisations', filters],
    queryFn: ({ pageParam }) => listOrganisations({ ...filters, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const columns: Column<OrganisationOut>[] = [
    { key: 'name', title: t('register.orgName'), render: (one) => <><strong>{one.name}</strong><span className="muted block">{one.uscc}</span></> },
    { key: 'area', title: t('register.area'), render: (one) => one.area_name },
    { key: 'division', title: t('register.division'), width: 260, render: (one) => `${one.division} ${one.division_name}` },
    { key: 'ownership', title: t('register.ownership'), render: (one) => t(`ownership.${one.ownership}`) },
    { key: 'registered', title: t('register.registeredOn'), wideOnly: true, render: (one) => date(one.registered_on) },
    ...(office ? [{ key: 'act', title: '', render: (one: OrganisationOut) => <Button size="small" onClick={() => setChosen(one)}>{t('common.edit')}</Button> }] : []),
  ]
  return (
    <Page title={t('organisations.title')}>
      <Card>
        <Space wrap style={{ marginBottom: 16 }}>
          <Input.Search allowClear placeholder={t('organisations.search')} aria-label={t('organisations.search')} onSearch={(text) => setQ(text.trim())} style={{ width: 300 }} />
          <Select allowClear placeholder={t('register.area')} aria-label={t('register.area')} style={{ width: 180 }} value={area ?? null} onChange={(value?: string) => setArea(value)} options={areas.data?.map((one) => ({ value: one.code, label: i18n.language === 'en' ? one.name_en : one.name_zh })) ?? []} />
        </Space>
        {organisations.error && <ProblemAlert error={organisations.error} onRetry={() => void organisations.refetch()} />}
        <DataTable
          label={t('organisations.title')}
          rows={organisations.data?.pages.flatMap((page) => page.items) ?? []}
          columns={columns}
          rowKey={(one) => one.id}
          loading={organisations.isPending}
          empty={t('organisations.empty')}
          loadingMore={organisations.isFetchingNextPage}
          {...(organisations.hasNextPage ? { more: () => void organisations.fetchNextPage() } : {})}
        />
      </Card>
      {chosen && (
        <Modal open title={chosen.name} footer={null} width={720} onCancel={() => setChosen(null)}>
          <OrganisationForm one={chosen} explain onSaved={() => setChosen(null)} />
        </Modal>
      )}
    </Page>
  )
}
