import { Button, Tag } from 'antd'
import { CrownOutlined, LockOutlined, PlusOutlined } from '@ant-design/icons'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { MemberOut, OpeningOut, TeamOut } from '@/api/models'
import { score } from '@/shared/lib/money'
import { ArticleTag } from '@/shared/ui/ArticleTag'

interface Props {
  team: TeamOut
  size: number
  mayWrite: boolean
  /** An expert is in hand who could be put here. */
  active: boolean
  leading: boolean
  verdict: OpeningOut | undefined
  onPlace: (team: TeamOut) => void
  onPick: (team: TeamOut) => void
  onOpen: (member: MemberOut, team: TeamOut) => void
  onLift: (member: MemberOut, team: TeamOut) => void
}

/** One applicant with its team. Plain elements: three hundred of these stand on one page. */
export const TeamCard = memo(function TeamCard({ team, size, mayWrite, active, leading, verdict, onPlace, onPick, onOpen, onLift }: Props) {
  const { t } = useTranslation()
  const allowed = verdict && (leading ? verdict.may_lead : verdict.allowed)
  const mark = !active || !verdict ? '' : allowed ? ' assignment-can' : ' assignment-cannot'
  return (
    <li
      className={`assignment-card${mark}`}
      onDragOver={mayWrite ? (event) => event.preventDefault() : undefined}
      onDrop={mayWrite ? (event) => { event.preventDefault(); onPlace(team) } : undefined}
    >
      <div className="assignment-team-head">
        <div><strong>{team.organisation}</strong><div className="muted">{team.case_number}</div></div>
        <span className={team.complete ? 'assignment-done' : 'assignment-short'}>{team.members.length}/{size}{team.complete ? '' : ` · ${t(team.members.some((member) => member.leader) ? 'assignment.incomplete' : 'assignment.noLeader')}`}</span>
      </div>
      <div className="assignment-members">
        {team.members.map((member) => (
          <button
            key={member.id}
            type="button"
            className={`assignment-chip assignment-fit-${member.fit}`}
            draggable={mayWrite && !member.locked}
            onDragStart={() => setTimeout(() => onLift(member, team))}
            onClick={() => onOpen(member, team)}
            aria-label={t('assignment.manage', { name: member.name })}
          >
            <span>
              {member.leader && <CrownOutlined aria-label={t('assignment.leader')} />} {member.name} {member.locked && <LockOutlined aria-label={t('assignment.locked')} />}
            </span>
            <small>{member.employer}</small>
            {(!member.signed || !member.declared || member.recusal_requested) && (
              <small className={member.recusal_requested ? 'assignment-bad' : ''}>{t(member.recusal_requested ? 'assignment.requested' : member.signed ? 'assignment.undeclared' : 'assignment.unsigned')}</small>
            )}
          </button>
        ))}
        {mayWrite && <Button icon={<PlusOutlined />} aria-label={`${t('assignment.add')} ${team.organisation}`} onClick={() => onPick(team)}>{t('assignment.add')}</Button>}
      </div>
      {active && verdict && (
        <div className="assignment-verdict">
          {allowed ? (
            <>
              <span>{t(`assignment.fit${verdict.fit}`)}</span>
              <span>{t('assignment.points', { points: signed(verdict.points) })}</span>
              {verdict.cost !== null && verdict.cost > 0 && <span>{t('assignment.costs', { cost: score(verdict.cost) })}</span>}
              {verdict.past.length > 0 && <span>{t('assignment.past', { years: verdict.past.join(', ') })}</span>}
              <Button size="small" type="primary" onClick={() => onPlace(team)} aria-label={`${t('assignment.placeHere')} ${team.organisation}`}>{t('assignment.placeHere')}</Button>
            </>
          ) : (
            <Button size="small" danger onClick={() => onPlace(team)} aria-label={`${t('assignment.whyNot')} ${team.organisation}`}>{t('assignment.whyNot')}</Button>
          )}
          {verdict.findings.map((one, index) => (
            <div key={index} className={one.severity === 'block' ? 'assignment-bad' : 'assignment-warn'}>
              {one.severity !== 'block' && <Tag color="warning">{t('assignment.hint')}</Tag>}<ArticleTag article={one.article} /> {one.message}
            </div>
          ))}
          {leading && verdict.allowed && !verdict.may_lead && <div className="assignment-bad">{t('assignment.cannotLead')}</div>}
        </div>
      )}
    </li>
  )
})

const signed = (points: number) => `${points >= 0 ? '+' : '−'}${score(Math.abs(points))}`
