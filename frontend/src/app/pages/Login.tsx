import { Button, Card, Form, Input, List, Typography } from 'antd'
import { Link, Navigate, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '@/shared/http/problem'
import { type SignedIn, useSession } from '@/shared/session/session'
import { ProblemAlert } from '@/shared/ui/Problem'
import Account from './Account'

interface Entry {
  login: string
  password: string
  totp_code?: string
}

/** Login: password, then the one-time code where the role needs it, then the role where a person has several. */
export default function Login() {
  const { t } = useTranslation()
  const { session, signIn, actAs } = useSession()
  const navigate = useNavigate()
  const [asksCode, setAsksCode] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const next = new URLSearchParams(window.location.search).get('next')

  const enter = (signedIn: SignedIn) => {
    const membership = signedIn.membership
    if (!membership || signedIn.memberships.length > 1) return
    void navigate({ to: next?.startsWith(`/${membership.role}`) ? next : `/${membership.role}` })
  }

  const submit = async (values: Entry) => {
    setBusy(true)
    setError(null)
    try {
      enter(await signIn(values))
    } catch (caught) {
      if (caught instanceof ProblemError && caught.code === 'totp-required') setAsksCode(true)
      else setError(caught)
    } finally {
      setBusy(false)
    }
  }

  if (session && !session.membership && session.memberships.length === 0) return <Account />
  if (session && session.memberships.length > 1) {
    return (
      <Card className="narrow" title={t('login.pickRole')}>
        <List
          dataSource={session.memberships}
          renderItem={(one) => (
            <List.Item>
              <Button
                block
                size="large"
                onClick={() => void actAs(one.id).then(() => navigate({ to: `/${one.role}` })).catch(setError)}
              >
                {t(`role.${one.role}`)}{one.title ? ` · ${one.title}` : ''}{one.scope_name ? ` · ${one.scope_name}` : ''}
              </Button>
            </List.Item>
          )}
        />
        {error !== null && <ProblemAlert error={error} />}
      </Card>
    )
  }
  if (session?.membership) return <Navigate to={`/${session.membership.role}`} />
  return (
    <div className="login">
      <section className="login-side" aria-hidden>
        <img src="/seal.svg" alt="" width={88} />
        <h2>{t('common.award')}</h2>
        <p>{t('login.welcome')}</p>
        <p>{t('login.motto')}</p>
      </section>
      <Card className="login-card">
        <Typography.Title level={1}>{t('login.title')}</Typography.Title>
        {error !== null && <ProblemAlert error={error} />}
        <Form<Entry> layout="vertical" onFinish={(values) => void submit(values)} requiredMark={false}>
          <Form.Item name="login" label={t('login.login')} rules={[{ required: true, message: t('common.required') }]}>
            <Input autoComplete="username" autoCapitalize="none" size="large" />
          </Form.Item>
          <Form.Item name="password" label={t('login.password')} rules={[{ required: true, message: t('common.required') }]}>
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          {asksCode && (
            <Form.Item name="totp_code" label={t('login.code')} extra={t('login.codeHint')} rules={[{ required: true, message: t('common.required') }]}>
              <Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={6} size="large" />
            </Form.Item>
          )}
          <Button type="primary" htmlType="submit" block size="large" loading={busy}>{t('login.submit')}</Button>
        </Form>
        <p className="login-links">
          <Link to="/register">{t('login.register')}</Link>
          <Link to="/">{t('login.public')}</Link>
        </p>
      </Card>
    </div>
  )
}
