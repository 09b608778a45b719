import { useTranslation } from 'react-i18next'
import { useGetExpert } from '@/api/endpoints/experts/experts'
import { useSession } from '@/shared/session/session'
import { Loaded, Page } from '@/shared/ui/Page'
import { InvitationsCard } from './Invitations'
import { AbsencesCard, ProfileCard } from './Profile'
import { IdentityCard, ServiceCard } from './Service'

/** What experts see and state of themselves: invitations to answer, profile, absences, what they did. */
export function OwnProfile() {
  const { session } = useSession()
  const record = useGetExpert(session?.membership?.expert_id ?? '')
  return (
    <Loaded query={record}>
      {(data) => (
        <div className="stack">
          <InvitationsCard record={data} own />
          <div className="grid">
            <ProfileCard record={data} />
            <AbsencesCard record={data} />
          </div>
          <ServiceCard rows={data.service} />
          <IdentityCard record={data} />
        </div>
      )}
    </Loaded>
  )
}

/** The expert's own page of it. */
export default function OwnProfilePage() {
  const { t } = useTranslation()
  return <Page title={t('experts.ownProfile')}><OwnProfile /></Page>
}
