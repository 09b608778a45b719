import { StarOutlined, TeamOutlined } from '@ant-design/icons'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  { path: '/applicant/team', titleKey: 'assignment.menu.team', icon: <TeamOutlined />, menu: true, lazy: () => import('@/features/assignment/OwnTeamPage') },
  { path: '/applicant/rating', titleKey: 'scoring.menu.rating', icon: <StarOutlined />, menu: true, lazy: () => import('@/features/scoring/RatingPage') },
]
