import { App, Button, Card, Checkbox, Empty, Input, Progress, Tag } from 'antd'
import { CloseOutlined, ThunderboltOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { assignExperts, getListTeamsQueryKey, useListOpenings } from '@/api/endpoints/assignment/assignment'
import type { BoardOut, ExpertLoadOut, FindingOut, MemberOut, TeamOut } from '@/api/models'
import { Findings, ProblemAlert } from '@/shared/ui/Problem'
import { Candidates } from './Candidates'
import { ExpertList } from './ExpertList'
import { MemberDialog } from './MemberDialog'
import { TeamCard } from './TeamCard'

/** An expert in hand: lifted by dragging or by a button, from the list or from a seat. */
interface Moving {
  expertId: string
  name: string
  leads: boolean
  from?: { memberId: string; applicationId: string }
}

interface Props {
  board: BoardOut
  mayWrite: boolean
  onPropose: () => void
}

/** Teams beside the experts. An expert in hand makes every team say what it would cost and what it would break. */
export function Board({ board, mayWrite, onPropose }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [moving, setMoving] = useState<Moving | null>(null)
  const [leading, setLeading] = useState(false)
  const [text, setText] = useState('')
  const [onlyOpen, setOnlyOpen] = useState(false)
  const [refused, setRefused] = useState<{ team: string; findings: FindingOut[] } | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [picking, setPicking] = useState<TeamOut | null>(null)
  const [opened, setOpened] = useState<{ member: MemberOut; team: TeamOut } | null>(null)
  const openings = useListOpenings(
    board.edition_id,
    { expert_id: moving?.expertId ?? '', ...(moving?.from ? { leaving: moving.from.memberId } : {}) },
    { query: { enabled: moving !== null, staleTime: 5_000 } },
  )
  const verdicts = useMemo(() => new Map((moving && openings.data ? openings.data : []).map((one) => [one.application_id, one])), [moving, openings.data])
  const take = useCallback((found: BoardOut) => queries.setQueryData(getListTeamsQueryKey(board.edition_id), found), [queries, board.edition_id])
  const refresh = useCallback(() => queries.invalidateQueries({ queryKey: getListTeamsQueryKey(board.edition_id) }), [queries, board.edition_id])
  const lift = useCallback((next: Moving | null) => {
    setRefused(null)
    setError(null)
    setLeading(false)
    setMoving(next)
  }, [])
  useEffect(() => {
    if (!moving) return
    const cancel = (event: KeyboardEvent) => event.key === 'Escape' && lift(null)
    window.addEventListener('keydown', cancel)
    return () => window.removeEventListener('keydown', cancel)
  }, [moving, lift])

  const place = async (team: TeamOut) => {
    if (!moving || moving.from?.applicationId === team.application_id) return
    const verdict = verdicts.get(team.application_id)
    setError(null)
    if (verdict && !(leading ? verdict.may_lead : verdict.allowed)) {
      const findings = verdict.findings.filter((one) => one.severity === 'block')
      setRefused({ team: team.organisation, findings })
      return
    }
    try {
      take(
        await assignExperts(board.edition_id, {
          members: [{ application_id: team.application_id, expert_id: moving.expertId, leader: leading }],
          leaving: moving.from ? [{ member_id: moving.from.memberId, reason: t('assignment.movedTo', { organisation: team.organisation }) }] : [],
        }),
      )
      void message.success(t('assignment.placed', { name: moving.name, organisation: team.organisation }))
      lift(null)
      await queries.invalidateQueries({ queryKey: getListTeamsQueryKey(board.edition_id) })
    } catch (caught) {
      setError(caught)
    }
  }
  // Cards are drawn anew only when something of their own changes: what they call stays the same.
  const act = useRef({ place, lift })
  useEffect(() => {
    act.current = { place, lift }
  })
  const onPlace = useCallback((team: TeamOut) => void act.current.place(team), [])
  const onOpen = useCallback((member: MemberOut, team: TeamOut) => setOpened({ member, team }), [])
  const onLift = useCallback(
    (member: MemberOut, team: TeamOut) =>
      act.current.lift({ expertId: member.expert_id, name: member.name, leads: member.leader_qualified, from: { memberId: member.id, applicationId: team.application_id } }),
    [],
  )
  const onLiftExpert = useCallback((expert: ExpertLoadOut) => act.current.lift({ expertId: expert.expert_id, name: expert.name, leads: expert.leader_qualified }), [])

  const done = board.teams.filter((team) => team.complete).length
  const possible = (team: TeamOut) => {
    const verdict = verdicts.get(team.application_id)
    return verdict && (leading ? verdict.may_lead : verdict.allowed)
  }
  const teams = board.teams.filter(
    (team) =>
      (!text || team.organisation.includes(text) || team.case_number.includes(text) || team.members.some((member) => member.name.includes(text))) &&
      (!onlyOpen || (moving && verdicts.size > 0 ? possible(team) : !team.complete)),
  )
  return (
    <>
      <Card size="small" className="assignment-top">
        <div className="assignment-figures">
          <strong>{t('assignment.completeOf', { done, all: board.teams.length })}</strong>
          <Progress percent={board.teams.length ? Math.round((100 * done) / board.teams.length) : 0} size="small" style={{ width: 160 }} aria-label={t('assignment.completeOf', { done, all: board.teams.length })} />
          <span className="muted">{board.open ? t('assignment.teamsHint', { size: board.team_size }) : t('assignment.closed')}</span>
        </div>
        {mayWrite && <Button type="primary" icon={<ThunderboltOutlined />} disabled={board.teams.length === 0} onClick={onPropose}>{t('assignment.propose')}</Button>}
      </Card>
      {moving && (
        <div className="assignment-hand" role="status">
          <strong>{t('assignment.inHand', { name: moving.name })}</strong>
          <span className="muted">{t(openings.isFetching && verdicts.size === 0 ? 'assignment.judging' : 'assignment.inHandHint')}</span>
          {moving.leads && <Checkbox checked={leading} onChange={(event) => setLeading(event.target.checked)}>{t('assignment.asLeader')}</Checkbox>}
          <Button icon={<CloseOutlined />} onClick={() => lift(null)}>{t('common.cancel')}</Button>
          {refused && (
            <div role="alert" className="assignment-refused">
              <strong>{t('assignment.refused', { name: moving.name, organisation: refused.team })}</strong>
              <Findings findings={refused.findings} />
            </div>
          )}
        </div>
      )}
      {error !== null && <ProblemAlert error={error} onClose={() => setError(null)} />}
      {openings.error !== null && moving && <ProblemAlert error={openings.error} />}
      <div className="assignment-split">
        <section aria-label={t('assignment.members')}>
          <div className="assignment-filter">
            <Input.Search allowClear placeholder={t('assignment.searchTeams')} aria-label={t('assignment.searchTeams')} onChange={(event) => setText(event.target.value)} style={{ width: 260 }} />
            <Checkbox checked={onlyOpen} onChange={(event) => setOnlyOpen(event.target.checked)}>{t(moving ? 'assignment.onlyPossible' : 'assignment.onlyIncomplete')}</Checkbox>
            <Tag>{t('common.total', { count: teams.length })}</Tag>
          </div>
          {board.teams.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('assignment.empty')} />}
          <ul className="assignment-board" aria-label={t('assignment.teams')}>
            {teams.map((team) => (
              <TeamCard
                key={team.application_id}
                team={team}
                size={board.team_size}
                mayWrite={mayWrite}
                active={moving !== null && moving.from?.applicationId !== team.application_id}
                leading={leading}
                verdict={verdicts.get(team.application_id)}
                onPlace={onPlace}
                onPick={setPicking}
                onOpen={onOpen}
                onLift={onLift}
              />
            ))}
          </ul>
        </section>
        <ExpertList experts={board.experts} mayWrite={mayWrite} inHand={moving?.expertId} onLift={onLiftExpert} />
      </div>
      {picking && <Candidates editionId={board.edition_id} team={picking} hasLeader={picking.members.some((member) => member.leader)} onClose={() => setPicking(null)} onChanged={refresh} />}
      {opened && (
        <MemberDialog
          member={opened.member}
          mayWrite={mayWrite}
          onClose={() => setOpened(null)}
          onChanged={refresh}
          onMove={() => {
            onLift(opened.member, opened.team)
            setOpened(null)
          }}
        />
      )}
    </>
  )
}
