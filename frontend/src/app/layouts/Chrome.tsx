import { GlobalOutlined } from '@ant-design/icons'
import { Alert, App, Button, InputNumber, Modal, Select, Space } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { request, serverNow } from '@/shared/http/client'
import { token } from '@/shared/http/token'
import { clock } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { ProblemAlert } from '@/shared/ui/Problem'
import { setLanguage } from '../i18n'

export function Brand() {
  const { t } = useTranslation()
  return (
    <span className="brand">
      <img src="/seal.svg" alt="" width={36} height={36} />
      <span>
        <strong>{t('common.award')}</strong>
        <small>{t('common.subtitle')}</small>
      </span>
    </span>
  )
}

export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const change = () => {
    setLanguage(i18n.language === 'en' ? 'zh-CN' : 'en')
    // The server words its answers in the reader's language: those at hand are in the other one.
    void queries.invalidateQueries()
  }
  return (
    <Button
      type="text"
      className="on-dark"
      icon={<GlobalOutlined />}
      onClick={change}
    >
      {t('common.language')}
    </Button>
  )
}

/** The server's clock in Beijing time: the one that deadlines are measured by. */
export function ServerClock() {
  const { t } = useTranslation()
  const [now, setNow] = useState(serverNow())
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000)
    return () => clearInterval(timer)
  }, [])
  const day = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' }).format(now)
  return (
    <span className="server-clock" title={t('common.now')}>
      {day} {clock(now, true)}
    </span>
  )
}

/** Shown on every page of a rehearsal database; the office moves the clock from here. */
export function RehearsalBanner() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { meta, session, reloadMeta } = useSession()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const [amount, setAmount] = useState(1)
  const [unit, setUnit] = useState(86_400)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  if (!meta?.rehearsal) return null
  const move = async () => {
    setBusy(true)
    setError(null)
    try {
      await request('/api/v1/clock', {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ advance_seconds: amount * unit }),
      })
      // The access token has aged by the jump.
      await token.renew()
      await reloadMeta()
      await queries.invalidateQueries()
      setOpen(false)
      void message.success(t('common.done'))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Alert
        banner
        type="warning"
        title={t('common.rehearsal')}
        action={session?.membership?.role === 'office' && <Button size="small" onClick={() => setOpen(true)}>{t('common.moveClock')}</Button>}
      />
      <Modal title={t('common.moveClock')} open={open} onCancel={() => setOpen(false)} onOk={() => void move()} confirmLoading={busy} okText={t('common.confirm')} cancelText={t('common.cancel')}>
        {error !== null && <ProblemAlert error={error} />}
        <Space>
          {t('common.moveClockBy')}
          <InputNumber min={1} max={999} value={amount} aria-label={t('common.moveClockBy')} onChange={(value) => setAmount(value ?? 1)} />
          <Select
            value={unit}
            aria-label={t('common.days')}
            onChange={setUnit}
            options={[{ value: 3600, label: t('common.hours') }, { value: 86_400, label: t('common.days') }]}
          />
        </Space>
      </Modal>
    </>
  )
}
