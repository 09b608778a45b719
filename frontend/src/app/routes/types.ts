import type { ComponentType, ReactNode } from 'react'

export type Role = 'public' | 'applicant' | 'recommender' | 'office' | 'agency' | 'expert' | 'committee' | 'government' | 'auditor' | 'admin'

export const roles: Exclude<Role, 'public'>[] = ['applicant', 'recommender', 'office', 'agency', 'expert', 'committee', 'government', 'auditor', 'admin']

/** A screen: where it is, what it is called, whether it stands in the menu. `path` begins with `/<role>`. */
export interface RoleRoute {
  path: string
  titleKey: string
  icon?: ReactNode
  menu?: boolean
  lazy: () => Promise<{ default: ComponentType }>
}
