import { IdcardOutlined } from '@ant-design/icons'
import { editionRoutes } from '../editions'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...editionRoutes('agency'),
  { path: '/agency/experts', titleKey: 'experts.menu', menu: true, icon: <IdcardOutlined />, lazy: () => import('@/features/experts/ExpertsPage') },
]
