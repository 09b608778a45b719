import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { BoardOut, ClashOut, RemedyOut } from '@/api/models'

const MOST_NAMES = 6

/** What can't be had together, and what would free it: each remedy was found by solving again. */
export function Clashes({ clashes, board }: { clashes: ClashOut[]; board: BoardOut }) {
  const { t } = useTranslation()
  const organisations = new Map(board.teams.map((team) => [team.application_id, team.organisation]))
  const experts = new Map(board.experts.map((expert) => [expert.expert_id, expert.name]))
  const named = (ids: string[], names: Map<string, string>) =>
    ids.slice(0, MOST_NAMES).map((id) => names.get(id) ?? '—').join('、') + (ids.length > MOST_NAMES ? t('assignment.more', { count: ids.length - MOST_NAMES }) : '')
  const remedy = (one: RemedyOut) =>
    [
      t(`assignment.remedy.${one.kind}`, { amount: one.amount, experts: named(one.expert_ids, experts), organisations: named(one.application_ids, organisations) }),
      t('assignment.frees', { count: one.freed }),
    ].join(' → ')
  return (
    <Alert
      type="warning"
      showIcon
      className="assignment-clashes"
      title={t('assignment.clashes')}
      description={
        <ul className="findings">
          {clashes.map((clash, index) => (
            <li key={index}>
              {t(`assignment.clash.${clash.rule}`, { needed: clash.needed, available: clash.available, organisations: named(clash.application_ids, organisations), experts: named(clash.expert_ids, experts) })}
              {clash.frees.length > 0 ? <ul>{clash.frees.map((one, place) => <li key={place}>{remedy(one)}</li>)}</ul> : <div className="muted">{t('assignment.noRemedy')}</div>}
            </li>
          ))}
        </ul>
      }
    />
  )
}
