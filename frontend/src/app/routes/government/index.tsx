import { FileExclamationOutlined, TrophyOutlined } from '@ant-design/icons'
import { editionRoutes } from '../editions'
import { applicationRoutes } from '../applications'
import { startRoutes } from '../start'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...startRoutes('government'),
  ...editionRoutes('government'),
  ...applicationRoutes('government', () => import('@/features/applications/CasePage')),
  { path: '/government/revocations', titleKey: 'awards.revocations', icon: <FileExclamationOutlined />, menu: true, lazy: () => import('@/features/awards/RevocationsPage') },
  { path: '/government/awards', titleKey: 'awards.menu', icon: <TrophyOutlined />, menu: true, lazy: () => import('@/features/awards/AwardsPage') },
]
