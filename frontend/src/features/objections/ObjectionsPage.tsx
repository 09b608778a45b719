import { Tag } from 'antd'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useListObjections } from '@/api/endpoints/objections/objections'
import type { ObjectionOut } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { StateTag } from '@/shared/ui/StateTag'

/** Objections that one may see: the office's desk, the committee's view, what a unit or an applicant has to answer. */
export default function ObjectionsPage() {
  const { t } = useTranslation()
  const role = useLocation({ select: (location) => location.pathname.split('/')[1] })
  const objections = useListObjections({ limit: 200 })
  const columns: Column<ObjectionOut>[] = [
    { key: 'case', title: t('objections.case'), render: (row) => <Link to={`/${role}/objections/${row.id}` as string}>{row.case_number}</Link> },
    { key: 'organisation', title: t('objections.organisation'), render: (row) => <>{row.organisation}<div className="muted">{row.application}</div></> },
    { key: 'subject', title: t('objections.subject'), render: (row) => row.subject },
    { key: 'received', title: t('objections.receivedAt'), render: (row) => dateTime(row.received_at) },
    {
      key: 'state',
      title: t('objections.state'),
      render: (row) => (
        <>
          <StateTag entity="objection" state={row.state} />
          {!row.identified && <Tag color="warning">{t('objections.anonymous')}</Tag>}
          {!row.in_time && <Tag color="warning">{t('objections.outOfTime')}</Tag>}
        </>
      ),
    },
  ]
  return (
    <Page title={t('objections.desk')} tags={<ArticleTag row="20" />}>
      <Loaded query={objections}>
        {(page) => <DataTable label={t('objections.desk')} rows={page.items} columns={columns} rowKey={(row) => row.id} empty={role === 'applicant' || role === 'recommender' ? <>{t('objections.empty')}<div className="muted">{t('objections.emptyHint')}</div></> : t('objections.empty')} />}
      </Loaded>
    </Page>
  )
}
