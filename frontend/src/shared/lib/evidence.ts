import type { ComponentType } from 'react'

/** A place that a statement stands in: a criteria item, or a field of the form. */
export interface Place {
  key: string
  title: string
}

/** What other screens show of the evidence; `app/routes` hands it in, since features don't know each other. */
export interface EvidenceParts {
  /** The application's files by what they bear out: missing, unscanned, unread. `item` is the criteria item in front of the reader. */
  Files: ComponentType<{ applicationId: string; item?: string | null }>
  /** The pages that bear out what stands in a place. */
  Cited: ComponentType<{ applicationId: string; place: string }>
  /** The same while it is written: pages are added and taken off. `selected` gives the words that the writer has marked. */
  Citing: ComponentType<{ applicationId: string; places: Place[]; editable: boolean; selected?: () => string }>
}
