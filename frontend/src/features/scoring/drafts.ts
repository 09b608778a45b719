import type { ItemScoreIn, ItemScoreOut, SheetDetailOut, SheetPatch } from '@/api/models'

/** What was typed on one item and is perhaps not saved yet. */
export interface Draft {
  percent: number | null
  strengths: string
  improvements: string
}

/** Changes by item code; `summary` is the overall comment. */
export type Changes = Record<string, Draft | string>

export const SUMMARY = 'summary'

/** An item as it stands on the screen: what was typed, else what the server has. */
export function present(row: ItemScoreOut, typed: Changes): Draft {
  const own = typed[row.item]
  if (own && typeof own !== 'string') return own
  return { percent: row.percent ?? null, strengths: row.strengths, improvements: row.improvements }
}

/** What goes to the server: items with a percent, and the summary. Comments without a percent wait. */
export function patchOf(changes: Changes): SheetPatch | null {
  const items: ItemScoreIn[] = []
  for (const [item, draft] of Object.entries(changes)) {
    if (typeof draft !== 'string' && draft.percent !== null) items.push({ item, ...draft })
  }
  const summary = changes[SUMMARY]
  if (items.length === 0 && typeof summary !== 'string') return null
  return { items, ...(typeof summary === 'string' ? { summary } : {}) }
}

/** How far the sheet is with what was typed counted in. */
export function progress(sheet: SheetDetailOut, typed: Changes, points: Map<string, number>): { scored: number; score: number } {
  let scored = 0
  let hundredths = 0
  for (const row of sheet.rows) {
    const { percent } = present(row, typed)
    if (percent === null) continue
    scored += 1
    hundredths += (points.get(row.item) ?? 0) * percent
  }
  return { scored, score: hundredths / 100 }
}

/** The first item without a score, else the summary. */
export function nextOpen(sheet: SheetDetailOut): string {
  return sheet.rows.find((row) => row.percent === null)?.item ?? SUMMARY
}
