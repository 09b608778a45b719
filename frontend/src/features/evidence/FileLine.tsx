import { FileTextOutlined, LoadingOutlined } from '@ant-design/icons'
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EvidenceOut } from '@/api/models'
import { size } from '@/shared/lib/size'
import { clock, date } from '@/shared/lib/time'
import { FileLink } from './FileLink'
import { Thumbnail } from './Thumbnail'

/** One file and what became of it: stored and opened by a click, being looked at, refused with the reason, kept apart. */
export function FileLine({ applicationId, file }: { applicationId: string; file: EvidenceOut }) {
  const { t } = useTranslation()
  if (file.state === 'stored') {
    return (
      <span className="evidence-file">
        {file.thumbnail ? <Thumbnail evidenceId={file.id} /> : <FileTextOutlined aria-hidden />}
        <FileLink applicationId={applicationId} evidenceId={file.id} filename={file.filename} />
        <span className="muted">
          {size(file.size)}
          {file.pages !== null && ` · ${t('evidence.pages', { count: file.pages })}`}
          {file.stored_at && ` · ${t('evidence.storedAt', { time: clock(new Date(file.stored_at)) })}`}
          {file.locked_until && ` · ${t('evidence.lockedUntil', { date: date(file.locked_until) })}`}
        </span>
        <Standing file={file} />
      </span>
    )
  }
  const refused = file.state === 'refused' || file.state === 'quarantined'
  return (
    <span className="evidence-file">
      <span>{file.filename}</span>
      <span className="muted">{size(file.size)}</span>
      {refused ? (
        <span className="evidence-failed" role="alert"><strong>{t(`evidence.state.${file.state}`)}</strong> {file.refused} {file.refused_next}</span>
      ) : file.state === 'received' ? (
        <Tag icon={<LoadingOutlined />} color="processing">{t('evidence.state.received')}</Tag>
      ) : (
        <><Tag color="warning">{t('evidence.state.pending')}</Tag><span className="muted">{t('evidence.goOn')}</span></>
      )}
    </span>
  )
}

/** What a reader must know of a stored file: not scanned for viruses, added later, locked. */
export function Standing({ file }: { file: EvidenceOut }) {
  const { t } = useTranslation()
  return (
    <>
      {file.scan !== 'clean' && <Tag color="warning">{t('evidence.notScanned')}</Tag>}
      {file.supplement_reason !== null && <Tag color="blue" title={file.supplement_reason}>{t('evidence.added')}</Tag>}
    </>
  )
}
