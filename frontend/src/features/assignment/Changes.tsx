import { Checkbox, Empty, Tag } from 'antd'
import { CrownOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoardOut, ProposalDetailOut, ProposedTeamOut } from '@/api/models'
import { type Column, DataTable } from '@/shared/ui/DataTable'

/** What a proposal would change, team by team. */
export function Changes({ board, proposal }: { board: BoardOut; proposal: ProposalDetailOut }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const teams = useMemo(() => new Map(board.teams.map((team) => [team.application_id, team])), [board])
  const names = useMemo(
    () => new Map([...board.teams.flatMap((team) => team.members), ...board.experts].map((one) => [one.expert_id, one.name])),
    [board],
  )
  const changed = (team: ProposedTeamOut) => team.leaving.length > 0 || team.members.some((member) => member.new) || team.open_seats > 0 || team.without_leader
  const rows = proposal.teams.filter((team) => all || changed(team))
  const columns: Column<ProposedTeamOut>[] = [
    {
      key: 'organisation',
      title: t('assignment.organisation'),
      width: 280,
      render: (row) => <><strong>{teams.get(row.application_id)?.organisation ?? '—'}</strong><div className="muted">{teams.get(row.application_id)?.case_number}</div></>,
    },
    {
      key: 'members',
      title: t('assignment.proposed'),
      render: (row) => (
        <div className="assignment-members">
          {row.members.map((one) => (
            <Tag key={one.expert_id} color={one.new ? 'success' : 'default'} icon={one.new ? <PlusOutlined aria-label={t('assignment.added')} /> : undefined}>
              {one.leader && <CrownOutlined aria-label={t('assignment.leader')} />} {names.get(one.expert_id) ?? '—'} · {t(`assignment.fit${one.fit}`)}
            </Tag>
          ))}
          {row.leaving.map((one) => <Tag key={one} color="error" icon={<MinusOutlined aria-label={t('assignment.removed')} />}><s>{names.get(one) ?? '—'}</s></Tag>)}
          {row.open_seats > 0 && <Tag color="warning">{t('assignment.openSeats', { count: row.open_seats })}</Tag>}
          {row.without_leader && <Tag color="warning">{t('assignment.withoutLeader')}</Tag>}
          {row.without_industry && <Tag color="warning">{t('assignment.withoutIndustry')}</Tag>}
        </div>
      ),
    },
  ]
  return (
    <>
      <p><Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>{t('assignment.allTeams')}</Checkbox></p>
      {rows.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('assignment.nothing')} /> : <DataTable label={t('assignment.proposed')} rows={rows} columns={columns} rowKey={(row) => row.application_id} />}
    </>
  )
}
