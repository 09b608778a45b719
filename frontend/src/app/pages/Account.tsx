import { Alert, App, Button, Card, Form, Input, List, Space, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { request } from '@/shared/http/client'
import { dateTime } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'

interface Device {
  id: string
  created_at: string
  last_seen_at: string
  user_agent: string
  current: boolean
}
interface Enrolment {
  secret: string
  otpauth_uri: string
  qr_svg: string
  ticket: string | null
}
/** `Chrome · Windows` out of a user agent; the whole text where it is none of the known ones. */
const browser = (agent: string) => {
  const name = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : ''
  const system = /HarmonyOS|Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(agent)?.[0] ?? ''
  return name && system ? `${name} · ${system}` : agent.slice(0, 60)
}
const send = <T,>(path: string, body: unknown, method = 'POST') =>
  request<T>(`/api/v1/auth/${path}`, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })

/** Password, one-time codes, open sessions: what a person controls about their own login. */
export default function Account() {
  const { t } = useTranslation()
  const { session, signOut } = useSession()
  const alone = session !== undefined && session !== null && session.membership === null
  return (
    <Page title={t('account.title')} extra={alone && <Button onClick={() => void signOut()}>{t('common.logout')}</Button>}>
      {alone && <Alert type="warning" showIcon title={t('account.enrolFirst')} description={t('account.enrolFirstHint')} style={{ marginBottom: 20 }} />}
      <div className="grid">
        <Totp />
        <Password />
        <Sessions />
      </div>
    </Page>
  )
}

function Sessions() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: () => request<Device[]>('/api/v1/auth/sessions') })
  const [error, setError] = useState<unknown>(null)
  const revoke = async (id: string) => {
    try {
      await send(`sessions/${id}`, {}, 'DELETE')
      await queries.invalidateQueries({ queryKey: ['sessions'] })
      void message.success(t('account.revoked'))
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <Card title={t('account.sessions')}>
      {error !== null && <ProblemAlert error={error} />}
      <Loaded query={sessions}>
        {(devices) => (
          <List
            dataSource={devices}
            renderItem={(device) => (
              <List.Item actions={device.current ? [] : [<Button key="revoke" onClick={() => void revoke(device.id)}>{t('account.revoke')}</Button>]}>
                <List.Item.Meta
                  title={<>{browser(device.user_agent)} {device.current && <Tag color="success">{t('account.current')}</Tag>}</>}
                  description={`${t('account.lastSeen')} ${dateTime(device.last_seen_at)}`}
                />
              </List.Item>
            )}
          />
        )}
      </Loaded>
    </Card>
  )
}

function Password() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [error, setError] = useState<unknown>(null)
  const [form] = Form.useForm<{ old_password: string; new_password: string }>()
  const change = async (values: { old_password: string; new_password: string }) => {
    setError(null)
    try {
      await send('password', values)
      form.resetFields()
      void message.success(t('account.changed'))
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <Card title={t('account.password')}>
      {error !== null && <ProblemAlert error={error} />}
      <Form form={form} layout="vertical" onFinish={(values) => void change(values)}>
        <Form.Item name="old_password" label={t('account.old')} rules={[{ required: true, message: t('common.required') }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="new_password" label={t('account.new')} extra={t('register.passwordHint')} rules={[{ required: true, min: 12, message: t('register.passwordHint') }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit">{t('account.password')}</Button>
      </Form>
    </Card>
  )
}

function Totp() {
  const { t } = useTranslation()
  const { session } = useSession()
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null)
  const [done, setDone] = useState(session?.person.totp_enrolled ?? false)
  const [error, setError] = useState<unknown>(null)
  const begin = (code?: string) => {
    setError(null)
    return send<Enrolment>('totp/enrol', code ? { code } : {}).then(setEnrolment, setError)
  }
  const confirm = async ({ code }: { code: string }) => {
    setError(null)
    try {
      await send('totp/confirm', { code, ticket: enrolment?.ticket ?? null })
      setDone(true)
      setEnrolment(null)
      if (!session?.membership) window.location.assign('/login')
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <Card title={t('account.totp')} extra={done && <Tag color="success">{t('account.totpOn')}</Tag>}>
      {error !== null && <ProblemAlert error={error} />}
      {enrolment ? (
        <>
          <p>{t('account.totpHint')}</p>
          <img src={`data:image/svg+xml;utf8,${encodeURIComponent(enrolment.qr_svg)}`} alt={t('account.totpPicture')} width={200} height={200} />
          <p><code>{enrolment.secret}</code></p>
          <Form layout="inline" onFinish={(values: { code: string }) => void confirm(values)}>
            <Form.Item name="code" label={t('login.code')} rules={[{ required: true, message: t('common.required') }]}>
              <Input inputMode="numeric" maxLength={6} autoComplete="one-time-code" />
            </Form.Item>
            <Button type="primary" htmlType="submit">{t('account.totpConfirm')}</Button>
          </Form>
        </>
      ) : (
        done ? (
          <Form layout="inline" onFinish={(values: { code: string }) => void begin(values.code)}>
            <Form.Item name="code" label={t('account.totpPresent')} rules={[{ required: true, message: t('common.required') }]}>
              <Input inputMode="numeric" maxLength={6} autoComplete="one-time-code" />
            </Form.Item>
            <Button htmlType="submit">{t('account.totpReplace')}</Button>
          </Form>
        ) : (
          <Space><Button type={session?.membership ? 'default' : 'primary'} onClick={() => void begin()}>{t('account.totpStart')}</Button></Space>
        )
      )}
    </Card>
  )
}
