import { DatabaseOutlined, KeyOutlined, PartitionOutlined, UserOutlined } from '@ant-design/icons'
import { startRoutes } from '../start'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...startRoutes('admin'),
  { path: '/admin/people', titleKey: 'identity.people', menu: true, icon: <UserOutlined />, lazy: () => import('@/features/identity/PeoplePage') },
  { path: '/admin/people/$personId', titleKey: 'identity.people', lazy: () => import('@/features/identity/PersonPage') },
  { path: '/admin/keys', titleKey: 'identity.keys', menu: true, icon: <KeyOutlined />, lazy: () => import('@/features/identity/KeysPage') },
  { path: '/admin/store', titleKey: 'storage.title', menu: true, icon: <DatabaseOutlined />, lazy: () => import('@/features/storage/StoragePage') },
  { path: '/admin/procedure', titleKey: 'oversight.procedureMenu', menu: true, icon: <PartitionOutlined />, lazy: () => import('@/features/oversight/ProcedurePage') },
]
