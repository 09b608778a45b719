import { Alert, App, Button, Card, DatePicker, Empty, Grid, InputNumber, Modal, Space, Tag } from 'antd'
import { CalendarOutlined, CrownOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cancelVisit, getListVisitsQueryKey, proposeVisits, setVisit, setVisits, useListVisits } from '@/api/endpoints/assignment/assignment'
import { useListAreas } from '@/api/endpoints/organisations/organisations'
import type { ProposedVisitsOut, VisitOut } from '@/api/models'
import { ifMatch, serverNow } from '@/shared/http/client'
import { date } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'

const DAY = 'YYYY-MM-DD'

/** The site visits by district and day: proposed, set, moved. */
export default function Visits({ editionId, writer }: { editionId: string; writer: boolean }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const visits = useListVisits(editionId)
  const areas = useListAreas({ query: { staleTime: Infinity } })
  const [moving, setMoving] = useState<VisitOut | null>(null)
  const area = (code: string) => areas.data?.find((one) => one.code === code)?.[i18n.language === 'en' ? 'name_en' : 'name_zh'] ?? code
  const refresh = () => queries.invalidateQueries({ queryKey: getListVisitsQueryKey(editionId) })
  return (
    <Loaded query={visits}>
      {(found) => {
        if (found.items.length === 0) return <Card><Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('assignment.visitsEmpty')} /></Card>
        const mayWrite = writer && found.open
        const undated = found.items.filter((visit) => !visit.day)
        return (
          <>
            {mayWrite && undated.length > 0 && <Ask editionId={editionId} items={found.items} onSet={refresh} />}
            {undated.length > 0 && (
              <Card size="small" title={t('assignment.undated', { count: undated.length })} className="assignment-top">
                <div className="assignment-members">{undated.map((visit) => <Visit key={visit.application_id} visit={visit} area={area(visit.area_code)} mayWrite={mayWrite} onMove={setMoving} />)}</div>
              </Card>
            )}
            <Calendar items={found.items.filter((visit) => visit.day)} area={area} mayWrite={mayWrite} onMove={setMoving} />
            {moving && <Move visit={moving} onClose={() => setMoving(null)} onChanged={refresh} />}
          </>
        )
      }}
    </Loaded>
  )
}

interface Shown {
  area: (code: string) => string
  mayWrite: boolean
  onMove: (visit: VisitOut) => void
}

/** Districts down, days across; on a phone day by day. */
function Calendar({ items, area, mayWrite, onMove }: Shown & { items: VisitOut[] }) {
  const { t } = useTranslation()
  const wide = Grid.useBreakpoint().md !== false
  const days = [...new Set(items.map((visit) => visit.day!))].sort()
  const districts = [...new Set(items.map((visit) => visit.area_code))].sort()
  if (items.length === 0) return null
  const card = (visit: VisitOut, named: boolean) => <Visit key={visit.application_id} visit={visit} area={named ? area(visit.area_code) : ''} mayWrite={mayWrite} onMove={onMove} />
  if (!wide)
    return days.map((day) => (
      <Card key={day} size="small" title={date(day)} className="assignment-top">
        <div className="assignment-members">{items.filter((visit) => visit.day === day).map((visit) => card(visit, true))}</div>
      </Card>
    ))
  return (
    <section className="assignment-compare" aria-label={t('assignment.tab.visits')} tabIndex={0}>
      <table>
        <thead><tr><th scope="col">{t('assignment.district')}</th>{days.map((day) => <th key={day} scope="col">{date(day)}</th>)}</tr></thead>
        <tbody>
          {districts.map((district) => (
            <tr key={district}>
              <th scope="row">{area(district)}</th>
              {days.map((day) => <td key={day}><div className="assignment-members">{items.filter((visit) => visit.day === day && visit.area_code === district).map((visit) => card(visit, false))}</div></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Visit({ visit, area, mayWrite, onMove }: { visit: VisitOut; area: string; mayWrite: boolean; onMove: (visit: VisitOut) => void }) {
  const { t } = useTranslation()
  const inside = (
    <>
      <strong>{visit.organisation}</strong>
      <small>{[visit.case_number, area].filter(Boolean).join(' · ')}</small>
      <small>{visit.members.length === 0 ? t('assignment.noTeam') : visit.members.map((member) => <span key={member.expert_id}>{member.leader && <CrownOutlined aria-label={t('assignment.leader')} />}{member.name} </span>)}</small>
    </>
  )
  return mayWrite ? <button type="button" className="assignment-chip" aria-label={t('assignment.dateOf', { organisation: visit.organisation })} onClick={() => onMove(visit)}>{inside}</button> : <div className="assignment-chip">{inside}</div>
}

function Ask({ editionId, items, onSet }: { editionId: string; items: VisitOut[]; onSet: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const today = dayjs(serverNow())
  const [since, setSince] = useState<Dayjs>(today.add(3, 'day'))
  const [until, setUntil] = useState<Dayjs>(today.add(24, 'day'))
  const [most, setMost] = useState(3)
  const [made, setMade] = useState<ProposedVisitsOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const names = new Map(items.map((visit) => [visit.application_id, visit.organisation]))
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(null)
    try {
      await work()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card size="small" title={t('assignment.proposeVisits')} extra={<ArticleTag row="17(6)" />} className="assignment-top">
      <p className="muted">{t('assignment.proposeVisitsHint')}</p>
      <div className="assignment-form">
        <label><span>{t('assignment.since')}</span><DatePicker value={since} allowClear={false} minDate={today} onChange={(value) => value && setSince(value)} /></label>
        <label><span>{t('assignment.until')}</span><DatePicker value={until} allowClear={false} minDate={since} onChange={(value) => value && setUntil(value)} /></label>
        <label><span>{t('assignment.perDay')}</span><InputNumber min={1} max={20} value={most} onChange={(value) => setMost(value ?? 1)} /></label>
        <Button type={made ? 'default' : 'primary'} icon={<CalendarOutlined />} loading={busy} onClick={() => void run(async () => setMade(await proposeVisits(editionId, { since: since.format(DAY), until: until.format(DAY), per_day: most })))}>{t('assignment.findDays')}</Button>
      </div>
      {error !== null && <ProblemAlert error={error} />}
      {made && (
        <div role="status">
          <p><Tag color={made.proved ? 'success' : 'warning'}>{t(made.proved ? 'assignment.proved' : 'assignment.best')}</Tag> {t('assignment.trips', { count: made.trips })}</p>
          {made.undated.length > 0 && <Alert type="warning" showIcon title={t('assignment.noDay', { organisations: made.undated.map((id) => names.get(id) ?? '—').join('、') })} />}
          <ul className="findings">{[...made.days].sort((a, b) => a.day.localeCompare(b.day)).map((one) => <li key={one.application_id}>{date(one.day)} · {names.get(one.application_id)}</li>)}</ul>
          {made.days.length > 0 && (
            <Button type="primary" loading={busy} onClick={() => void run(async () => { await setVisits(editionId, { visits: made.days }); setMade(null); await onSet(); void message.success(t('assignment.datesSet')) })}>{t('assignment.setDays', { count: made.days.length })}</Button>
          )}
        </div>
      )}
    </Card>
  )
}

function Move({ visit, onClose, onChanged }: { visit: VisitOut; onClose: () => void; onChanged: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [day, setDay] = useState<Dayjs | null>(visit.day ? dayjs(visit.day) : null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    setError(null)
    try {
      await work()
      await onChanged()
      void message.success(t('common.done'))
      onClose()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const version = visit.version === null ? {} : { headers: ifMatch(visit.version) }
  return (
    <Modal open title={t('assignment.dateOf', { organisation: visit.organisation })} onCancel={onClose} footer={null} destroyOnHidden>
      {error !== null && <ProblemAlert error={error} />}
      <p className="muted">{visit.address} · {visit.members.map((member) => member.name).join('、') || t('assignment.noTeam')}</p>
      <Space wrap>
        <DatePicker aria-label={t('assignment.day')} value={day} allowClear={false} minDate={dayjs(serverNow())} onChange={setDay} />
        <Button type="primary" loading={busy} disabled={!day || day.format(DAY) === visit.day} onClick={() => void act(() => setVisit(visit.application_id, { day: day!.format(DAY) }, version))}>{t('common.save')}</Button>
        {visit.day && <Button danger loading={busy} onClick={() => void act(() => cancelVisit(visit.application_id, version))}>{t('assignment.cancelVisit')}</Button>}
      </Space>
    </Modal>
  )
}
