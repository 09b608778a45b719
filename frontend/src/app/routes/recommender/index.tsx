import { AlertOutlined, HomeOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { applicationRoutes } from '../applications'
import { withEvidence } from '../evidence'
import { inboxRoute } from '../start'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  { path: '/recommender', titleKey: 'recommendation.home', icon: <HomeOutlined />, menu: true, lazy: () => import('./Start') },
  ...applicationRoutes('recommender', withEvidence(() => import('./CasePage'))),
  { path: '/recommender/interests', titleKey: 'recusals.menu.interests', icon: <SafetyCertificateOutlined />, menu: true, lazy: () => import('@/features/recusals/InterestsPage') },
  { path: '/recommender/objections', titleKey: 'objections.menu', icon: <AlertOutlined />, menu: true, lazy: () => import('@/features/objections/ObjectionsPage') },
  { path: '/recommender/objections/$objectionId', titleKey: 'objections.menu', lazy: () => import('@/features/objections/ObjectionPage') },
  inboxRoute('recommender'),
]
