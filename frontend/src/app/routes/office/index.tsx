import { FileProtectOutlined, IdcardOutlined } from '@ant-design/icons'
import { editionRoutes } from '../editions'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...editionRoutes('office'),
  { path: '/office/experts', titleKey: 'experts.menu', menu: true, icon: <IdcardOutlined />, lazy: () => import('@/features/experts/ExpertsPage') },
  { path: '/office/records', titleKey: 'records.menu', menu: true, icon: <FileProtectOutlined />, lazy: () => import('@/features/records/RecordsPage') },
]
