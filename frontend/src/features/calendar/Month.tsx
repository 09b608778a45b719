import { useTranslation } from 'react-i18next'
import type { DayOut } from '@/api/models'

/** How a day is drawn: a letter and a border beside the colour, so that nobody depends on the colour. */
export const look = (day: DayOut) => (day.reason === 'set' ? `set_${day.works ? 'works' : 'free'}` : day.reason)

/** A plain working day carries no letter. */
const mark = (one: string, t: (key: string) => string) => (one === 'weekday' ? '' : t(`calendar.mark.${one}`))

const looks = ['weekday', 'weekend', 'holiday', 'make_up', 'set_works', 'set_free']

/** What the letters mean. */
export function Legend() {
  const { t } = useTranslation()
  const names: Record<string, string> = { set_works: `${t('calendar.reason.set')} · ${t('calendar.works')}`, set_free: `${t('calendar.reason.set')} · ${t('calendar.free')}` }
  return (
    <ul className="calendar-legend" aria-label={t('calendar.legend')}>
      {looks.map((one) => (
        <li key={one}>
          <span className={`calendar-day ${one}`} aria-hidden="true"><span>8</span><small>{mark(one, t)}</small></span>
          {names[one] ?? t(`calendar.reason.${one}`)}
        </li>
      ))}
    </ul>
  )
}

/** One month, Monday first; a day is a button where it may be changed. */
export function Month({ month, days, onChoose }: { month: number; days: DayOut[]; onChoose?: (day: DayOut) => void }) {
  const { t } = useTranslation()
  const first = (new Date(`${days[0]?.day}T00:00:00Z`).getUTCDay() + 6) % 7
  const cells: (DayOut | null)[] = [...Array.from({ length: first }, () => null), ...days]
  while (cells.length % 7) cells.push(null)
  const weeks = Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(7 * week, 7 * week + 7))
  return (
    <table className="calendar-month">
      <caption>{t('calendar.month', { month })}</caption>
      <thead><tr>{t('calendar.weekdays').split(' ').map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
      <tbody>
        {weeks.map((week, number) => (
          <tr key={number}>
            {week.map((day, column) => <td key={column}>{day && <Cell day={day} month={month} {...(onChoose ? { onChoose } : {})} />}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell({ day, month, onChoose }: { day: DayOut; month: number; onChoose?: (day: DayOut) => void }) {
  const { t } = useTranslation()
  const number = Number(day.day.slice(8))
  const named = [t('calendar.dayName', { month, day: number }), t(`calendar.reason.${day.reason}`), t(day.works ? 'calendar.works' : 'calendar.free'), day.note].filter(Boolean).join(' · ')
  const inside = <><span aria-hidden="true">{number}</span><small aria-hidden="true">{mark(look(day), t)}</small></>
  if (!onChoose) return <span className={`calendar-day ${look(day)}`} title={named}>{inside}<span className="visually-hidden">{named}</span></span>
  return <button type="button" className={`calendar-day ${look(day)}`} title={named} aria-label={named} onClick={() => onChoose(day)}>{inside}</button>
}
