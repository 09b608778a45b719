import { Tag, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { daysLeft, dateTime } from '@/shared/lib/time'

/** Absolute Beijing time, days left, and what happens when it is missed. */
export function Deadline({ at, consequence }: { at: string | null | undefined; consequence?: string }) {
  const { t } = useTranslation()
  if (!at) return null
  const left = daysLeft(at)
  const text = left < 0 ? t('common.overdue') : left === 0 ? t('common.lastDay') : t('common.daysLeft', { count: left })
  return (
    <Tooltip title={consequence}>
      <span className="deadline">
        {t('common.deadline', { time: dateTime(at) })} <Tag color={left < 0 ? 'default' : left < 3 ? 'error' : 'processing'}>{text}</Tag>
        {consequence && <span className="muted block">{consequence}</span>}
      </span>
    </Tooltip>
  )
}
