import { Button, Tag } from 'antd'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGetExpert } from '@/api/endpoints/experts/experts'
import { useSession } from '@/shared/session/session'
import { Loaded, Page } from '@/shared/ui/Page'
import { InvitationsCard } from './Invitations'
import { AbsencesCard, ProfileCard } from './Profile'
import { COLOUR, Sanction } from './Sanction'
import { CalibrationCard, IdentityCard, MeasuresCard, RatingsCard, ServiceCard } from './Service'

/** One expert: who they are, what they state, what they did, what was decided on them. */
export default function ExpertPage() {
  const { t } = useTranslation()
  const { session } = useSession()
  const role = session?.membership?.role ?? 'office'
  const { expertId = '' } = useParams({ strict: false }) as { expertId?: string }
  const record = useGetExpert(expertId)
  const [measuring, setMeasuring] = useState(false)
  const expert = record.data?.expert
  return (
    <Page
      title={expert?.name ?? t('experts.title')}
      tags={expert && <Tag color={COLOUR[expert.status]}>{t(`expertStatus.${expert.status}`)}</Tag>}
      back={[{ title: t('experts.title'), to: `/${role}/experts` }]}
      extra={role === 'office' && expert && expert.status !== 'disqualified' && <Button onClick={() => setMeasuring(true)}>{t('experts.sanction')}</Button>}
    >
      <Loaded query={record}>
        {(data) => (
          <div className="stack">
            <IdentityCard record={data} />
            <div className="grid">
              <ProfileCard record={data} />
              <AbsencesCard record={data} />
            </div>
            <InvitationsCard record={data} />
            <ServiceCard rows={data.service} />
            <div className="grid">
              <CalibrationCard rows={data.calibration} />
              {data.ratings && <RatingsCard ratings={data.ratings} />}
              <MeasuresCard record={data} />
            </div>
          </div>
        )}
      </Loaded>
      {measuring && expert && <Sanction expert={expert} onClose={() => setMeasuring(false)} />}
    </Page>
  )
}
