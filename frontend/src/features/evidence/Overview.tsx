import { Card, Tag } from 'antd'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useReadEvidenceMatrix } from '@/api/endpoints/evidence/evidence'
import { overviewOf } from './matrix'

/** What is still missing, above the lists: required kinds lead to their place, criteria items without proof to theirs. */
export function Overview({ applicationId, editable }: { applicationId: string; editable: boolean }) {
  const { t } = useTranslation()
  const { data } = useReadEvidenceMatrix(applicationId)
  if (!data) return null
  const { slots, items, unscanned } = overviewOf(data)
  return (
    <Card size="small" title={t('evidence.overview')}>
      <p role="status" className="overview-tags">
        <Tag color={slots.length > 0 ? 'error' : 'success'}>{slots.length > 0 ? t('evidence.slotsMissing', { count: slots.length }) : t('evidence.slotsThere')}</Tag>
        {items.length > 0 && <Tag>{t('evidence.itemsMissing', { count: items.length })}</Tag>}
        {unscanned > 0 && <Tag color="warning">{t('evidence.filesUnscanned', { count: unscanned })}</Tag>}
      </p>
      {editable && slots.length > 0 && (
        <ul className="overview-list">
          {slots.map((row) => (
            <li key={row.key}><a href={`#slot-${row.key}`}>{row.title}</a></li>
          ))}
        </ul>
      )}
      {editable && items.length > 0 && (
        <details>
          <summary>{t('evidence.itemsWithout')}</summary>
          <ul className="overview-list">
            {items.map((row) => (
              <li key={row.key}><Link to={`/applicant/applications/${applicationId}/self-evaluation/${row.key}` as string}>{row.title}</Link></li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  )
}
