import { FileTextOutlined, FormOutlined } from '@ant-design/icons'
import { readingRoutes, withEvidence } from './evidence'
import type { Role, RoleRoute } from './types'

/** The list of applications and the view of one, for roles that read them. */
export const applicationRoutes = (role: Role, page: RoleRoute['lazy'] = withEvidence(() => import('@/features/applications/CasePage'))): RoleRoute[] => [
  { path: `/${role}/applications`, titleKey: 'applications.list', icon: <FileTextOutlined />, menu: true, lazy: () => import('@/features/applications/ApplicationsPage') },
  { path: `/${role}/applications/$applicationId`, titleKey: 'applications.title', lazy: page },
  // The government decides on lists; it reads no evidence.
  ...(role === 'government' ? [] : readingRoutes(role)),
]

/** The applicant's own: the task list and every part of the form behind it. */
export const ownApplicationRoutes: RoleRoute[] = [
  { path: '/applicant', titleKey: 'applications.home', icon: <FormOutlined />, menu: true, lazy: () => import('./applicant/Start') },
  { path: '/applicant/applications/$applicationId', titleKey: 'applications.title', lazy: withEvidence(() => import('@/features/applications/OwnCasePage')) },
  { path: '/applicant/applications/$applicationId/form/$group', titleKey: 'applications.title', lazy: withEvidence(() => import('@/features/applications/FormPage')) },
  { path: '/applicant/applications/$applicationId/profile', titleKey: 'applications.part.profile', lazy: () => import('@/features/applications/ProfilePage') },
  { path: '/applicant/applications/$applicationId/self-evaluation', titleKey: 'applications.part.self_evaluation', lazy: () => import('@/features/applications/SelfEvaluationPage') },
  { path: '/applicant/applications/$applicationId/self-evaluation/$item', titleKey: 'applications.part.self_evaluation', lazy: withEvidence(() => import('@/features/applications/SelfEvaluationItemPage')) },
  { path: '/applicant/applications/$applicationId/evidence', titleKey: 'evidence.title', lazy: () => import('@/features/evidence/EvidencePage') },
  ...readingRoutes('applicant'),
  { path: '/applicant/applications/$applicationId/eligibility', titleKey: 'applications.part.eligibility', lazy: () => import('@/features/applications/EligibilityPage') },
  { path: '/applicant/applications/$applicationId/check', titleKey: 'applications.checkTitle', lazy: () => import('@/features/applications/CheckPage') },
]
