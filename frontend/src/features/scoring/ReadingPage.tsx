import { Card } from 'antd'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useReadApplication } from '@/api/endpoints/applications/applications'
import type { EvidenceParts } from '@/shared/lib/evidence'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Page } from '@/shared/ui/Page'
import { Material } from './Material'
import './scoring.css'

/** An application as its reviewers read it. */
export default function ReadingPage({ evidence }: { evidence: EvidenceParts }) {
  const { t } = useTranslation()
  const { applicationId = '' } = useParams({ strict: false }) as { applicationId?: string }
  const application = useReadApplication(applicationId)
  return (
    <Page
      title={application.data?.organisation ?? t('scoring.reading')}
      tags={<><span className="muted">{application.data?.case_number}</span> <ArticleTag row="33" /></>}
      back={[{ title: t('scoring.menu.sheets'), to: '/expert/sheets' }]}
    >
      <Card><Material applicationId={applicationId} evidence={evidence} /></Card>
    </Page>
  )
}
