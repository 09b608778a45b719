import { PaperClipOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { useListCitations } from '@/api/endpoints/evidence/evidence'
import { FileLink } from './FileLink'
import './evidence.css'

/** Under a statement: the pages that bear it out, each a jump into the file. */
export function Cited({ applicationId, place }: { applicationId: string; place: string }) {
  const { t } = useTranslation()
  const cited = useListCitations(applicationId).data?.filter((one) => one.item === place) ?? []
  if (cited.length === 0) return null
  return (
    <ul className="cited" aria-label={t('evidence.citedHere')}>
      {cited.map((one) => (
        <li key={one.id}>
          <PaperClipOutlined aria-hidden /> <FileLink applicationId={applicationId} evidenceId={one.evidence_id} filename={one.filename} page={one.page} />
          <q>{one.statement}</q>
        </li>
      ))}
    </ul>
  )
}
