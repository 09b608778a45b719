import { Alert, Button, Card } from 'antd'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useReadPublicNotice } from '@/api/endpoints/public-site/public-site'
import { deadlineOf } from '@/shared/lib/deadlines'
import { daysLeft, dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Deadline } from '@/shared/ui/Deadline'
import { Loaded, Page } from '@/shared/ui/Page'
import { TierTag } from '@/shared/ui/TierTag'
import './public_site.css'

interface Entry {
  project?: string
  case_number?: string
  organisation: string
  tier?: string | null
}

/** One notice as it was frozen; a public notice shows its clock and takes objections. */
export default function NoticePage() {
  const { t } = useTranslation()
  const { noticeId = '' } = useParams({ strict: false }) as { noticeId?: string }
  const notice = useReadPublicNotice(noticeId)
  return (
    <Loaded query={notice}>
      {(found) => {
        const open = found.kind === 'publicity' && found.ends_at !== null && daysLeft(found.ends_at) >= 0
        const entries = found.entries as Entry[]
        const columns: Column<Entry>[] = [
          { key: 'organisation', title: t('public_site.organisation'), render: (row) => <>{row.organisation}{row.project && <span className="muted block">{row.project}</span>}</> },
          { key: 'tier', title: t('public_site.tier'), render: (row) => (row.tier ? <TierTag tier={row.tier} /> : '—') },
          ...(entries.some((row) => row.case_number) ? [{ key: 'case', title: t('public_site.case'), render: (row: Entry) => row.case_number ?? '—' }] : []),
          ...(open
            ? [{ key: 'object', title: '', render: (row: Entry) => row.case_number && <Link to={`/object?case=${encodeURIComponent(row.case_number)}` as string}><Button size="small">{t('public_site.objectTo')}</Button></Link> }]
            : []),
        ]
        return (
          <Page title={found.title} back={[{ title: t('public_site.notices'), to: '/notices' }]} tags={<span className="muted">{t('public_site.published', { time: dateTime(found.published_at) })}</span>}>
            {found.kind === 'publicity' && (
              <Alert
                type="info"
                showIcon
                title={<Deadline deadline={deadlineOf(found, 'publicity')} />}
                description={<div className="rule">{t('public_site.publicityRule')}<span><ArticleTag row="17(8)" /><ArticleTag row="20" /></span></div>}
                style={{ marginBottom: 20 }}
              />
            )}
            <Card><p className="prose notice-text">{found.body}</p></Card>
            {entries.length > 0 && (
              <DataTable<Entry> label={t('public_site.list')} rows={entries} columns={columns} rowKey={(row) => row.case_number ?? row.organisation} />
            )}
            <p className="muted digest">{t('public_site.digest')} SHA-256 {found.sha256}</p>
          </Page>
        )
      }}
    </Loaded>
  )
}
