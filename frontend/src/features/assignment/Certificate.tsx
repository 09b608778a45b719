import { Button, Drawer, Grid, Segmented, Select, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useExplainPair, useReadCertificate } from '@/api/endpoints/assignment/assignment'
import type { BoardOut, OutcomeOut } from '@/api/models'
import { score } from '@/shared/lib/money'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded } from '@/shared/ui/Page'
import { Findings, ProblemAlert } from '@/shared/ui/Problem'

const COLOURS: Record<string, string> = { assigned: 'success', conflict: 'error', rule: 'error', no_expertise: 'default', full: 'warning', colleague: 'warning', not_chosen: 'processing' }

interface Props {
  proposalId: string
  board: BoardOut
  title: string
  onClose: () => void
}

/** The outcome of every expert for one applicant, and why: what choosing them would have cost, who would have moved. */
export function Certificate({ proposalId, board, title, onClose }: Props) {
  const { t } = useTranslation()
  const wide = Grid.useBreakpoint().md !== false
  const [applicationId, setApplicationId] = useState(board.teams[0]?.application_id ?? '')
  const [outcome, setOutcome] = useState('')
  const [asked, setAsked] = useState<OutcomeOut | null>(null)
  const certificate = useReadCertificate(proposalId, { application_id: applicationId }, { query: { enabled: applicationId !== '' } })
  const ask = (row: OutcomeOut) => t(row.outcome === 'assigned' ? 'assignment.whyHer' : row.outcome === 'not_chosen' ? 'assignment.whyNotChosen' : 'assignment.whyNot')
  const columns: Column<OutcomeOut>[] = [
    { key: 'name', title: t('assignment.expert'), width: 190, render: (row) => <><strong>{row.name}</strong><div className="muted">{row.employer}</div></> },
    { key: 'outcome', title: t('assignment.outcome'), width: 150, render: (row) => <Tag color={COLOURS[row.outcome] ?? 'default'}>{t(`assignment.outcome.${row.outcome}`)}</Tag> },
    { key: 'cost', title: t('assignment.leastCost'), width: 110, render: (row) => (row.cost === null ? '—' : row.cost > 0 ? `≥ ${score(row.cost)}` : '0') },
    { key: 'reason', title: t('assignment.reasons'), render: (row) => (row.findings.length > 0 ? <Findings findings={row.findings} /> : t(`assignment.fit${row.fit}`)) },
    { key: 'why', title: t('assignment.why'), width: 120, render: (row) => <Button size="small" onClick={() => setAsked(row)} aria-label={`${ask(row)} ${row.name}`}>{ask(row)}</Button> },
  ]
  return (
    <Drawer open onClose={onClose} size={wide ? 900 : '100%'} title={title}>
      <div className="assignment-filter">
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('assignment.organisation')}
          value={applicationId}
          onChange={(value) => { setApplicationId(value); setAsked(null) }}
          options={board.teams.map((team) => ({ value: team.application_id, label: `${team.organisation} ${team.case_number}` }))}
          style={{ minWidth: 280, flex: 1 }}
        />
      </div>
      {asked && <Why key={asked.expert_id} proposalId={proposalId} applicationId={applicationId} row={asked} onClose={() => setAsked(null)} />}
      <Loaded query={certificate}>
        {(found) => {
          const counts = new Map<string, number>()
          for (const row of found.rows) counts.set(row.outcome, (counts.get(row.outcome) ?? 0) + 1)
          const order = Object.keys(COLOURS)
          const rows = found.rows
            .filter((row) => !outcome || row.outcome === outcome)
            .sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || (a.cost ?? Infinity) - (b.cost ?? Infinity) || 0)
          return (
            <>
              <div className="assignment-scroll">
                <Segmented value={outcome} onChange={setOutcome} aria-label={t('assignment.outcome')} options={[{ value: '', label: t('assignment.everyone', { count: found.rows.length }) }, ...order.filter((one) => counts.has(one)).map((one) => ({ value: one, label: `${t(`assignment.outcome.${one}`)} ${counts.get(one)}` }))]} />
              </div>
              <DataTable label={t('assignment.certificate')} rows={rows} columns={columns} rowKey={(row) => row.expert_id} wrap={wide} />
              <p className="muted assignment-digest">{t('assignment.certificateDigest', { digest: found.certificate_sha256 })}</p>
            </>
          )
        }}
      </Loaded>
    </Drawer>
  )
}

function Why({ proposalId, applicationId, row, onClose }: { proposalId: string; applicationId: string; row: OutcomeOut; onClose: () => void }) {
  const { t } = useTranslation()
  const why = useExplainPair(proposalId, applicationId, row.expert_id)
  return (
    <section className="assignment-why" role="status" aria-label={t('assignment.why')}>
      {why.isPending && <Skeleton active paragraph={{ rows: 2 }} title={false} />}
      {why.error !== null && <ProblemAlert error={why.error} />}
      {why.data && (
        <>
          <strong>{why.data.message}</strong>
          <Findings findings={why.data.findings} />
          {why.data.removed.length + why.data.added.length > 0 && why.data.outcome !== 'assigned' && (
            <ul className="findings">
              {why.data.removed.map((move) => <li key={`${move.application_id}-${move.expert_id}`}>{t('assignment.wouldLeave', { name: move.name, organisation: move.organisation })}</li>)}
              {why.data.added.map((move) => <li key={`${move.application_id}+${move.expert_id}`}>{t('assignment.wouldJoin', { name: move.name, organisation: move.organisation })}</li>)}
            </ul>
          )}
        </>
      )}
      <Button size="small" onClick={onClose}>{t('common.close')}</Button>
    </section>
  )
}
