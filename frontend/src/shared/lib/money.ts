import i18next from 'i18next'

/** `¥200,000`. */
export const yuan = (amount: number) =>
  new Intl.NumberFormat(i18next.language, { style: 'currency', currency: 'CNY', maximumFractionDigits: 0 }).format(amount)

/** A score with at most two decimals. */
export const score = (value: number | null | undefined) =>
  value == null ? '—' : new Intl.NumberFormat(i18next.language, { maximumFractionDigits: 2 }).format(value)
