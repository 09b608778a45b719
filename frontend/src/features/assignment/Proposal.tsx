import { Alert, App, Button, InputNumber, Modal, Tag } from 'antd'
import { CrownOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { assignExperts, proposeReviewTeams } from '@/api/endpoints/assignment/assignment'
import type { BoardOut, ProposalOut, ProposedMemberOut } from '@/api/models'
import { score } from '@/shared/lib/money'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { ProblemAlert } from '@/shared/ui/Problem'

interface Props {
  board: BoardOut
  onClose: () => void
  onChanged: () => Promise<unknown>
}
interface Row {
  id: string
  organisation: string
  members: ProposedMemberOut[]
}

/** Compute the best teams, look at them, adopt them. */
export function Proposal({ board, onClose, onChanged }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [size, setSize] = useState(board.team_size)
  const [most, setMost] = useState<number | null>(null)
  const [made, setMade] = useState<ProposalOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(null)
    try {
      await work()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const compute = () => run(async () => setMade(await proposeReviewTeams(board.edition_id, { team_size: size, max_load: most })))
  const adopt = () =>
    run(async () => {
      await assignExperts(board.edition_id, { members: made!.members.map(({ application_id, expert_id, leader }) => ({ application_id, expert_id, leader })) })
      await onChanged()
      void message.success(t('assignment.adopted'))
      onClose()
    })
  return (
    <Modal
      open
      width={900}
      title={t('assignment.propose')}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>{t('common.cancel')}</Button>,
        <Button key="compute" type={made ? 'default' : 'primary'} loading={busy} onClick={() => void compute()}>{t(made ? 'assignment.recompute' : 'assignment.compute')}</Button>,
        ...(made && made.members.length > 0 ? [<Button key="adopt" type="primary" loading={busy} onClick={() => void adopt()}>{t('assignment.adopt', { count: made.members.length })}</Button>] : []),
      ]}
    >
      <p className="muted">{t('assignment.proposeHint')}</p>
      <div className="assignment-form">
        <label><span>{t('assignment.teamSize')}</span><InputNumber min={1} max={9} value={size} onChange={(value) => setSize(value ?? board.team_size)} /></label>
        <label><span>{t('assignment.maxLoad')}</span><InputNumber min={1} max={100} value={most} placeholder={t('assignment.noLimit')} onChange={setMost} /></label>
      </div>
      {error !== null && <ProblemAlert error={error} />}
      {made && <Result board={board} made={made} />}
    </Modal>
  )
}

function Result({ board, made }: { board: BoardOut; made: ProposalOut }) {
  const { t } = useTranslation()
  const rows: Row[] = board.teams
    .map((team) => ({ id: team.application_id, organisation: team.organisation, members: made.members.filter((one) => one.application_id === team.application_id) }))
    .filter((row) => row.members.length > 0)
  const columns: Column<Row>[] = [
    { key: 'organisation', title: t('assignment.organisation'), render: (row) => row.organisation },
    {
      key: 'members',
      title: t('assignment.proposed'),
      render: (row) => (
        <div className="assignment-members">
          {row.members.map((one) => (
            <Tag key={one.expert_id} color={one.fit === 10 ? 'success' : one.fit > 0 ? 'processing' : 'default'} {...(one.leader ? { icon: <CrownOutlined aria-label={t('assignment.leader')} /> } : {})}>
              {one.name} · {one.new ? t(`assignment.fit${one.fit}`) : t('assignment.makeLeader')}
            </Tag>
          ))}
        </div>
      ),
    },
  ]
  return (
    <>
      <div className="assignment-figures" role="status">
        <Tag color={made.proved ? 'success' : 'warning'}>{made.proved ? t('assignment.proved') : t('assignment.notProved', { objective: score(made.objective), bound: score(made.bound) })}</Tag>
        <Tag>{t('assignment.seconds', { seconds: made.seconds })}</Tag>
        <Tag>{t('assignment.loads', { least: made.least_load, greatest: made.greatest_load })}</Tag>
      </div>
      {made.unfilled.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('assignment.unfilled')}
          description={
            <ul className="findings">
              {made.unfilled.map((one) => (
                <li key={one.application_id}>
                  {one.organisation}：{one.open_seats > 0 && t('assignment.openSeats', { count: one.open_seats })} {one.without_leader && t('assignment.withoutLeader')}
                  <div className="muted">{Object.entries(one.against).map(([rule, count]) => t('assignment.against', { count, rule: t(`assignment.rule.${rule}`) })).join(' · ')}</div>
                </li>
              ))}
            </ul>
          }
        />
      )}
      {rows.length === 0 && made.unfilled.length === 0 ? <p>{t('assignment.nothing')}</p> : <DataTable label={t('assignment.proposed')} rows={rows} columns={columns} rowKey={(row) => row.id} />}
    </>
  )
}
