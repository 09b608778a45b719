import { Alert, App, Button, Card, Descriptions, Popconfirm, Select, Space, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confirmCalendarYear, useListCalendarYears, useReadCalendarYear } from '@/api/endpoints/calendar/calendar'
import type { DayOut, YearOut } from '@/api/models'
import { ifMatch, serverNow } from '@/shared/http/client'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { Findings, ProblemAlert } from '@/shared/ui/Problem'
import { ChangeDay } from './ChangeDay'
import { Legend, Month } from './Month'
import './calendar.css'

const colours: Record<string, string> = { proposed: 'warning', first_confirmed: 'processing', confirmed: 'success' }

/** The working days of a year: proposed, changed with a reason, confirmed by two people of the office. */
export default function CalendarPage() {
  const { t } = useTranslation()
  const [year, setYear] = useState(() => serverNow().getFullYear())
  const years = useListCalendarYears()
  const query = useReadCalendarYear(year)
  return (
    <Page
      title={t('calendar.title')}
      tags={<><ArticleTag row="22" /><ArticleTag row="23" /></>}
      extra={
        <Select
          aria-label={t('calendar.year')}
          value={year}
          onChange={setYear}
          style={{ minWidth: 200 }}
          options={(years.data ?? []).map((one) => ({ value: one.year, label: `${one.year} · ${t(`calendar.state.${one.state}`)}` }))}
        />
      }
    >
      <p className="prose muted">{t('calendar.intro')}</p>
      <Loaded query={query}>{(shown) => <Year key={`${shown.year}-${shown.version}`} year={shown} />}</Loaded>
    </Page>
  )
}

function Year({ year }: { year: YearOut }) {
  const { t } = useTranslation()
  const [changing, setChanging] = useState<DayOut | null>(null)
  const months = Array.from({ length: 12 }, (_, number) => year.days.filter((one) => Number(one.day.slice(5, 7)) === number + 1))
  return (
    <>
      <Standing year={year} />
      <Card style={{ marginTop: 20 }}>
        <Legend />
        {year.may_edit && <p className="muted">{t('calendar.editHint')}</p>}
        <div className="calendar-year">
          {months.map((days, number) => (
            <Month key={number} month={number + 1} days={days} {...(year.may_edit ? { onChoose: setChanging } : {})} />
          ))}
        </div>
      </Card>
      {changing && <ChangeDay year={year} day={changing} onClose={() => setChanging(null)} />}
    </>
  )
}

/** Where the year stands: who confirmed it and when, and the button for whoever may be next. */
function Standing({ year }: { year: YearOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const confirm = async () => {
    setBusy(true)
    setError(null)
    try {
      await confirmCalendarYear(year.year, { headers: ifMatch(year.version) })
      void message.success(t('calendar.confirmedNow'))
      await queries.invalidateQueries()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  const by = (name: string | null, at: string | null) => (name ? t('calendar.by', { name, time: dateTime(at) }) : t('calendar.nobody'))
  return (
    <Card title={<Space wrap>{year.year}<Tag color={colours[year.state] ?? 'default'}>{t(`calendar.state.${year.state}`)}</Tag>{t('calendar.workingDays', { count: year.working_days })}</Space>}>
      {!year.published && <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={t('calendar.notPublished', { year: year.year })} />}
      {error !== null && <ProblemAlert error={error} onRetry={() => void queries.invalidateQueries()} />}
      <Descriptions
        column={{ xs: 1, lg: 3 }}
        items={[
          { key: 'first', label: t('calendar.first'), children: by(year.first_by, year.first_at) },
          { key: 'second', label: t('calendar.second'), children: by(year.second_by, year.second_at) },
          { key: 'source', label: t('calendar.source'), children: year.source },
        ]}
      />
      {year.state === 'confirmed' ? (
        <p className="muted">{t('calendar.fixed')}</p>
      ) : (
        <>
          <Findings findings={year.confirm_findings} />
          {year.may_confirm && (
            <Popconfirm title={t('calendar.confirm', { year: year.year })} description={<div style={{ maxWidth: 280 }}>{t('calendar.confirmHint', { year: year.year })}</div>} okText={t('common.confirm')} cancelText={t('common.cancel')} onConfirm={() => void confirm()}>
              <Button type="primary" loading={busy}>{t('calendar.confirm', { year: year.year })}</Button>
            </Popconfirm>
          )}
        </>
      )}
    </Card>
  )
}
