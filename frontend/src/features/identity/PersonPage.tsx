import { App, Button, Card, DatePicker, Form, Input, Modal, Popconfirm, Select, Space, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  changePerson, endMembership, endPersonSessions, getReadPersonQueryKey, grantMembership, resetPersonTotp, setPersonPassword, useListScopes, useReadPerson,
} from '@/api/endpoints/identity/identity'
import type { MembershipIn, MembershipOut, PersonRowOut } from '@/api/models'
import { date, dateTime } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { inForce, ROLES, SCOPE_FIELD } from './roles'

/** One person: particulars, dated roles, and the means to cut off a login. */
export default function PersonPage() {
  const { personId = '' } = useParams({ strict: false }) as { personId?: string }
  const person = useReadPerson(personId)
  return <Loaded query={person}>{(one) => <Person one={one} />}</Loaded>
}

function Person({ one }: { one: PersonRowOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { session } = useSession()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const [granting, setGranting] = useState(false)
  const [passwording, setPasswording] = useState(false)
  const own = session?.person.id === one.id
  const run = async (work: () => Promise<PersonRowOut>) => {
    setError(null)
    try {
      queries.setQueryData(getReadPersonQueryKey(one.id), await work())
      await queries.invalidateQueries({ queryKey: ['/api/v1/people'] })
      void message.success(t('common.done'))
      return true
    } catch (caught) {
      setError(caught)
      return false
    }
  }
  const ask = (label: string, hint: string, work: () => Promise<PersonRowOut>, danger = true) => (
    <Popconfirm title={label} description={hint} okText={t('common.confirm')} cancelText={t('common.cancel')} onConfirm={() => void run(work)}>
      <Button danger={danger} disabled={own}>{label}</Button>
    </Popconfirm>
  )
  const columns: Column<MembershipOut>[] = [
    { key: 'role', title: t('identity.role'), render: (row) => <>{t(`role.${row.role}`)}{row.seat && <Tag style={{ marginLeft: 8 }}>{t(`identity.seat.${row.seat}`)}</Tag>}</> },
    { key: 'scope', title: t('identity.scope'), render: (row) => row.scope_name ?? '—' },
    { key: 'title', title: t('identity.title'), render: (row) => row.title ?? '—' },
    { key: 'dates', title: t('identity.dates'), render: (row) => `${date(row.valid_from)} – ${row.valid_to ? date(row.valid_to) : t('identity.openEnd')}` },
    { key: 'state', title: t('identity.state'), render: (row) => <Tag color={inForce(row) ? 'success' : 'default'}>{t(inForce(row) ? 'identity.inForce' : 'identity.notInForce')}</Tag> },
    {
      key: 'end',
      title: '',
      render: (row) =>
        (row.valid_to === null || inForce(row)) && (
          <Popconfirm title={t('identity.endRole')} description={t('identity.endRoleHint')} okText={t('common.confirm')} cancelText={t('common.cancel')} onConfirm={() => void run(() => endMembership(one.id, row.id, {}))}>
            <Button size="small" danger disabled={row.id === session?.membership?.id}>{t('identity.endRole')}</Button>
          </Popconfirm>
        ),
    },
  ]
  return (
    <Page
      title={one.name}
      back={[{ title: t('identity.people'), to: '/admin/people' }]}
      tags={<Tag color={one.disabled_at ? 'error' : 'success'}>{t(one.disabled_at ? 'identity.closed' : 'identity.open')}</Tag>}
    >
      {error !== null && <ProblemAlert error={error} />}
      <div className="grid">
        <Card title={t('identity.particulars')}>
          <dl className="check-answers">
            <div><dt>{t('identity.login')}</dt><dd>{one.login}</dd></div>
            <div><dt>{t('identity.phone')}</dt><dd>{one.phone ?? '—'}</dd></div>
            <div><dt>{t('identity.since')}</dt><dd>{dateTime(one.created_at)}</dd></div>
          </dl>
        </Card>
        <Card title={t('identity.security')}>
          <dl className="check-answers">
            <div><dt>{t('identity.totp')}</dt><dd>{t(one.totp_enrolled ? 'identity.totpOn' : 'identity.totpOff')}</dd></div>
            <div><dt>{t('identity.sessions')}</dt><dd>{one.open_sessions}</dd></div>
          </dl>
          <Space wrap style={{ marginTop: 16 }}>
            <Button onClick={() => setPasswording(true)}>{t('identity.setPassword')}</Button>
            {one.totp_enrolled && ask(t('identity.resetTotp'), t('identity.resetTotpHint'), () => resetPersonTotp(one.id))}
            {one.open_sessions > 0 && ask(t('identity.endSessions'), t('identity.endSessionsHint'), () => endPersonSessions(one.id))}
            {one.disabled_at
              ? ask(t('identity.reopen'), t('identity.reopenHint'), () => changePerson(one.id, { disabled: false }), false)
              : ask(t('identity.close'), t('identity.closeHint'), () => changePerson(one.id, { disabled: true }))}
          </Space>
        </Card>
      </div>
      <Card style={{ marginTop: 20 }} title={<>{t('identity.roles')} <ArticleTag row="7" /></>} extra={<Button type="primary" disabled={own} onClick={() => setGranting(true)}>{t('identity.grant')}</Button>}>
        <DataTable label={t('identity.roles')} rows={one.memberships} columns={columns} rowKey={(row) => row.id} empty={t('identity.noRole')} />
      </Card>
      {granting && <Grant personId={one.id} onClose={() => setGranting(false)} />}
      {passwording && (
        <SetPassword onClose={() => setPasswording(false)} save={async (password) => {
          queries.setQueryData(getReadPersonQueryKey(one.id), await setPersonPassword(one.id, { password }))
          void message.success(t('common.done'))
        }} />
      )}
    </Page>
  )
}

function SetPassword({ onClose, save }: { onClose: () => void; save: (password: string) => Promise<void> }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ password: string }>()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const finish = async ({ password }: { password: string }) => {
    setBusy(true)
    setError(null)
    try {
      await save(password)
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Modal open title={t('identity.setPassword')} onCancel={onClose} onOk={() => form.submit()} okText={t('common.save')} cancelText={t('common.cancel')} confirmLoading={busy}>
      <p className="muted">{t('identity.setPasswordHint')}</p>
      {error !== null && <ProblemAlert error={error} />}
      <Form form={form} layout="vertical" onFinish={(values) => void finish(values)}>
        <Form.Item name="password" label={t('identity.firstPassword')} extra={t('identity.passwordHint')} rules={[{ required: true, message: t('common.required') }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Modal>
  )
}

interface Entry {
  role: string
  seat?: string
  scope?: string
  title?: string
  from?: Dayjs
  to?: Dayjs
}

function Grant({ personId, onClose }: { personId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<Entry>()
  const role = Form.useWatch('role', form)
  const [q, setQ] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const field = role ? SCOPE_FIELD[role] : undefined
  const scopes = useListScopes({ role: role ?? '', ...(q ? { q } : {}) }, { query: { enabled: field !== undefined } })
  const required = [{ required: true, message: t('common.required') }]
  const save = async (values: Entry) => {
    setBusy(true)
    setError(null)
    const body: MembershipIn = {
      role: values.role,
      title: values.title || null,
      seat: values.role === 'committee' ? (values.seat ?? null) : null,
      valid_from: values.from?.toISOString() ?? null,
      valid_to: values.to?.toISOString() ?? null,
      ...(field && values.scope ? { [field]: values.scope } : {}),
    }
    try {
      queries.setQueryData(getReadPersonQueryKey(personId), await grantMembership(personId, body))
      await queries.invalidateQueries({ queryKey: ['/api/v1/people'] })
      void message.success(t('common.done'))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Modal open title={<>{t('identity.grant')} <ArticleTag row="7" /></>} onCancel={onClose} onOk={() => form.submit()} okText={t('common.save')} cancelText={t('common.cancel')} confirmLoading={busy}>
      {error !== null && <ProblemAlert error={error} />}
      <Form form={form} layout="vertical" onFinish={(values) => void save(values)} onValuesChange={(change) => 'role' in change && form.resetFields(['scope', 'seat'])}>
        <Form.Item name="role" label={t('identity.role')} rules={required}>
          <Select options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} />
        </Form.Item>
        {role === 'committee' && (
          <Form.Item name="seat" label={t('identity.seat')} rules={required} extra={t('identity.seatHint')}>
            <Select options={['chair', 'vice_chair', 'member'].map((value) => ({ value, label: t(`identity.seat.${value}`) }))} />
          </Form.Item>
        )}
        {field && (
          <Form.Item name="scope" label={t(`identity.scope.${role}`)} rules={required}>
            <Select showSearch={{ filterOption: false, onSearch: setQ }} loading={scopes.isFetching} options={scopes.data?.map((one) => ({ value: one.id, label: one.name })) ?? []} />
          </Form.Item>
        )}
        <Form.Item name="title" label={t('identity.title')}><Input maxLength={50} /></Form.Item>
        <Space wrap>
          <Form.Item name="from" label={t('identity.from')} extra={t('identity.fromHint')}><DatePicker showTime /></Form.Item>
          <Form.Item name="to" label={t('identity.to')} extra={t('identity.toHint')}><DatePicker showTime /></Form.Item>
        </Space>
      </Form>
      {(role === 'admin' || role === 'auditor') && <p className="muted">{t('identity.aloneHint')}</p>}
    </Modal>
  )
}
