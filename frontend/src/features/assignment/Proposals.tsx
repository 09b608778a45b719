import { Alert, App, Button, Card, Checkbox, Empty, InputNumber, Radio, Select, Space, Spin } from 'antd'
import { DownloadOutlined, SafetyCertificateOutlined, ThunderboltOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyProposal, getExportCertificateUrl, getListProposalsQueryKey, makeProposals, useListProposals, useReadProposal } from '@/api/endpoints/assignment/assignment'
import type { BoardOut, ProposalOut } from '@/api/models'
import { saveFrom } from '@/shared/http/files'
import { dateTime } from '@/shared/lib/time'
import { Loaded } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { Certificate } from './Certificate'
import { Clashes } from './Clashes'
import { Comparison, letter } from './Comparison'
import { Changes } from './Changes'

interface Props {
  board: BoardOut
  mayWrite: boolean
  onApplied: () => void
}

/** Have teams proposed, compare the alternatives, see why, apply one. */
export default function Proposals({ board, mayWrite, onApplied }: Props) {
  const { t } = useTranslation()
  const [runId, setRunId] = useState<string>()
  const proposals = useListProposals(
    board.edition_id,
    { limit: 200 },
    { query: { refetchInterval: (query) => (query.state.data?.items.some((one) => !one.finished_at) ? 2000 : false) } },
  )
  return (
    <>
      {mayWrite && <Ask board={board} onMade={setRunId} />}
      <Loaded query={proposals}>
        {(page) => {
          const runs = [...new Map(page.items.filter((one) => one.rank === 0).map((one) => [one.run_id, one])).values()]
          const chosen = runs.find((one) => one.run_id === runId) ?? runs[0]
          if (!chosen) return <Card><Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('assignment.proposalsEmpty')} /></Card>
          const rows = page.items.filter((one) => one.run_id === chosen.run_id).sort((a, b) => a.rank - b.rank)
          return (
            <>
              {runs.length > 1 && (
                <div className="assignment-filter">
                  <label htmlFor="assignment-run">{t('assignment.run')}</label>
                  <Select id="assignment-run" value={chosen.run_id} onChange={setRunId} style={{ minWidth: 320 }} options={runs.map((one) => ({ value: one.run_id, label: `${dateTime(one.created_at)} · ${t(`assignment.keep.${one.keep}`)} · ${one.made_by}` }))} />
                </div>
              )}
              <Run key={chosen.run_id} board={board} rows={rows} mayWrite={mayWrite} onApplied={onApplied} />
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function Ask({ board, onMade }: { board: BoardOut; onMade: (runId: string) => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const seated = board.teams.some((team) => team.members.length > 0)
  const [size, setSize] = useState(board.team_size)
  const [most, setMost] = useState<number | null>(null)
  const [least, setLeast] = useState(0)
  const [keep, setKeep] = useState<'all' | 'few' | 'none'>('all')
  const [count, setCount] = useState(2)
  const [floor, setFloor] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const compute = async () => {
    setBusy(true)
    setError(null)
    try {
      const made = await makeProposals(board.edition_id, { team_size: size, max_load: most, min_load: least, keep, alternatives: count, floor })
      await queries.invalidateQueries({ queryKey: getListProposalsQueryKey(board.edition_id) })
      if (made[0]) onMade(made[0].run_id)
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card size="small" title={t('assignment.propose')} className="assignment-top">
      <p className="muted">{t('assignment.proposeHint')}</p>
      <div className="assignment-form">
        <label><span>{t('assignment.teamSize')}</span><InputNumber min={1} max={9} value={size} onChange={(value) => setSize(value ?? board.team_size)} /></label>
        <label><span>{t('assignment.maxLoad')}</span><InputNumber min={1} max={100} value={most} placeholder={t('assignment.noLimit')} onChange={setMost} /></label>
        <label><span>{t('assignment.minLoad')}</span><InputNumber min={0} max={100} value={least} onChange={(value) => setLeast(value ?? 0)} /></label>
        <label><span>{t('assignment.alternatives')}</span><InputNumber min={0} max={3} value={count} onChange={(value) => setCount(value ?? 0)} /></label>
      </div>
      {seated && (
        <Radio.Group
          aria-label={t('assignment.keep')}
          value={keep}
          onChange={(event) => setKeep(event.target.value as typeof keep)}
          options={(['all', 'few', 'none'] as const).map((value) => ({ value, label: t(`assignment.keep.${value}`) }))}
          style={{ marginBottom: 12 }}
        />
      )}
      <p><Checkbox checked={floor} onChange={(event) => setFloor(event.target.checked)}>{t('assignment.floor')}</Checkbox></p>
      {error !== null && <ProblemAlert error={error} />}
      <Button type="primary" icon={<ThunderboltOutlined />} loading={busy} disabled={board.teams.length === 0} onClick={() => void compute()}>{t('assignment.compute')}</Button>
    </Card>
  )
}

function Run({ board, rows, mayWrite, onApplied }: { board: BoardOut; rows: ProposalOut[]; mayWrite: boolean; onApplied: () => void }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [chosenId, setChosenId] = useState<string>()
  const [certificate, setCertificate] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const chosen = rows.find((one) => one.id === chosenId) ?? rows.find((one) => one.applied_at) ?? rows[0]!
  const detail = useReadProposal(chosen.id, { query: { enabled: chosen.finished_at !== null } })
  const applied = rows.find((one) => one.applied_at)
  if (!chosen.finished_at) return <Card><Spin /> <span role="status">{t('assignment.computing')}</span></Card>
  if (chosen.failure) return <Alert type="error" showIcon title={t('assignment.failed')} />
  const apply = async () => {
    setBusy(true)
    setError(null)
    try {
      await applyProposal(chosen.id)
      await queries.invalidateQueries()
      void message.success(t('assignment.adopted'))
      onApplied()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const confirm = () =>
    modal.confirm({
      title: t('assignment.applyTitle', { letter: letter(chosen.rank) }),
      content: t('assignment.applyHint', { added: chosen.added, removed: chosen.removed, kept: chosen.kept }),
      okText: t('assignment.apply'),
      cancelText: t('common.cancel'),
      onOk: apply,
    })
  return (
    <>
      <Comparison rows={rows} chosen={chosen.id} onChoose={setChosenId} />
      {error !== null && <ProblemAlert error={error} onClose={() => setError(null)} />}
      <Loaded query={detail}>
        {(found) => (
          <>
            {found.clashes.length > 0 && <Clashes clashes={found.clashes} board={board} />}
            <Card
              size="small"
              title={t('assignment.changesOf', { letter: letter(chosen.rank) })}
              extra={
                <Space wrap>
                  <Button icon={<SafetyCertificateOutlined />} onClick={() => setCertificate(true)}>{t('assignment.certificate')}</Button>
                  <Button icon={<DownloadOutlined />} onClick={() => void saveFrom(getExportCertificateUrl(chosen.id)).catch((caught: unknown) => setError(caught))}>{t('assignment.csv')}</Button>
                  {mayWrite && !applied && <Button type="primary" loading={busy} disabled={chosen.added + chosen.removed === 0} onClick={confirm}>{t('assignment.apply')}</Button>}
                </Space>
              }
            >
              <Changes board={board} proposal={found} />
              <p className="muted assignment-digest">{t('assignment.digest', { digest: chosen.input_sha256 })}</p>
            </Card>
            {certificate && <Certificate proposalId={chosen.id} board={board} title={t('assignment.certificateOf', { letter: letter(chosen.rank) })} onClose={() => setCertificate(false)} />}
          </>
        )}
      </Loaded>
    </>
  )
}
