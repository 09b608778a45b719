import { App, Button, Card, Checkbox, DatePicker, Form, Input, InputNumber, Modal, Select, Space, Tag } from 'antd'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { enterRecord, listRecords, setRecordAside, useListRecordKinds } from '@/api/endpoints/records/records'
import type { RecordIn, RecordOut } from '@/api/models'
import { date, dateTime } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'

/** Regulatory records: entered by the office, set aside only with a reason that stays on file. */
export default function RecordsPage() {
  const { t } = useTranslation()
  const { session } = useSession()
  const office = session?.membership?.role === 'office'
  const kinds = useListRecordKinds()
  const [uscc, setUscc] = useState('')
  const [kind, setKind] = useState<string>()
  const [standing, setStanding] = useState(false)
  const [entering, setEntering] = useState(false)
  const [aside, setAside] = useState<RecordOut | null>(null)
  const filters = { ...(uscc ? { uscc } : {}), ...(kind ? { kind } : {}), ...(standing ? { standing } : {}) }
  const records = useInfiniteQuery({
    queryKey: ['/api/v1/records', filters],
    queryFn: ({ pageParam }) => listRecords({ ...filters, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const columns: Column<RecordOut>[] = [
    { key: 'organisation', title: t('records.organisation'), render: (one) => <>{one.organisation ?? <span className="muted">{t('records.unregistered')}</span>}<span className="muted block">{one.uscc}</span></> },
    { key: 'kind', title: t('records.kind'), render: (one) => <div style={{ maxWidth: 280, whiteSpace: 'normal' }}><ArticleTag article={one.article} /> {one.kind_title}{one.fatalities > 0 && <span className="muted block">{t('records.fatalities')} {one.fatalities}</span>}{one.description && <span className="muted block">{one.description}</span>}</div> },
    { key: 'occurred', title: t('records.occurred'), render: (one) => date(one.occurred_on) },
    { key: 'source', title: t('records.source'), render: (one) => <>{one.source}<span className="muted block">{one.document}</span></> },
    {
      key: 'state',
      title: t('records.state'),
      render: (one) =>
        one.set_aside_at ? (
          <div style={{ maxWidth: 280, whiteSpace: 'normal' }}><Tag>{t('records.aside')}</Tag><span className="muted block">{t('records.asideBy', { name: one.set_aside_by, time: dateTime(one.set_aside_at), reason: one.set_aside_reason })}</span></div>
        ) : (
          <Space wrap>
            <Tag color="error">{t('records.counts')}</Tag>
            {office && <Button size="small" onClick={() => setAside(one)}>{t('records.setAside')}</Button>}
          </Space>
        ),
    },
  ]
  return (
    <Page title={t('records.title')} tags={<><ArticleTag row="14" /><ArticleTag row="36" /></>} extra={office && <Button type="primary" onClick={() => setEntering(true)}>{t('records.enter')}</Button>}>
      <Card>
        <p className="muted">{t('records.intro')}</p>
        <Space wrap style={{ marginBottom: 16 }}>
          <Input.Search allowClear placeholder={t('records.search')} aria-label={t('records.search')} onSearch={(text) => setUscc(text.trim())} style={{ width: 280 }} />
          <Select allowClear placeholder={t('records.kind')} aria-label={t('records.kind')} style={{ width: 260 }} value={kind ?? null} onChange={(value) => setKind(value ?? undefined)} options={(kinds.data ?? []).map((one) => ({ value: one.kind, label: one.title }))} />
          <Checkbox checked={standing} onChange={(event) => setStanding(event.target.checked)}>{t('records.filterStanding')}</Checkbox>
        </Space>
        {records.error && <ProblemAlert error={records.error} onRetry={() => void records.refetch()} />}
        <DataTable
          label={t('records.title')}
          rows={records.data?.pages.flatMap((page) => page.items) ?? []}
          columns={columns}
          rowKey={(one) => one.id}
          loading={records.isPending}
          empty={t('records.empty')}
          loadingMore={records.isFetchingNextPage}
          {...(records.hasNextPage ? { more: () => void records.fetchNextPage() } : {})}
        />
      </Card>
      {entering && <Enter onClose={() => setEntering(false)} />}
      {aside && <SetAside record={aside} onClose={() => setAside(null)} />}
    </Page>
  )
}

interface Entry extends Omit<RecordIn, 'occurred_on'> {
  occurred_on: Dayjs
}

function Enter({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const kinds = useListRecordKinds()
  const [form] = Form.useForm<Entry>()
  const kind = Form.useWatch('kind', form)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const save = async (values: Entry) => {
    setBusy(true)
    setError(null)
    try {
      await enterRecord({ ...values, occurred_on: values.occurred_on.format('YYYY-MM-DD') })
      await queries.invalidateQueries()
      void message.success(t('records.saved'))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Modal open title={t('records.enter')} onCancel={onClose} onOk={() => form.submit()} confirmLoading={busy} okText={t('common.confirm')} cancelText={t('common.cancel')}>
      {error !== null && <ProblemAlert error={error} />}
      <Form form={form} layout="vertical" onFinish={(values) => void save(values)} initialValues={{ fatalities: 0, description: '' }}>
        <Form.Item name="uscc" label={t('records.uscc')} rules={required}><Input maxLength={18} /></Form.Item>
        <Form.Item name="kind" label={t('records.kind')} rules={required}>
          <Select options={(kinds.data ?? []).map((one) => ({ value: one.kind, label: `${one.title}（${one.article}）` }))} />
        </Form.Item>
        <Form.Item name="occurred_on" label={t('records.occurred')} rules={required}><DatePicker style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="source" label={t('records.source')} rules={required}><Input maxLength={200} /></Form.Item>
        <Form.Item name="document" label={t('records.document')} rules={required}><Input maxLength={200} /></Form.Item>
        {kind?.startsWith('safety_accident') && <Form.Item name="fatalities" label={t('records.fatalities')}><InputNumber min={0} max={10000} precision={0} /></Form.Item>}
        <Form.Item name="description" label={t('records.description')}><Input.TextArea rows={3} maxLength={4000} showCount /></Form.Item>
      </Form>
    </Modal>
  )
}

function SetAside({ record, onClose }: { record: RecordOut; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      await setRecordAside(record.id, { reason })
      await queries.invalidateQueries()
      void message.success(t('common.done'))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Modal open title={t('records.setAsideTitle')} onCancel={onClose} onOk={() => void save()} okText={t('common.confirm')} cancelText={t('common.cancel')} confirmLoading={busy} okButtonProps={{ danger: true, disabled: !reason.trim() }}>
      {error !== null && <ProblemAlert error={error} />}
      <p><ArticleTag article={record.article} /> {record.organisation ?? record.uscc} · {record.kind_title} · {record.document}</p>
      <p className="muted">{t('records.setAsideHint')}</p>
      <label htmlFor="aside-reason">{t('records.reason')}</label>
      <Input.TextArea id="aside-reason" rows={4} maxLength={2000} showCount value={reason} onChange={(event) => setReason(event.target.value)} />
    </Modal>
  )
}
