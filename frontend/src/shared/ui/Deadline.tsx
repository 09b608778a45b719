import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Deadlined } from '@/shared/lib/deadlines'
import { daysLeft, endTime } from '@/shared/lib/time'
import { ArticleTag } from './ArticleTag'

interface Props {
  /** A deadline as the API gives it: with its consequence and article, and whether it is final. */
  deadline?: Deadlined | undefined
  /** Where the API names the instant and the words alone, as in a list of tasks. */
  at?: string | null | undefined
  consequence?: string
}

/** Absolute Beijing time, days left, and what happens when it is missed, under which article. */
export function Deadline({ deadline, at = deadline?.at, consequence }: Props) {
  const { t } = useTranslation()
  if (!at) return null
  const left = daysLeft(at)
  const text = left < 0 ? t('common.overdue') : left === 0 ? t('common.lastDay') : t('common.daysLeft', { count: left })
  return (
    <span className="deadline">
      {t('common.deadline', { time: endTime(at) })} <Tag color={left < 0 ? 'default' : left < 3 ? 'error' : 'processing'}>{text}</Tag>
      {deadline?.provisional && <Tag color="warning">{t('deadline.provisional')}</Tag>}
      {deadline?.provisional && <span className="muted block">{t('deadline.provisionalHint')}</span>}
      {deadline ? <Missed deadline={deadline} /> : consequence && <span className="muted block">{consequence}</span>}
    </span>
  )
}

/** What happens when it is missed, how it comes about, and under which article. */
export function Missed({ deadline }: { deadline: Deadlined }) {
  const { t } = useTranslation()
  return (
    <span className="muted block">
      <ArticleTag article={deadline.article} /> {t('deadline.missed', { consequence: deadline.consequence, effect: deadline.effect })}
    </span>
  )
}
