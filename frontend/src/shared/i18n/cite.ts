import i18next from 'i18next'

/** The clause by which this city's regulation has a row of the standard matrix; the row itself until the ruleset has said so. */
export const cite = (row: string): string => (i18next.exists(`clause.${row}`) ? i18next.t(`clause.${row}`) : row)
