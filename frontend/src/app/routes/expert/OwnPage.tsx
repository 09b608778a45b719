import { useTranslation } from 'react-i18next'
import { OwnProfile } from '@/features/experts/OwnProfile'
import { InterestsPart } from '@/features/recusals/InterestsPage'
import { OwnTiesPart } from '@/features/relations/OwnTies'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Page } from '@/shared/ui/Page'

/** An expert's own page: invitations, profile, absences and service; declarations on each applicant; own ties (Art. 10, 32). */
export default function OwnPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('experts.ownProfile')} tags={<ArticleTag row="32" />}>
      <div className="stack">
        <InterestsPart title={t('recusals.interests')} />
        <OwnProfile />
        <OwnTiesPart />
      </div>
    </Page>
  )
}
