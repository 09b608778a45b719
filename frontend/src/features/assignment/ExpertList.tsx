import { Button, Card, Empty, Input, Segmented, Tag } from 'antd'
import { CrownOutlined } from '@ant-design/icons'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExpertLoadOut } from '@/api/models'

interface Props {
  experts: ExpertLoadOut[]
  mayWrite: boolean
  inHand?: string | undefined
  onLift: (expert: ExpertLoadOut) => void
}

/** Why an expert can't be assigned to anybody: the key of the word, or null. */
export function unfitFor(expert: ExpertLoadOut): string | null {
  if (['dismissed', 'disqualified'].includes(expert.status)) return 'assignment.unfit'
  if (!expert.checked) return 'assignment.uncheckedTag'
  if (expert.answer) return `assignment.answer.${expert.answer}`
  return expert.account ? null : 'assignment.noAccount'
}

/** The experts with their loads; each can be taken in hand by dragging or by its button. */
export const ExpertList = memo(function ExpertList({ experts, mayWrite, inHand, onLift }: Props) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [order, setOrder] = useState('load')
  const most = Math.max(1, ...experts.map((expert) => Math.max(expert.load, expert.max_load ?? 0)))
  const rows = experts
    .filter((expert) => !text || expert.name.includes(text) || expert.employer.includes(text))
    .sort((a, b) => (order === 'load' ? a.load - b.load : 0) || a.name.localeCompare(b.name, 'zh-CN'))
  return (
    <Card size="small" title={t('assignment.experts')} className="assignment-experts">
      <div className="assignment-filter">
        <Input allowClear placeholder={t('assignment.searchExperts')} aria-label={t('assignment.searchExperts')} value={text} onChange={(event) => setText(event.target.value)} />
        <Segmented value={order} onChange={setOrder} options={[{ value: 'load', label: t('assignment.byLoad') }, { value: 'name', label: t('assignment.byName') }]} aria-label={t('assignment.order')} />
      </div>
      {experts.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('assignment.expertsEmpty')} />}
      <ul className="assignment-loads" aria-label={t('assignment.loadChart')} tabIndex={0}>
        {rows.map((expert) => {
          const unfit = unfitFor(expert)
          return (
            <li key={expert.expert_id} draggable={mayWrite && !unfit} onDragStart={() => setTimeout(() => onLift(expert))} className={inHand === expert.expert_id ? 'assignment-lifted' : undefined}>
              <span>
                {expert.name} {expert.leader_qualified && <CrownOutlined aria-label={t('assignment.qualified')} />} {unfit && <Tag color="error">{t(unfit)}</Tag>}
                <small className="muted block">{expert.employer}</small>
              </span>
              <span className="assignment-load">
                <strong>{expert.load}{expert.max_load !== null && ` / ${expert.max_load}`}</strong>
                {mayWrite && !unfit && <Button size="small" onClick={() => onLift(expert)} aria-label={`${t('assignment.take')} ${expert.name}`}>{t('assignment.take')}</Button>}
              </span>
              <LoadBar expert={expert} most={most} />
            </li>
          )
        })}
      </ul>
    </Card>
  )
})

/** Seats held, with a mark for what was wished for. */
export function LoadBar({ expert, most }: { expert: Pick<ExpertLoadOut, 'load' | 'load_wish' | 'max_load'>; most: number }) {
  const full = expert.max_load !== null && expert.load >= expert.max_load
  return (
    <div className="assignment-bar" aria-hidden>
      <i className={full ? 'assignment-full' : undefined} style={{ width: `${(expert.load / most) * 100}%` }} />
      {expert.load_wish !== null && <b style={{ insetInlineStart: `${Math.min(100, (expert.load_wish / most) * 100)}%` }} />}
    </div>
  )
}
