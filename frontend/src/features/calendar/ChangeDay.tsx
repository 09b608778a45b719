import { App, Input, Modal } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setCalendarDay } from '@/api/endpoints/calendar/calendar'
import type { DayOut, YearOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { date } from '@/shared/lib/time'
import { ProblemAlert } from '@/shared/ui/Problem'

/** Turn a day into the other kind, with the ground for it. */
export function ChangeDay({ year, day, onClose }: { year: YearOut; day: DayOut; onClose: () => void }) {
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
      await setCalendarDay(year.year, day.day, { works: !day.works, reason: reason.trim() }, { headers: ifMatch(year.version) })
      void message.success(t('calendar.changed'))
      onClose()
      await queries.invalidateQueries()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Modal open title={t('calendar.change', { day: date(day.day) })} onCancel={onClose} onOk={() => void save()} okText={t('common.confirm')} cancelText={t('common.cancel')} confirmLoading={busy} okButtonProps={{ disabled: reason.trim().length < 2 }}>
      {error !== null && <ProblemAlert error={error} />}
      <p>{t('calendar.now', { state: [t(`calendar.reason.${day.reason}`), day.note].filter(Boolean).join(' · ') })}</p>
      <p>{t('calendar.changeTo')} <strong>{t(day.works ? 'calendar.free' : 'calendar.works')}</strong></p>
      {year.state === 'first_confirmed' && <p className="muted">{t('calendar.voids')}</p>}
      <label htmlFor="day-reason">{t('calendar.why')}</label>
      <div style={{ paddingBottom: 24 }}>
        <Input.TextArea id="day-reason" rows={3} maxLength={200} showCount value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
    </Modal>
  )
}
