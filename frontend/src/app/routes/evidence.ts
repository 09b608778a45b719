import type { ComponentType } from 'react'
import { createElement } from 'react'
import type { EvidenceParts } from '@/shared/lib/evidence'
import type { Role, RoleRoute } from './types'

/** A screen of another slice, with the evidence slice's parts in it. */
export const withEvidence = (load: () => Promise<{ default: ComponentType<{ evidence: EvidenceParts }> }>): RoleRoute['lazy'] => async () => {
  const [{ default: Screen }, { parts }] = await Promise.all([load(), import('@/features/evidence/parts')])
  return { default: () => createElement(Screen, { evidence: parts }) }
}

/** Where a role reads the files of an application, and where it signs the undertaking first (Art. 33). */
export const readingRoutes = (role: Role): RoleRoute[] => [
  { path: `/${role}/applications/$applicationId/evidence/$evidenceId`, titleKey: 'evidence.title', lazy: () => import('@/features/evidence/viewer/ViewerPage') },
  ...(role === 'applicant' ? [] : [{ path: `/${role}/undertaking/$editionId`, titleKey: 'recusals.menu.undertaking', lazy: () => import('@/features/recusals/UndertakingPage') }]),
]
