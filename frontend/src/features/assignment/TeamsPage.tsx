import { App, Button, Card, Dropdown, Empty, Form, Input, Modal, Tag } from 'antd'
import { CrownOutlined, PlusOutlined, ThunderboltOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeLeader, getListTeamsQueryKey, releaseTeamMember, useListTeams } from '@/api/endpoints/assignment/assignment'
import type { BoardOut, MemberOut, TeamOut } from '@/api/models'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import { Candidates } from './Candidates'
import { useEditionChoice } from './EditionSelect'
import { Loads } from './Loads'
import { Proposal } from './Proposal'
import './assignment.css'

/** Every applicant's review team beside the experts' loads; propose, assign, change, release. */
export default function TeamsPage() {
  const { t } = useTranslation()
  const { editionId, empty, error, control } = useEditionChoice()
  const board = useListTeams(editionId ?? '', { query: { enabled: editionId !== undefined } })
  return (
    <Page title={t('assignment.teams')} tags={<ArticleTag row="11" />} extra={control}>
      {error !== null && error !== undefined && <ProblemAlert error={error} />}
      {empty ? <Empty description={t('assignment.noEdition')} /> : <Loaded query={board}>{(found) => <Board board={found} />}</Loaded>}
    </Page>
  )
}

function Board({ board }: { board: BoardOut }) {
  const { t } = useTranslation()
  const { session } = useSession()
  const queries = useQueryClient()
  const [picking, setPicking] = useState<TeamOut | null>(null)
  const [proposing, setProposing] = useState(false)
  const mayWrite = ['office', 'agency'].includes(session?.membership?.role ?? '') && board.open
  const refresh = () => queries.invalidateQueries({ queryKey: getListTeamsQueryKey(board.edition_id) })
  const done = board.teams.filter((team) => team.complete).length
  return (
    <>
      <Card>
        <div className="assignment-figures">
          <strong>{t('assignment.completeOf', { done, all: board.teams.length })}</strong>
          <span className="muted">{board.open ? t('assignment.teamsHint', { size: board.team_size }) : t('assignment.closed')}</span>
        </div>
        {mayWrite && <Button type="primary" icon={<ThunderboltOutlined />} disabled={board.teams.length === 0} onClick={() => setProposing(true)}>{t('assignment.propose')}</Button>}
      </Card>
      <div className="assignment-split">
        <Card title={t('assignment.members')}>
          {board.teams.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('assignment.empty')} />}
          <ul className="assignment-teams" aria-label={t('assignment.teams')}>
            {board.teams.map((team) => (
              <li key={team.application_id}>
                <div className="assignment-team-head">
                  <div><strong>{team.organisation}</strong><div className="muted">{team.case_number}</div></div>
                  <div><StateTag entity="application" state={team.state} /><Tag color={team.complete ? 'success' : 'warning'}>{t(team.complete ? 'assignment.complete' : 'assignment.incomplete')}</Tag></div>
                </div>
                <div className="assignment-members">
                  {team.members.map((member) => <Member key={member.id} member={member} mayWrite={mayWrite} onChanged={refresh} />)}
                  {mayWrite && <Button icon={<PlusOutlined />} aria-label={`${t('assignment.add')} ${team.organisation}`} onClick={() => setPicking(team)}>{t('assignment.add')}</Button>}
                </div>
              </li>
            ))}
          </ul>
        </Card>
        <Card title={t('assignment.experts')}><Loads experts={board.experts} /></Card>
      </div>
      {picking && <Candidates editionId={board.edition_id} team={picking} hasLeader={picking.members.some((member) => member.leader)} onClose={() => setPicking(null)} onChanged={refresh} />}
      {proposing && <Proposal board={board} onClose={() => setProposing(false)} onChanged={refresh} />}
    </>
  )
}

function Member({ member, mayWrite, onChanged }: { member: MemberOut; mayWrite: boolean; onChanged: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [releasing, setReleasing] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [form] = Form.useForm<{ reason: string }>()
  const act = async (work: () => Promise<unknown>) => {
    setError(null)
    try {
      await work()
      setReleasing(false)
      await onChanged()
      void message.success(t('common.done'))
    } catch (caught) {
      setError(caught)
      setReleasing(true)
    }
  }
  const face = (
    <Button className="assignment-member" icon={member.leader ? <CrownOutlined aria-label={t('assignment.leader')} /> : undefined} aria-label={t('assignment.manage', { name: member.name })}>
      <span>
        {member.name}
        <small>{member.employer}</small>
        {!member.signed && <Tag color="default">{t('assignment.unsigned')}</Tag>}
        {!member.declared && <Tag color="default">{t('assignment.undeclared')}</Tag>}
        {member.recusal_requested && <Tag color="error">{t('assignment.requested')}</Tag>}
      </span>
    </Button>
  )
  if (!mayWrite) return face
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...(member.leader ? [] : [{ key: 'lead', label: t('assignment.makeLeader'), disabled: !member.leader_qualified }]),
            { key: 'release', label: t('assignment.release'), danger: true },
          ],
          onClick: ({ key }) => {
            if (key === 'lead') void act(() => changeLeader(member.id, { leader: true }))
            else setReleasing(true)
          },
        }}
      >
        {face}
      </Dropdown>
      <Modal
        open={releasing}
        title={t('assignment.releaseTitle', { name: member.name })}
        okText={t('assignment.release')}
        cancelText={t('common.cancel')}
        okButtonProps={{ danger: true }}
        onCancel={() => setReleasing(false)}
        onOk={() => form.submit()}
        destroyOnHidden
      >
        {error !== null && <ProblemAlert error={error} />}
        <p className="muted">{t('assignment.releaseHint')}</p>
        <Form form={form} layout="vertical" onFinish={(values) => void act(() => releaseTeamMember(member.id, values))}>
          <Form.Item name="reason" label={t('assignment.releaseReason')} rules={[{ required: true, whitespace: true, message: t('assignment.required') }]}>
            <Input.TextArea rows={3} maxLength={1000} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
