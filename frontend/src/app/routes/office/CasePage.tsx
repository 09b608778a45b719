import CasePage from '@/features/applications/CasePage'
import type { EvidenceParts } from '@/shared/lib/evidence'
import { Checklist, reviewActions } from '@/features/formal_review/Checklist'

/** The material at the left, the checklist of the formal review at the right (Art. 17(4)): for the office, and for those who supervise. */
export default function OfficeCasePage({ evidence }: { evidence: EvidenceParts }) {
  return (
    <CasePage
      evidence={evidence}
      hide={reviewActions}
      aside={(application) => (['submitted', 'not_recommended'].includes(application.state) ? null : <Checklist application={application} />)}
    />
  )
}
