import type { EvidenceParts } from '@/shared/lib/evidence'
import { Cited } from './Cited'
import { Citing } from './Citing'
import { Files } from './Files'

/** What other screens show of the evidence. */
export const parts: EvidenceParts = { Files, Cited, Citing }
