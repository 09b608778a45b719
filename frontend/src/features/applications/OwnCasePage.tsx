import { useTranslation } from 'react-i18next'
import { useReadApplication } from '@/api/endpoints/applications/applications'
import type { EvidenceParts } from '@/shared/lib/evidence'
import { Page } from '@/shared/ui/Page'
import CasePage from './CasePage'
import { useApplicationId } from './DraftFrame'
import { Current } from './HomePage'

/** The applicant's own application: while it is a draft its tasks, afterwards what was handed in. */
export default function OwnCasePage({ evidence }: { evidence: EvidenceParts }) {
  const { t } = useTranslation()
  const application = useReadApplication(useApplicationId()).data
  if (application?.state !== 'draft') return <CasePage evidence={evidence} />
  return (
    <Page title={t('applications.home')} back={[{ title: t('applications.home'), to: '/applicant' }]}>
      <div className="stack"><Current application={application} /></div>
    </Page>
  )
}
