import { App, Button, Form, Input, InputNumber, Modal } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createEdition, useListEditions } from '@/api/endpoints/editions/editions'
import type { EditionIn, EditionSummaryOut } from '@/api/models'
import { date } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'

/** Every edition that one may see; the office starts a new one here. */
export default function EditionsPage() {
  const { t } = useTranslation()
  const { session } = useSession()
  const role = session?.membership?.role ?? 'office'
  const editions = useListEditions({ limit: 200 })
  const [creating, setCreating] = useState(false)
  const period = (from: string | null, to: string | null) => (from || to ? `${date(from)} – ${date(to)}` : '—')
  const columns: Column<EditionSummaryOut>[] = [
    { key: 'title', title: t('editions.name'), render: (one) => <Link to={`/${role}/editions/${one.id}` as string}>{one.title}</Link> },
    { key: 'year', title: t('editions.year'), width: 90, render: (one) => one.year },
    { key: 'state', title: t('editions.state'), render: (one) => <StateTag entity="edition" state={one.state} /> },
    { key: 'window', title: t('editions.window'), render: (one) => period(one.opens_at, one.closes_at) },
    { key: 'publicity', title: t('editions.publicity'), wideOnly: true, render: (one) => period(one.publicity_starts_at, one.publicity_ends_at) },
    { key: 'agency', title: t('editions.agency'), wideOnly: true, render: (one) => one.agency ?? <span className="muted">{t('editions.noAgency')}</span> },
  ]
  return (
    <Page
      title={t('editions.title')}
      tags={<ArticleTag row="3" />}
      extra={role === 'office' && <Button type="primary" disabled={!editions.data} onClick={() => setCreating(true)}>{t('editions.new')}</Button>}
    >
      <Loaded query={editions}>
        {(page) => (
          <DataTable
            label={t('editions.title')}
            rows={page.items}
            columns={columns}
            rowKey={(one) => one.id}
            empty={t(role === 'office' ? 'editions.emptyOffice' : 'editions.empty')}
          />
        )}
      </Loaded>
      {creating && <NewEdition latest={editions.data?.items[0]} onClose={() => setCreating(false)} />}
    </Page>
  )
}

function NewEdition({ latest, onClose }: { latest: EditionSummaryOut | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [form] = Form.useForm<EditionIn>()
  const year = Form.useWatch('year', form)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const early = latest !== undefined && year !== undefined && year < latest.year + 2

  const create = async (values: EditionIn) => {
    setBusy(true)
    setError(null)
    try {
      const made = await createEdition({ ...values, title: values.title || null, interval_exception: values.interval_exception || null })
      await queries.invalidateQueries()
      void message.success(t('editions.created'))
      await navigate({ to: `/office/editions/${made.id}/plan` as string })
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Modal open title={t('editions.new')} onCancel={onClose} onOk={() => form.submit()} confirmLoading={busy} okText={t('common.confirm')} cancelText={t('common.cancel')}>
      {error !== null && <ProblemAlert error={error} />}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ year: latest ? latest.year + 2 : new Date().getFullYear(), number: latest ? latest.number + 1 : 1 }}
        onFinish={(values) => void create(values)}
      >
        <Form.Item name="year" label={t('editions.year')} rules={[{ required: true, message: t('common.required') }]}>
          <InputNumber min={2000} max={2200} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="number" label={t('editions.number')} rules={[{ required: true, message: t('common.required') }]}>
          <InputNumber min={1} max={1000} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="title" label={t('editions.name')} extra={t('editions.nameHint')}>
          <Input maxLength={100} />
        </Form.Item>
        {early && (
          <Form.Item name="interval_exception" label={<>{t('editions.exception')} <ArticleTag row="3" /></>} extra={t('editions.exceptionHint')}>
            <Input.TextArea rows={3} maxLength={2000} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
