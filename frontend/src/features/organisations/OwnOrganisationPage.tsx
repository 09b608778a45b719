import { Card } from 'antd'
import { useTranslation } from 'react-i18next'
import { useReadMe } from '@/api/endpoints/identity/identity'
import { useReadOrganisation } from '@/api/endpoints/organisations/organisations'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { OrganisationForm } from './OrganisationForm'

/** The applicant's own organisation: what eligibility and the channel are derived from. */
export default function OwnOrganisationPage() {
  const { t } = useTranslation()
  const me = useReadMe()
  const id = me.data?.membership?.organisation_id ?? ''
  const organisation = useReadOrganisation(id, { query: { enabled: id !== '' } })
  return (
    <Page title={t('organisations.own')} tags={<ArticleTag row="13(1)" />}>
      <Card className="narrow">
        <p className="muted">{t('organisations.ownIntro')}</p>
        <Loaded query={organisation}>{(one) => <OrganisationForm key={one.version} one={one} />}</Loaded>
      </Card>
    </Page>
  )
}
