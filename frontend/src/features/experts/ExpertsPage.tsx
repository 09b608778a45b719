import { App, Button, Card, Checkbox, Form, Input, Modal, Radio, Select, Space, Tag } from 'antd'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listExperts, sanctionExpert } from '@/api/endpoints/experts/experts'
import type { ExpertOut } from '@/api/models'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { ImportExperts } from './ImportExperts'

const STATUSES = ['active', 'corrected', 'dismissed', 'disqualified'] as const
const COLOUR = { active: 'success', corrected: 'warning', dismissed: 'error', disqualified: 'error' }

/** The expert pool: provenance, fields, measures under Art. 29. */
export default function ExpertsPage() {
  const { t } = useTranslation()
  const { session } = useSession()
  const role = session?.membership?.role
  const [q, setQ] = useState('')
  const [status, setStatus] = useState<(typeof STATUSES)[number]>()
  const [leader, setLeader] = useState(false)
  const [importing, setImporting] = useState(false)
  const [chosen, setChosen] = useState<ExpertOut | null>(null)
  const filters = { ...(q ? { q } : {}), ...(status ? { status } : {}), ...(leader ? { leader } : {}) }
  const experts = useInfiniteQuery({
    queryKey: ['/api/v1/experts', filters],
    queryFn: ({ pageParam }) => listExperts({ ...filters, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const columns: Column<ExpertOut>[] = [
    { key: 'name', title: t('experts.name'), render: (one) => <strong>{one.name}</strong> },
    { key: 'pool', title: t('experts.pool'), render: (one) => <>{one.pool_number ?? t('experts.offPool', { reason: one.off_pool_reason })}<span className="muted block">{one.provenance}</span></> },
    { key: 'employer', title: t('experts.employer'), render: (one) => <>{one.employer}<span className="muted block">{one.title}</span></> },
    { key: 'categories', title: t('experts.categories'), wideOnly: true, render: (one) => one.categories.join('、') || '—' },
    { key: 'divisions', title: t('experts.divisions'), wideOnly: true, render: (one) => one.divisions.join('、') || '—' },
    { key: 'leader', title: t('experts.leader'), render: (one) => (one.leader_qualified ? <Tag color="blue">{t('common.yes')}</Tag> : t('common.no')) },
    { key: 'load', title: t('experts.load'), render: (one) => one.live_assignments },
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
      extra={(role === 'office' || role === 'agency') && <Button type="primary" onClick={() => setImporting(true)}>{t('experts.import')}</Button>}
    >
      <Card>
        <p className="muted">{t('experts.intro')}</p>
        <Space wrap style={{ marginBottom: 16 }}>
          <Input.Search allowClear placeholder={t('experts.search')} aria-label={t('experts.search')} onSearch={(text) => setQ(text.trim())} style={{ width: 280 }} />
          <Select allowClear placeholder={t('experts.status')} aria-label={t('experts.status')} style={{ width: 160 }} value={status ?? null} onChange={(value) => setStatus(value ?? undefined)} options={STATUSES.map((one) => ({ value: one, label: t(`expertStatus.${one}`) }))} />
          <Checkbox checked={leader} onChange={(event) => setLeader(event.target.checked)}>{t('experts.onlyLeaders')}</Checkbox>
        </Space>
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
      {chosen && <Sanction expert={chosen} onClose={() => setChosen(null)} />}
    </Page>
  )
}

interface Measure {
  status: 'corrected' | 'dismissed' | 'disqualified'
  reason: string
}

function Sanction({ expert, onClose }: { expert: ExpertOut; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<Measure>()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const open = STATUSES.slice(STATUSES.indexOf(expert.status) + 1)
  const save = async (values: Measure) => {
    setBusy(true)
    setError(null)
    try {
      const done = await sanctionExpert(expert.id, values)
      await queries.invalidateQueries()
      void message.success(t('experts.sanctioned', { released: done.released_assignments, ended: done.ended_memberships }))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Modal open title={<>{t('experts.sanctionTitle')} <ArticleTag row="29" /></>} onCancel={onClose} onOk={() => form.submit()} okText={t('common.confirm')} cancelText={t('common.cancel')} confirmLoading={busy} okButtonProps={{ danger: true }}>
      {error !== null && <ProblemAlert error={error} />}
      <p><strong>{expert.name}</strong> · {expert.employer} · {t('experts.load')} {expert.live_assignments}</p>
      <Form form={form} layout="vertical" onFinish={(values) => void save(values)}>
        <Form.Item name="status" label={t('experts.measure')} rules={[{ required: true, message: t('common.required') }]}>
          <Radio.Group options={open.map((one) => ({ value: one, label: t(`expertStatus.${one}`) }))} />
        </Form.Item>
        <Form.Item name="reason" label={t('experts.reason')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input.TextArea rows={4} maxLength={2000} showCount />
        </Form.Item>
      </Form>
      <p className="muted">{t('experts.sanctionHint')}</p>
    </Modal>
  )
}
