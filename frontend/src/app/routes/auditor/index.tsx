import { BarChartOutlined, FileProtectOutlined, IdcardOutlined, StarOutlined, StopOutlined, TeamOutlined } from '@ant-design/icons'
import { editionRoutes } from '../editions'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...editionRoutes('auditor'),
  { path: '/auditor/experts', titleKey: 'experts.menu', menu: true, icon: <IdcardOutlined />, lazy: () => import('@/features/experts/ExpertsPage') },
  { path: '/auditor/records', titleKey: 'records.menu', menu: true, icon: <FileProtectOutlined />, lazy: () => import('@/features/records/RecordsPage') },
  { path: '/auditor/teams', titleKey: 'assignment.menu.teams', icon: <TeamOutlined />, menu: true, lazy: () => import('@/features/assignment/TeamsPage') },
  { path: '/auditor/scores', titleKey: 'scoring.menu.scores', icon: <BarChartOutlined />, menu: true, lazy: () => import('@/features/scoring/ScoresPage') },
  { path: '/auditor/recusals', titleKey: 'assignment.menu.recusals', icon: <StopOutlined />, menu: true, lazy: () => import('@/features/assignment/RecusalsPage') },
  { path: '/auditor/ratings', titleKey: 'scoring.menu.ratings', icon: <StarOutlined />, menu: true, lazy: () => import('@/features/scoring/RatingsPage') },
]
