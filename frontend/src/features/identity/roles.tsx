import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MembershipOut } from '@/api/models'
import { serverNow } from '@/shared/http/client'

export const ROLES = ['applicant', 'recommender', 'office', 'agency', 'expert', 'committee', 'government', 'auditor', 'admin'] as const

/** The id of the scope that a role is tied to, if it is. */
export const SCOPE_FIELD: Record<string, 'organisation_id' | 'department_id' | 'agency_id' | 'expert_id'> = {
  applicant: 'organisation_id', recommender: 'department_id', agency: 'agency_id', expert: 'expert_id',
}

export const inForce = (one: MembershipOut) => {
  const now = serverNow().toISOString()
  return one.valid_from <= now && (one.valid_to === null || one.valid_to > now)
}

/** The roles that are in force, each with its seat and scope. */
export function Held({ memberships }: { memberships: MembershipOut[] }) {
  const { t } = useTranslation()
  const held = memberships.filter(inForce)
  if (held.length === 0) return <span className="muted">{t('identity.noRole')}</span>
  return (
    <>
      {held.map((one) => (
        <div key={one.id}>
          <Tag color="blue">{t(`role.${one.role}`)}{one.seat ? ` · ${t(`identity.seat.${one.seat}`)}` : ''}</Tag>
          {one.scope_name && <span className="muted">{one.scope_name}</span>}
        </div>
      ))}
    </>
  )
}
