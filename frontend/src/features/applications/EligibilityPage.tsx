import { Alert, Card } from 'antd'
import { useTranslation } from 'react-i18next'
import { useReadApplicationEligibility } from '@/api/endpoints/applications/applications'
import { date } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { Findings } from '@/shared/ui/Problem'
import { useApplicationId } from './DraftFrame'

/** Every condition of Art. 13(1), 14, 15, 27 and 36, and what stands against it. */
export default function EligibilityPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('applications.part.eligibility')} back={[{ title: t('applications.home'), to: '/applicant' }]}>
      <Eligibility applicationId={useApplicationId()} />
    </Page>
  )
}

const conditions: [string, string, string[]][] = [
  ['13(1)', 'here', ['organisation.registered_here', 'organisation.years']],
  ['14', 'record', ['organisation.clean_record']],
  ['15', 'gold', ['organisation.gold_interval']],
  ['27', 'barred', ['organisation.not_barred']],
]

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
          {conditions.map(([article, key, codes]) => {
            const findings = found.findings.filter((finding) => codes.includes(finding.code))
            return (
              <Card key={key} size="small" title={<><ArticleTag article={article} /> {t(`applications.condition.${key}`)}</>}>
                {findings.length > 0 ? <Findings findings={findings} /> : <span className="ok">{t('applications.met')}</span>}
              </Card>
            )
          })}
          <p className="muted">{t('applications.eligibilityNote')}</p>
        </div>
      )}
    </Loaded>
  )
}
