import { App, Button, Checkbox, Drawer, Space, Tag } from 'antd'
import { CrownOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { assignExperts, useListCandidates } from '@/api/endpoints/assignment/assignment'
import type { CandidateOut, TeamOut } from '@/api/models'
import { Loaded } from '@/shared/ui/Page'
import { Findings, ProblemAlert } from '@/shared/ui/Problem'

interface Props {
  editionId: string
  team: TeamOut
  hasLeader: boolean
  onClose: () => void
  onChanged: () => Promise<unknown>
}

/** Every expert for one team: the fitting and least loaded first, the others with the reason why not. */
export function Candidates({ editionId, team, hasLeader, onClose, onChanged }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const candidates = useListCandidates(team.application_id)
  const [onlyAllowed, setOnlyAllowed] = useState(true)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const [led, setLed] = useState(hasLeader)
  const assign = async (expertId: string, leader: boolean) => {
    setBusy(expertId)
    setError(null)
    try {
      await assignExperts(editionId, { members: [{ application_id: team.application_id, expert_id: expertId, leader }] })
      setLed((before) => before || leader)
      await Promise.all([onChanged(), candidates.refetch()])
      void message.success(t('common.done'))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(null)
    }
  }
  return (
    <Drawer open onClose={onClose} size={560} title={t('assignment.candidates', { organisation: team.organisation })}>
      {error !== null && <ProblemAlert error={error} />}
      <Checkbox checked={onlyAllowed} onChange={(event) => setOnlyAllowed(event.target.checked)}>{t('assignment.onlyAllowed')}</Checkbox>
      <Loaded query={candidates}>
        {(rows) => (
          <ul className="assignment-candidates">
            {rows.filter((row) => row.allowed || !onlyAllowed).map((row) => (
              <li key={row.expert_id}>
                <Person row={row} />
                {row.allowed && (
                  <Space>
                    {row.may_lead && !led && <Button loading={busy === row.expert_id} onClick={() => void assign(row.expert_id, true)}>{t('assignment.assignLeader')}</Button>}
                    <Button type="primary" loading={busy === row.expert_id} onClick={() => void assign(row.expert_id, false)}>{t('assignment.assign')}</Button>
                  </Space>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Drawer>
  )
}

function Person({ row }: { row: CandidateOut }) {
  const { t } = useTranslation()
  return (
    <div>
      <strong>{row.name}</strong> <span className="muted">{row.employer}</span>
      <div>
        <Tag color={row.fit === 10 ? 'success' : row.fit > 0 ? 'processing' : 'default'}>{t(`assignment.fit${row.fit}`)}</Tag>
        <Tag>{t('assignment.load', { count: row.load })}</Tag>
        {row.allowed && <Tag>{t('assignment.points', { points: row.points.toFixed(1) })}</Tag>}
        {row.allowed && row.cost !== null && row.cost > 0 && <Tag>{t('assignment.costs', { cost: row.cost.toFixed(1) })}</Tag>}
        {row.past.length > 0 && <Tag color="warning">{t('assignment.past', { years: row.past.join(', ') })}</Tag>}
        {row.leader_qualified && <Tag variant="outlined" icon={<CrownOutlined />}>{t('assignment.qualified')}</Tag>}
        {!row.allowed && <Tag color="error">{t('assignment.notAllowed')}</Tag>}
      </div>
      <Findings findings={row.findings} />
    </div>
  )
}
