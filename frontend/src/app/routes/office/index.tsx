import { BarChartOutlined, FileProtectOutlined, IdcardOutlined, SafetyCertificateOutlined, StarOutlined, StopOutlined, TeamOutlined } from '@ant-design/icons'
import { editionRoutes } from '../editions'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...editionRoutes('office'),
  { path: '/office/experts', titleKey: 'experts.menu', menu: true, icon: <IdcardOutlined />, lazy: () => import('@/features/experts/ExpertsPage') },
  { path: '/office/records', titleKey: 'records.menu', menu: true, icon: <FileProtectOutlined />, lazy: () => import('@/features/records/RecordsPage') },
  { path: '/office/teams', titleKey: 'assignment.menu.teams', icon: <TeamOutlined />, menu: true, lazy: () => import('@/features/assignment/TeamsPage') },
  { path: '/office/scores', titleKey: 'scoring.menu.scores', icon: <BarChartOutlined />, menu: true, lazy: () => import('@/features/scoring/ScoresPage') },
  { path: '/office/recusals', titleKey: 'assignment.menu.recusals', icon: <StopOutlined />, menu: true, lazy: () => import('@/features/assignment/RecusalsPage') },
  { path: '/office/interests', titleKey: 'assignment.menu.interests', icon: <SafetyCertificateOutlined />, menu: true, lazy: () => import('@/features/assignment/InterestsPage') },
  { path: '/office/undertaking/$editionId', titleKey: 'assignment.menu.undertaking', lazy: () => import('@/features/assignment/UndertakingPage') },
  { path: '/office/ratings', titleKey: 'scoring.menu.ratings', icon: <StarOutlined />, menu: true, lazy: () => import('@/features/scoring/RatingsPage') },
]
