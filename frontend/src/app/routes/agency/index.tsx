import { BarChartOutlined, IdcardOutlined, SafetyCertificateOutlined, SolutionOutlined, TeamOutlined } from '@ant-design/icons'
import { editionRoutes } from '../editions'
import { applicationRoutes } from '../applications'
import { ownTiesRoute, relationRoutes } from '../relations'
import { startRoutes } from '../start'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...startRoutes('agency'),
  ...editionRoutes('agency'),
  ...applicationRoutes('agency'),
  { path: '/agency/experts', titleKey: 'experts.menu', menu: true, icon: <IdcardOutlined />, lazy: () => import('@/features/experts/ExpertsPage') },
  { path: '/agency/experts/$expertId', titleKey: 'experts.menu', lazy: () => import('@/features/experts/ExpertPage') },
  { path: '/agency/teams', titleKey: 'assignment.menu.teams', icon: <TeamOutlined />, menu: true, lazy: () => import('@/features/assignment/TeamsPage') },
  ...relationRoutes('agency'),
  ownTiesRoute('agency'),
  { path: '/agency/scores', titleKey: 'scoring.menu.scores', icon: <BarChartOutlined />, menu: true, lazy: () => import('@/features/scoring/ScoresPage') },
  { path: '/agency/interests', titleKey: 'recusals.menu.interests', icon: <SafetyCertificateOutlined />, menu: true, lazy: () => import('@/features/recusals/InterestsPage') },
  { path: '/agency/panel', titleKey: 'recusals.menu.panel', icon: <SolutionOutlined />, menu: true, lazy: () => import('@/features/recusals/PanelPage') },
]
