import i18next from 'i18next'
import { serverNow } from '@/shared/http/client'

const zone = 'Asia/Shanghai'

/** `2026年3月2日 09:00` in Chaoyang. */
export function dateTime(iso: string | null | undefined): string {
  if (!iso) return '—'
  return new Intl.DateTimeFormat(i18next.language, {
    timeZone: zone, year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false,
  }).format(new Date(iso))
}

/** `2026年3月2日`; a plain date (no time) stays that day. */
export function date(iso: string | null | undefined): string {
  if (!iso) return '—'
  const plain = iso.length === 10
  return new Intl.DateTimeFormat(i18next.language, {
    timeZone: plain ? 'UTC' : zone, year: 'numeric', month: 'long', day: 'numeric',
  }).format(new Date(iso))
}

/** The end of a period: at midnight it is 24:00 of the day that ends, as the law counts, not 00:00 of the next. */
export function endTime(iso: string): string {
  const end = new Date(iso)
  if (toLocalInput(iso).slice(11) !== '00:00') return dateTime(iso)
  return `${date(new Date(end.getTime() - 1000).toISOString())} 24:00`
}

/** `10:32:05` in Chaoyang. */
export function clock(moment: Date, seconds = false): string {
  return new Intl.DateTimeFormat(i18next.language, {
    timeZone: zone, hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}), hour12: false,
  }).format(moment)
}

/** Whole days until the moment, by the server's clock; negative when past. */
export function daysLeft(iso: string): number {
  return Math.floor((new Date(iso).getTime() - serverNow().getTime()) / 86_400_000)
}

/** What an `<input type="datetime-local">` shows for an instant, in Chaoyang's time. */
export function toLocalInput(iso: string | null | undefined): string {
  if (!iso) return ''
  const shifted = new Date(new Date(iso).getTime() + 8 * 3_600_000)
  return shifted.toISOString().slice(0, 16)
}

/** The instant (ISO, UTC) of a local input's text in Chaoyang's time. */
export function fromLocalInput(text: string): string | null {
  return text ? new Date(`${text}:00+08:00`).toISOString() : null
}
