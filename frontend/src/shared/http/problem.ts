/** One answer of one rule of the regulation, in the reader's words. */
export interface Finding {
  code: string
  article: string
  severity: string
  message: string
  next: string
  params?: Record<string, unknown>
}

export interface FieldGap {
  field: string
  code: string
  message: string
  next: string
}

interface ProblemDocument {
  type: string
  title: string
  status: number
  detail?: string
  article?: string
  findings?: Finding[]
  errors?: FieldGap[]
  seconds?: number
}

/** An RFC 9457 problem document as an error. `code` is the last part of its type; `offline` means: never reached the server. */
export class ProblemError extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly article: string | undefined
  readonly findings: Finding[]
  readonly errors: FieldGap[]

  constructor(document: ProblemDocument) {
    super(document.title)
    this.name = 'ProblemError'
    this.code = document.type.split('/').pop() ?? 'error'
    this.status = document.status
    this.detail = document.detail ?? ''
    this.article = document.article
    this.findings = document.findings ?? []
    this.errors = document.errors ?? []
  }

  static offline(title: string, detail: string) {
    return new ProblemError({ type: '/problems/offline', title, status: 0, detail })
  }
}
