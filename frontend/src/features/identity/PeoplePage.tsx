import { App, Button, Card, Form, Input, Modal, Select, Space, Tag } from 'antd'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createPerson, listPeople } from '@/api/endpoints/identity/identity'
import type { PersonIn, PersonRowOut } from '@/api/models'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { Held, ROLES } from './roles'

/** People, the roles that they hold now, and how well their login is protected. */
export default function PeoplePage() {
  const { t } = useTranslation()
  const [q, setQ] = useState('')
  const [role, setRole] = useState<string>()
  const [adding, setAdding] = useState(false)
  const filters = { ...(q ? { q } : {}), ...(role ? { role } : {}) }
  const people = useInfiniteQuery({
    queryKey: ['/api/v1/people', filters],
    queryFn: ({ pageParam }) => listPeople({ ...filters, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const columns: Column<PersonRowOut>[] = [
    { key: 'name', title: t('identity.name'), render: (one) => <><Link to={`/admin/people/${one.id}`}><strong>{one.name}</strong></Link><span className="muted block">{one.login}</span></> },
    { key: 'roles', title: t('identity.roles'), render: (one) => <Held memberships={one.memberships} /> },
    { key: 'totp', title: t('identity.totp'), render: (one) => <Tag color={one.totp_enrolled ? 'success' : 'default'}>{t(one.totp_enrolled ? 'identity.totpOn' : 'identity.totpOff')}</Tag> },
    { key: 'sessions', title: t('identity.sessions'), render: (one) => one.open_sessions },
    { key: 'state', title: t('identity.state'), render: (one) => <Tag color={one.disabled_at ? 'error' : 'success'}>{t(one.disabled_at ? 'identity.closed' : 'identity.open')}</Tag> },
  ]
  return (
    <Page title={t('identity.people')} extra={<Button type="primary" onClick={() => setAdding(true)}>{t('identity.add')}</Button>}>
      <Card>
        <p className="muted">{t('identity.intro')}</p>
        <Space wrap style={{ marginBottom: 16 }}>
          <Input.Search allowClear placeholder={t('identity.search')} aria-label={t('identity.search')} onSearch={(text) => setQ(text.trim())} style={{ width: 260 }} />
          <Select allowClear placeholder={t('identity.role')} aria-label={t('identity.role')} style={{ width: 180 }} value={role ?? null} onChange={(value?: string) => setRole(value)} options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} />
        </Space>
        {people.error && <ProblemAlert error={people.error} onRetry={() => void people.refetch()} />}
        <DataTable
          label={t('identity.people')}
          rows={people.data?.pages.flatMap((page) => page.items) ?? []}
          columns={columns}
          rowKey={(one) => one.id}
          loading={people.isPending}
          empty={t('identity.empty')}
          loadingMore={people.isFetchingNextPage}
          {...(people.hasNextPage ? { more: () => void people.fetchNextPage() } : {})}
        />
      </Card>
      {adding && <AddPerson onClose={() => setAdding(false)} />}
    </Page>
  )
}

function AddPerson({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [form] = Form.useForm<PersonIn>()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const required = [{ required: true, whitespace: true, message: t('common.required') }]
  const save = async (values: PersonIn) => {
    setBusy(true)
    setError(null)
    try {
      const made = await createPerson({ ...values, phone: values.phone || null })
      await queries.invalidateQueries({ queryKey: ['/api/v1/people'] })
      void message.success(t('identity.added'))
      await navigate({ to: `/admin/people/${made.id}` })
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Modal open title={t('identity.add')} onCancel={onClose} onOk={() => form.submit()} okText={t('common.save')} cancelText={t('common.cancel')} confirmLoading={busy}>
      {error !== null && <ProblemAlert error={error} />}
      <Form form={form} layout="vertical" onFinish={(values) => void save(values)}>
        <Form.Item name="name" label={t('identity.name')} rules={required}><Input maxLength={50} /></Form.Item>
        <Form.Item name="login" label={t('identity.login')} rules={required}><Input maxLength={50} autoCapitalize="none" autoComplete="off" /></Form.Item>
        <Form.Item name="phone" label={t('identity.phone')}><Input maxLength={20} inputMode="tel" /></Form.Item>
        <Form.Item name="password" label={t('identity.firstPassword')} extra={t('identity.passwordHint')} rules={required}><Input.Password autoComplete="new-password" /></Form.Item>
      </Form>
    </Modal>
  )
}
