import { describe, expect, it } from 'vitest'
import type { MatrixFileOut, MatrixOut, MatrixRowOut } from '@/api/models'
import { overviewOf, rowsOf } from './matrix'

const file = (changes: Partial<MatrixFileOut> = {}): MatrixFileOut => ({ id: 'f', filename: '证书.pdf', content_type: 'application/pdf', scan: 'clean', added: false, unread: false, cited: [], ...changes })
const row = (key: string, changes: Partial<MatrixRowOut> = {}): MatrixRowOut => ({ key, kind: 'slot', title: key, article: '16', standing: 'covered', files: [file()], ...changes })
const matrix: MatrixOut = {
  rows: [
    row('licence'),
    row('report', { standing: 'missing', files: [] }),
    row('other', { standing: 'optional', files: [] }),
    row('4.1.1', { kind: 'item', standing: 'missing', files: [] }),
    row('4.1.2', { kind: 'item', files: [file({ scan: 'skipped', unread: true })] }),
  ],
  missing: 2, unscanned: 1, unread: 1,
}
const keys = (rows: MatrixRowOut[]) => rows.map((one) => one.key)

describe('the evidence matrix', () => {
  it('leaves out what has nothing and needs nothing', () => {
    expect(keys(rowsOf(matrix, 'all', null))).toEqual(['licence', 'report', '4.1.1', '4.1.2'])
  })
  it('puts the item in front of the reader first', () => {
    expect(keys(rowsOf(matrix, 'all', '4.1.2'))[0]).toBe('4.1.2')
  })
  it('narrows down to what is missing, unscanned, unread', () => {
    expect(keys(rowsOf(matrix, 'missing', null))).toEqual(['report', '4.1.1'])
    expect(keys(rowsOf(matrix, 'unscanned', null))).toEqual(['4.1.2'])
    expect(keys(rowsOf(matrix, 'unread', null))).toEqual(['4.1.2'])
  })
  it('tells the applicant required kinds and items apart', () => {
    const { slots, items, unscanned } = overviewOf(matrix)
    expect([keys(slots), keys(items), unscanned]).toEqual([['report'], ['4.1.1'], 1])
  })
})
