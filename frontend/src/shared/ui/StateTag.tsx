import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'

const good = new Set(['accepted', 'shortlisted', 'awarded', 'granted', 'paid', 'submitted', 'carried', 'formal_passed', 'conferred', 'approved', 'closed', 'plan_approved'])
const bad = new Set(['failed', 'not_accepted', 'not_recommended', 'formal_failed', 'revoked', 'rejected', 'refused', 'stopped', 'upheld'])
const quiet = new Set(['draft', 'not_awarded', 'not_shortlisted', 'dismissed', 'declined'])

/** A state in words and colour; the words carry it, the colour helps. */
export function StateTag({ entity, state }: { entity: string; state: string }) {
  const { t } = useTranslation()
  const colour = good.has(state) ? 'success' : bad.has(state) ? 'error' : quiet.has(state) ? 'default' : 'processing'
  return <Tag color={colour}>{t(`state.${entity}.${state}`)}</Tag>
}
