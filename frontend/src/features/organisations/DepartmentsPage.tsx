import { App, Button, Card, DatePicker, Form, Input, Modal, Radio, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { restrictDepartment, useListDepartments } from '@/api/endpoints/organisations/organisations'
import type { DepartmentOut } from '@/api/models'
import { date } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'

/** Recommending units and the restrictions of Art. 28. */
export default function DepartmentsPage() {
  const { t } = useTranslation()
  const departments = useListDepartments()
  const [chosen, setChosen] = useState<DepartmentOut | null>(null)
  const columns: Column<DepartmentOut>[] = [
    { key: 'name', title: t('organisations.department'), render: (one) => <strong>{one.name}</strong> },
    { key: 'kind', title: t('organisations.kind'), render: (one) => t(`organisations.kind.${one.kind}`) },
    { key: 'divisions', title: t('organisations.divisions'), wideOnly: true, render: (one) => one.divisions.join('、') || '—' },
    {
      key: 'state',
      title: t('organisations.right'),
      render: (one) =>
        one.cancelled ? <Tag color="error">{t('organisations.cancelled')}</Tag>
          : one.restricted ? <Tag color="warning">{t('organisations.suspendedUntil', { day: date(one.suspended_until) })}</Tag>
            : <Tag color="success">{t('organisations.unrestricted')}</Tag>,
    },
    { key: 'act', title: '', render: (one) => <Button size="small" onClick={() => setChosen(one)}>{t('organisations.restrict')}</Button> },
  ]
  return (
    <Page title={t('organisations.departments')} tags={<><ArticleTag row="12" /><ArticleTag row="28" /></>}>
      <Card>
        <p className="muted">{t('organisations.departmentsIntro')}</p>
        <Loaded query={departments}>{(rows) => <DataTable label={t('organisations.departments')} rows={rows} columns={columns} rowKey={(one) => one.id} empty={t('common.none')} />}</Loaded>
      </Card>
      {chosen && <Restrict one={chosen} onClose={() => setChosen(null)} />}
    </Page>
  )
}

interface Entry {
  kind: 'suspend' | 'cancel' | 'lift'
  until?: Dayjs
  reason: string
}

function Restrict({ one, onClose }: { one: DepartmentOut; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<Entry>()
  const kind = Form.useWatch('kind', form)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const kinds = one.restricted ? (['suspend', 'cancel', 'lift'] as const) : (['suspend', 'cancel'] as const)
  const save = async (values: Entry) => {
    setBusy(true)
    setError(null)
    try {
      await restrictDepartment(one.id, {
        reason: values.reason,
        cancelled: values.kind === 'cancel',
        suspended_until: values.kind === 'suspend' ? (values.until?.format('YYYY-MM-DD') ?? null) : null,
      })
      await queries.invalidateQueries({ queryKey: ['/api/v1/departments'] })
      void message.success(t('common.done'))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Modal open title={<>{t('organisations.restrict')} <ArticleTag row="28" /></>} onCancel={onClose} onOk={() => form.submit()} okText={t('common.confirm')} cancelText={t('common.cancel')} confirmLoading={busy} okButtonProps={{ danger: kind !== 'lift' }}>
      <p><strong>{one.name}</strong></p>
      {error !== null && <ProblemAlert error={error} />}
      <Form form={form} layout="vertical" initialValues={{ kind: one.restricted ? 'lift' : 'suspend' }} onFinish={(values) => void save(values)}>
        <Form.Item name="kind" label={t('organisations.measure')} rules={required}>
          <Radio.Group options={kinds.map((value) => ({ value, label: t(`organisations.measure.${value}`) }))} />
        </Form.Item>
        {kind === 'suspend' && <Form.Item name="until" label={t('organisations.until')} rules={required}><DatePicker style={{ width: '100%' }} /></Form.Item>}
        <Form.Item name="reason" label={t('organisations.reason')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}><Input.TextArea rows={3} maxLength={1000} showCount /></Form.Item>
      </Form>
    </Modal>
  )
}
