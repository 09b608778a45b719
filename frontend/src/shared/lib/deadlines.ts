/** A deadline as the API gives it: what happens when it is missed, under which article, and whether it is final. */
export interface Deadlined {
  kind: string
  at: string
  provisional: boolean
  consequence: string
  effect: string
  article: string
}

export type DeadlineKind = 'application_window' | 'recommendation' | 'publicity' | 'objection_report' | 'objection_proof' | 'objector_proof'

/** The deadline of a kind among those that an entity carries. */
export const deadlineOf = (one: { deadlines: Deadlined[] }, kind: DeadlineKind) => one.deadlines.find((deadline) => deadline.kind === kind)
