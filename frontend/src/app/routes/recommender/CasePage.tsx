import CasePage from '@/features/applications/CasePage'
import type { EvidenceParts } from '@/shared/lib/evidence'
import { Opinion, opinionActions } from '@/features/recommendation/Opinion'

/** The material at the left, the unit's opinion at the right (Art. 17(3)). */
export default function RecommenderCasePage({ evidence }: { evidence: EvidenceParts }) {
  return (
    <CasePage
      evidence={evidence}
      hide={opinionActions}
      aside={(application) => (application.actions.some((action) => opinionActions.includes(action.name)) ? <Opinion application={application} /> : null)}
    />
  )
}
