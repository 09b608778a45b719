import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'

const colours: Record<string, { color: string; background: string }> = {
  gold: { color: '#6b4700', background: '#fbe9b7' },
  silver: { color: '#39424e', background: '#e6eaef' },
  nomination: { color: '#5b3a1e', background: '#f3e2d3' },
}

/** 金奖, 银奖, 提名奖. */
export function TierTag({ tier }: { tier: string }) {
  const { t } = useTranslation()
  return <Tag variant="filled" style={{ ...colours[tier], fontWeight: 600 }}>{t(`tier.${tier}`)}</Tag>
}
