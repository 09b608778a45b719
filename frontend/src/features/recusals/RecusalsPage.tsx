import { Card, Descriptions, Empty, Segmented, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnRecusal, useListRecusals } from '@/api/endpoints/recusals/recusals'
import type { RecusalOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { dateTime } from '@/shared/lib/time'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { StateTag } from '@/shared/ui/StateTag'
import { Proofs } from './Proofs'

/** Requests and declarations; the office decides with its reason, committee and auditor look on (Art. 32). */
export default function RecusalsPage() {
  const { t } = useTranslation()
  const [state, setState] = useState<'requested' | 'all'>('requested')
  const recusals = useListRecusals({ limit: 200, ...(state === 'requested' ? { state } : {}) })
  return (
    <Page
      title={t('recusals.recusals')}
      tags={<ArticleTag row="32" />}
      extra={<Segmented aria-label={t('recusals.state')} value={state} onChange={setState} options={[{ value: 'requested', label: t('recusals.requestedOnly') }, { value: 'all', label: t('recusals.all') }]} />}
    >
      <Loaded query={recusals}>
        {(page) => page.items.length === 0
          ? <Empty description={t('recusals.recusalsEmpty')} />
          : <div className="stack">{page.items.map((row) => <Request key={row.id} row={row} />)}</div>}
      </Loaded>
    </Page>
  )
}

function Request({ row }: { row: RecusalOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  return (
    <Card
      title={<>{row.person} <span className="muted">{row.roles.map((role) => t(`role.${role}`)).join('、')}</span></>}
      extra={<><Tag>{t(`recusals.ground.${row.ground}`)}</Tag><StateTag entity="recusal" state={row.state} /></>}
    >
      <Descriptions
        column={1}
        items={[
          { key: 'organisation', label: t('recusals.organisation'), children: <span>{row.organisation} <span className="muted">{row.case_number}</span></span> },
          { key: 'reason', label: t('recusals.reason'), children: <span className="prose">{row.reason}</span> },
          ...(row.evidence_note ? [{ key: 'evidence', label: t('recusals.evidenceNote'), children: <span className="prose">{row.evidence_note}</span> }] : []),
          ...(row.files.length > 0 ? [{ key: 'files', label: t('recusals.files'), children: <Proofs recusal={row} /> }] : []),
          { key: 'requested', label: t('recusals.requestedBy'), children: t('recusals.decidedBy', { name: row.requested_by ?? t('recusals.theSystem'), time: dateTime(row.requested_at) }) },
          ...(row.decided_at ? [{ key: 'decision', label: t('recusals.decision'), children: <span className="prose">{row.decision_reason} <span className="muted">{t('recusals.decidedBy', { name: row.decided_by ?? '—', time: dateTime(row.decided_at) })}</span></span> }] : []),
        ]}
      />
      <ActionBar
        entity="recusal"
        actions={row.actions}
        summary={<p><strong>{row.person}</strong> · {row.organisation}<br /><span className="prose">{row.reason}</span></p>}
        perform={async (action, body) => {
          await actOnRecusal(row.id, action, body, { headers: ifMatch(row.version) })
          await queries.invalidateQueries()
        }}
      />
    </Card>
  )
}
