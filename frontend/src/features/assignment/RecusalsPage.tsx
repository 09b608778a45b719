import { Card, Segmented, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnRecusal, useListRecusals } from '@/api/endpoints/assignment/assignment'
import type { RecusalOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { dateTime } from '@/shared/lib/time'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { StateTag } from '@/shared/ui/StateTag'
import './assignment.css'

/** Requests and declarations; the office decides with its reason, committee and auditor look on (Art. 32). */
export default function RecusalsPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [state, setState] = useState<'requested' | 'all'>('requested')
  const recusals = useListRecusals({ limit: 200, ...(state === 'requested' ? { state } : {}) })
  const columns: Column<RecusalOut>[] = [
    { key: 'person', title: t('assignment.person'), render: (row) => <><strong>{row.person}</strong><div className="muted">{row.roles.map((role) => t(`role.${role}`)).join('、')}</div></> },
    { key: 'organisation', title: t('assignment.organisation'), render: (row) => <>{row.organisation}<div className="muted">{row.case_number}</div></> },
    { key: 'ground', title: t('assignment.ground'), render: (row) => <Tag>{t(`assignment.ground.${row.ground}`)}</Tag> },
    { key: 'reason', title: t('assignment.reason'), render: (row) => <div className="prose">{row.reason}{row.evidence_note && <div className="muted">{t('assignment.evidenceNote')}：{row.evidence_note}</div>}</div> },
    { key: 'requested', title: t('assignment.requestedAt'), wideOnly: true, render: (row) => <>{row.requested_by}<div className="muted">{dateTime(row.requested_at)}</div></> },
    { key: 'state', title: t('assignment.state'), render: (row) => <StateTag entity="recusal" state={row.state} /> },
    {
      key: 'decision',
      title: t('assignment.decision'),
      render: (row) => row.state === 'requested' ? (
        <ActionBar
          entity="recusal"
          actions={row.actions}
          summary={<p><strong>{row.person}</strong> · {row.organisation}<br /><span className="prose">{row.reason}</span></p>}
          perform={async (action, body) => {
            await actOnRecusal(row.id, action, body, { headers: ifMatch(row.version) })
            await queries.invalidateQueries()
          }}
        />
      ) : <span className="prose">{row.decision_reason}<span className="muted block">{t('assignment.decidedBy', { name: row.decided_by ?? '—', time: dateTime(row.decided_at) })}</span></span>,
    },
  ]
  return (
    <Page
      title={t('assignment.recusals')}
      tags={<ArticleTag article="32" />}
      extra={<Segmented aria-label={t('assignment.state')} value={state} onChange={setState} options={[{ value: 'requested', label: t('assignment.requestedOnly') }, { value: 'all', label: t('assignment.all') }]} />}
    >
      <Card>
        <Loaded query={recusals}>
          {(page) => <DataTable label={t('assignment.recusals')} rows={page.items} columns={columns} rowKey={(row) => row.id} empty={t('assignment.recusalsEmpty')} />}
        </Loaded>
      </Card>
    </Page>
  )
}
