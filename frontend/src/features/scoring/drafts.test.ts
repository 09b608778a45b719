import { expect, test } from 'vitest'
import type { ItemScoreOut, SheetDetailOut } from '@/api/models'
import { nextOpen, patchOf, present, progress } from './drafts'

const row = (item: string, percent: number | null): ItemScoreOut => ({
  item, percent, score: null, strengths: '旧', improvements: '', document_percent: null, document_strengths: '', document_improvements: '', team_percent: null,
})
const sheet = { rows: [row('4.1.2', 50), row('4.1.3', null)] } as unknown as SheetDetailOut
const points = new Map([['4.1.2', 50], ['4.1.3', 30]])

test('what was typed hides what the server has', () => {
  expect(present(row('4.1.2', 50), {})).toEqual({ percent: 50, strengths: '旧', improvements: '' })
  expect(present(row('4.1.2', 50), { '4.1.2': { percent: 55, strengths: '新', improvements: '' } }).percent).toBe(55)
})

test('a comment without a percent waits, the rest is sent', () => {
  const typed = { '4.1.2': { percent: 60, strengths: 'a', improvements: 'b' }, '4.1.3': { percent: null, strengths: 'c', improvements: '' } }
  expect(patchOf(typed)).toEqual({ items: [{ item: '4.1.2', percent: 60, strengths: 'a', improvements: 'b' }] })
  expect(patchOf({ '4.1.3': typed['4.1.3'] })).toBeNull()
  expect(patchOf({ summary: '' })).toEqual({ items: [], summary: '' })
})

test('progress and provisional total count what was typed', () => {
  expect(progress(sheet, {}, points)).toEqual({ scored: 1, score: 25 })
  expect(progress(sheet, { '4.1.3': { percent: 100, strengths: '', improvements: '' } }, points)).toEqual({ scored: 2, score: 55 })
  expect(nextOpen(sheet)).toBe('4.1.3')
})
