import { BarChartOutlined, IdcardOutlined, SafetyCertificateOutlined, TeamOutlined } from '@ant-design/icons'
import { editionRoutes } from '../editions'
import { applicationRoutes } from '../applications'
import { startRoutes } from '../start'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...startRoutes('agency'),
  ...editionRoutes('agency'),
  ...applicationRoutes('agency'),
  { path: '/agency/experts', titleKey: 'experts.menu', menu: true, icon: <IdcardOutlined />, lazy: () => import('@/features/experts/ExpertsPage') },
  { path: '/agency/teams', titleKey: 'assignment.menu.teams', icon: <TeamOutlined />, menu: true, lazy: () => import('@/features/assignment/TeamsPage') },
  { path: '/agency/scores', titleKey: 'scoring.menu.scores', icon: <BarChartOutlined />, menu: true, lazy: () => import('@/features/scoring/ScoresPage') },
  { path: '/agency/interests', titleKey: 'assignment.menu.interests', icon: <SafetyCertificateOutlined />, menu: true, lazy: () => import('@/features/assignment/InterestsPage') },
]
