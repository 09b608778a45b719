import type { MatrixOut, MatrixRowOut } from '@/api/models'

export type Only = 'all' | 'missing' | 'unscanned' | 'unread'

const unscanned = (row: MatrixRowOut) => row.files.some((file) => file.scan !== 'clean')
const unread = (row: MatrixRowOut) => row.files.some((file) => file.unread === true)

/** The rows that a reader wants to see, what is in front of them first. A row that has nothing and needs nothing is left out. */
export function rowsOf(matrix: MatrixOut, only: Only, first: string | null): MatrixRowOut[] {
  const kept = matrix.rows.filter((row) => {
    if (only === 'missing') return row.standing === 'missing'
    if (only === 'unscanned') return unscanned(row)
    if (only === 'unread') return unread(row)
    return row.standing !== 'optional'
  })
  return [...kept].sort((a, b) => Number(b.key === first) - Number(a.key === first))
}

export interface Overview {
  /** Kinds of evidence that the form requires and nobody has sent. */
  slots: MatrixRowOut[]
  /** Criteria items that say something and show nothing for it. */
  items: MatrixRowOut[]
  unscanned: number
}

/** What the applicant has still to look to. */
export function overviewOf(matrix: MatrixOut): Overview {
  const missing = matrix.rows.filter((row) => row.standing === 'missing')
  return { slots: missing.filter((row) => row.kind === 'slot'), items: missing.filter((row) => row.kind !== 'slot'), unscanned: matrix.unscanned }
}
