import { BellOutlined, HomeOutlined } from '@ant-design/icons'
import type { RoleRoute } from './types'

/** The inbox, the same for every role. */
export const inboxRoute = (role: string): RoleRoute => ({
  path: `/${role}/notifications`, titleKey: 'notifications.menu', icon: <BellOutlined />, lazy: () => import('@/features/notifications/NotificationsPage'),
})

/** Start page and inbox: every role begins here. */
export const startRoutes = (role: string): RoleRoute[] => [
  { path: `/${role}`, titleKey: 'notifications.home', icon: <HomeOutlined />, menu: true, lazy: () => import('@/features/notifications/TaskDashboard') },
  inboxRoute(role),
]
