import type { listConflicts } from '@/api/endpoints/conflicts/conflicts'

export type Found = Awaited<ReturnType<typeof listConflicts>>
export type Cell = Found['cells'][number]
export type Grade = Cell['grade']
export type State = Cell['state']
export type Person = Found['people'][number]
export type Applicant = Found['applicants'][number]

export const GRADES = ['barred', 'declare', 'hint'] as const
export const STATES = ['open', 'confirmed', 'dismissed', 'cleared'] as const

export interface Filter {
  grades: readonly Grade[]
  states: readonly State[]
  onlyWith: boolean
  search: string
}

export interface Shown {
  people: Person[]
  applicants: Applicant[]
  /** By `party_id application_id`. */
  cells: Map<string, Cell>
}

export const at = (person: Person, applicant: Applicant) => `${person.party_id} ${applicant.application_id}`

/** What the filter leaves: rows, columns and cells. A name that is searched for keeps its row or its column. */
export function narrowed(found: Found, { grades, states, onlyWith, search }: Filter): Shown {
  const cells = new Map(
    found.cells
      .filter((cell) => (grades.length === 0 || grades.includes(cell.grade)) && (states.length === 0 || states.includes(cell.state)))
      .map((cell) => [`${cell.party_id} ${cell.application_id}`, cell]),
  )
  const wanted = search.trim().toLowerCase()
  const named = (name: string) => wanted !== '' && name.toLowerCase().includes(wanted)
  let { people, applicants } = found
  if (wanted) {
    const rows = people.filter((one) => named(one.name))
    const columns = applicants.filter((one) => named(one.organisation) || named(one.case_number))
    if (rows.length > 0 || columns.length === 0) people = rows
    if (columns.length > 0) applicants = columns
  }
  if (onlyWith) {
    const standing = [...cells.values()]
    const rows = new Set(applicants.length === found.applicants.length ? standing.map((cell) => cell.party_id) : standing.filter((cell) => applicants.some((one) => one.application_id === cell.application_id)).map((cell) => cell.party_id))
    people = people.filter((one) => rows.has(one.party_id))
    const kept = new Set(people.map((one) => one.party_id))
    const columns = new Set(standing.filter((cell) => kept.has(cell.party_id)).map((cell) => cell.application_id))
    applicants = applicants.filter((one) => columns.has(one.application_id))
  }
  return { people, applicants, cells }
}

/** First and last of what a window over equal cells shows, with a margin. */
export function visible(offset: number, extent: number, size: number, count: number): [number, number] {
  const margin = 4
  return [Math.max(0, Math.floor(offset / size) - margin), Math.min(count, Math.ceil((offset + extent) / size) + margin)]
}
