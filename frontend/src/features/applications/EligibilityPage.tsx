import { Alert, Card } from 'antd'
import { useTranslation } from 'react-i18next'
import { useReadApplicationEligibility } from '@/api/endpoints/applications/applications'
import { date } from '@/shared/lib/time'
import { Assessments } from '@/shared/ui/Assessments'
import { Loaded, Page } from '@/shared/ui/Page'
import { useApplicationId } from './DraftFrame'

/** Art. 13, 14, 15, 27 and 36, clause by clause. */
export default function EligibilityPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('applications.part.eligibility')} back={[{ title: t('applications.home'), to: '/applicant' }]}>
      <Eligibility applicationId={useApplicationId()} />
    </Page>
  )
}

/** The same for whoever examines the application. */
export function Eligibility({ applicationId }: { applicationId: string }) {
  const { t } = useTranslation()
  const query = useReadApplicationEligibility(applicationId)
  return (
    <Loaded query={query}>
      {(found) => (
        <div className="stack">
          <Alert
            type={found.eligible ? 'success' : 'error'}
            showIcon
            title={t(found.eligible ? 'applications.eligible' : 'applications.ineligible', { count: found.findings.length })}
            description={t('applications.referenceDay', { day: date(found.reference_day) })}
          />
          <Card size="small"><Assessments assessments={found.assessments} /></Card>
          <p className="muted">{t('applications.eligibilityNote')}</p>
        </div>
      )}
    </Loaded>
  )
}
