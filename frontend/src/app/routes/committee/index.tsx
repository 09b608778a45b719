import { BarChartOutlined, FileProtectOutlined, IdcardOutlined, SafetyCertificateOutlined, StopOutlined, TeamOutlined } from '@ant-design/icons'
import { editionRoutes } from '../editions'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...editionRoutes('committee'),
  { path: '/committee/experts', titleKey: 'experts.menu', menu: true, icon: <IdcardOutlined />, lazy: () => import('@/features/experts/ExpertsPage') },
  { path: '/committee/records', titleKey: 'records.menu', menu: true, icon: <FileProtectOutlined />, lazy: () => import('@/features/records/RecordsPage') },
  { path: '/committee/scores', titleKey: 'scoring.menu.scores', icon: <BarChartOutlined />, menu: true, lazy: () => import('@/features/scoring/ScoresPage') },
  { path: '/committee/teams', titleKey: 'assignment.menu.teams', icon: <TeamOutlined />, menu: true, lazy: () => import('@/features/assignment/TeamsPage') },
  { path: '/committee/recusals', titleKey: 'assignment.menu.recusals', icon: <StopOutlined />, menu: true, lazy: () => import('@/features/assignment/RecusalsPage') },
  { path: '/committee/interests', titleKey: 'assignment.menu.interests', icon: <SafetyCertificateOutlined />, menu: true, lazy: () => import('@/features/assignment/InterestsPage') },
]
