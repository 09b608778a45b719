import { Alert, App, Button, Card, Descriptions, Grid, Input, Modal, Segmented, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { nameParty, useReadParty, withdrawOneTie } from '@/api/endpoints/relations/relations'
import type { GraphOut, PartyOut, TieOut } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { TieGraph } from './TieGraph'
import { pathTo } from './layers'
import { Standing, dates, source, what } from './words'
import './relations.css'

/** The ties around one person or organisation: drawn, with the path to a chosen one, and as a list. */
export default function PartyPage() {
  const { t } = useTranslation()
  const { partyId = '' } = useParams({ strict: false }) as { partyId?: string }
  const role = useSession().session?.membership?.role ?? 'office'
  const [hops, setHops] = useState(2)
  const graph = useReadParty(partyId, { hops })
  return (
    <Page
      title={graph.data?.party.name ?? t('relations.title')}
      tags={<>{graph.data && <Standing party={graph.data.party} />}<ArticleTag row="32" /></>}
      back={[{ title: t('relations.back'), to: `/${role}/relations` }]}
    >
      <Loaded query={graph}>
        {(found) => <Shown key={found.party.id} graph={found} hops={hops} onHops={setHops} />}
      </Loaded>
    </Page>
  )
}

function Shown({ graph, hops, onHops }: { graph: GraphOut; hops: number; onHops: (hops: number) => void }) {
  const { t } = useTranslation()
  const role = useSession().session?.membership?.role ?? 'office'
  const wide = Grid.useBreakpoint().md !== false
  const [chosen, setChosen] = useState<string | null>(null)
  const [withdrawing, setWithdrawing] = useState<TieOut | null>(null)
  const names = useMemo(() => new Map(graph.nodes.map((node) => [node.id, node.name])), [graph])
  const path = useMemo(() => (chosen ? pathTo(graph.ties, graph.party.id, chosen) : []), [graph, chosen])
  const on = useMemo(() => new Set(path.map((tie) => tie.id)), [path])
  const party = (id: string) => (id === graph.party.id ? <strong>{names.get(id)}</strong> : <Link to={`/${role}/relations/${id}`}>{names.get(id)}</Link>)
  const columns: Column<TieOut>[] = [
    { key: 'subject', title: t('relations.subject'), render: (tie) => party(tie.from_id) },
    { key: 'kind', title: t('relations.kindLabel'), render: (tie) => what(t, tie) },
    { key: 'target', title: t('relations.target'), render: (tie) => party(tie.to_id) },
    { key: 'dates', title: t('relations.dates'), render: (tie) => dates(t, tie) },
    { key: 'source', title: t('relations.source'), render: (tie) => <>{source(t, tie)}{tie.entered_by && <span className="muted block">{tie.entered_by} · {dateTime(tie.created_at)}</span>}</> },
    ...(graph.ties.some((tie) => tie.may_withdraw)
      ? [{ key: 'act', title: t('common.actions'), render: (tie: TieOut) => tie.may_withdraw && <Button size="small" onClick={() => setWithdrawing(tie)}>{t('relations.withdraw')}</Button> }]
      : []),
  ]
  const links = graph.links.filter((link) => [link.one_id, link.other_id].includes(graph.party.id))
  return (
    <>
      <Card><Facts party={graph.party} /></Card>
      {graph.cut && <Alert type="info" showIcon title={t('relations.cut')} style={{ marginBottom: 16 }} />}
      {wide && (
        <Card
          title={t('relations.graph')}
          extra={<Segmented aria-label={t('relations.hops')} value={hops} onChange={onHops} options={[1, 2, 3].map((value) => ({ value, label: t(`relations.hop.${value}`) }))} />}
        >
          <p className="muted">{t('relations.graphHint')}</p>
          <div className="relations-frame">
            <TieGraph graph={graph} chosen={chosen} path={on} onChoose={setChosen} />
            <section aria-label={t('relations.path')} aria-live="polite">
              {chosen === null || chosen === graph.party.id ? <p className="muted">{t('relations.choose')}</p> : (
                <>
                  <strong>{graph.party.name} → {names.get(chosen)}</strong>
                  <ol className="tie-path">
                    {path.map((tie) => (
                      <li key={tie.id}>
                        {names.get(tie.from_id)} {what(t, tie)} {names.get(tie.to_id)}
                        <span className="muted block">{dates(t, tie)} · {source(t, tie)}</span>
                      </li>
                    ))}
                  </ol>
                  <Link to={`/${role}/relations/${chosen}`}>{t('relations.openParty')}</Link>
                </>
              )}
            </section>
          </div>
        </Card>
      )}
      {links.length > 0 && (
        <Card title={t('relations.links')}>
          <ul className="relations-lines">
            {links.map((link) => {
              const other = link.one_id === graph.party.id ? link.other_id : link.one_id
              return <li key={other}>{party(other)} <Tag>{t(`relations.link.${link.kind}`)}</Tag>{link.reason && <span className="muted">{link.reason}</span>}</li>
            })}
          </ul>
        </Card>
      )}
      <Card title={t('relations.ties')}>
        <DataTable label={t('relations.ties')} rows={graph.ties} columns={columns} rowKey={(tie) => tie.id} empty={t('relations.noTies')} />
      </Card>
      {graph.withdrawn.length > 0 && (
        <Card title={t('relations.withdrawn')}>
          <ul className="relations-lines">
            {graph.withdrawn.map((tie) => (
              <li key={tie.id}>
                {names.get(tie.from_id)} {what(t, tie)} {names.get(tie.to_id)} · {source(t, tie)}
                <span className="muted block">{t('relations.withdrawnBy', { name: tie.withdrawn_by ?? t('relations.system'), time: dateTime(tie.withdrawn_at ?? ''), reason: tie.withdrawn_because })}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {withdrawing && <WithdrawTie tie={withdrawing} words={`${names.get(withdrawing.from_id)} ${what(t, withdrawing)} ${names.get(withdrawing.to_id)}`} onClose={() => setWithdrawing(null)} />}
    </>
  )
}

function Facts({ party }: { party: PartyOut }) {
  const { t } = useTranslation()
  const role = useSession().session?.membership?.role
  const [editing, setEditing] = useState(false)
  const enters = role === 'office' || role === 'agency'
  return (
    <>
      <Descriptions
        column={{ xs: 1, md: 3 }}
        items={[
          { key: 'type', label: t('relations.type'), children: t(`relations.${party.kind}`) },
          { key: 'proofs', label: t('relations.proofs'), children: party.proofs.map((proof) => (proof === 'uscc' ? party.uscc : t(`relations.proof.${proof}`))).join('、') || t('relations.noProof') },
          { key: 'aliases', label: t('relations.aliases'), children: <>{party.aliases.join('、') || '—'}{enters && !party.masked && <Button type="link" size="small" onClick={() => setEditing(true)}>{t('relations.aliasesEdit')}</Button>}</> },
        ]}
      />
      {party.masked && <p className="muted">{t('relations.masked')}</p>}
      {editing && <Aliases party={party} onClose={() => setEditing(false)} />}
    </>
  )
}

function Aliases({ party, onClose }: { party: PartyOut; onClose: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(party.aliases.join('\n'))
  return (
    <Reasoned
      title={t('relations.aliasesTitle')}
      onClose={onClose}
      save={(reason) => nameParty(party.id, { aliases: text.split('\n').map((line) => line.trim()).filter(Boolean), reason })}
    >
      <label htmlFor="aliases">{t('relations.aliasesHint')}</label>
      <Input.TextArea id="aliases" rows={4} value={text} onChange={(event) => setText(event.target.value)} />
    </Reasoned>
  )
}

/** Withdraw a tie, with the reason. */
export function WithdrawTie({ tie, words, onClose }: { tie: TieOut; words: string; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Reasoned title={t('relations.withdrawTitle')} onClose={onClose} save={(reason) => withdrawOneTie(tie.id, { reason })}>
      <p><strong>{words}</strong></p>
      <p className="muted">{t('relations.withdrawHint')}</p>
    </Reasoned>
  )
}

function Reasoned({ title, save, onClose, children }: { title: string; save: (reason: string) => Promise<unknown>; onClose: () => void; children: React.ReactNode }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    setError(null)
    try {
      await save(reason)
      await queries.invalidateQueries()
      void message.success(t('common.done'))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Modal open title={title} onCancel={onClose} onOk={() => void run()} okText={t('common.confirm')} cancelText={t('common.cancel')} confirmLoading={busy} okButtonProps={{ disabled: !reason.trim() }}>
      {error !== null && <ProblemAlert error={error} />}
      {children}
      <label htmlFor="relations-reason">{t('relations.reason')}</label>
      <Input.TextArea id="relations-reason" rows={3} maxLength={2000} showCount value={reason} onChange={(event) => setReason(event.target.value)} />
    </Modal>
  )
}
