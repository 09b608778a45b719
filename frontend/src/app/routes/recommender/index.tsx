import { SafetyCertificateOutlined } from '@ant-design/icons'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  { path: '/recommender/interests', titleKey: 'assignment.menu.interests', icon: <SafetyCertificateOutlined />, menu: true, lazy: () => import('@/features/assignment/InterestsPage') },
]
