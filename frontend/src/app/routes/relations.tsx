import { DeploymentUnitOutlined, NodeIndexOutlined, ShareAltOutlined } from '@ant-design/icons'
import type { RoleRoute } from './types'

/** The relationship graph and the conflicts found in it, the same for every role that forms, approves or supervises the teams. */
export const relationRoutes = (role: string): RoleRoute[] => [
  { path: `/${role}/relations`, titleKey: 'relations.menu', menu: true, icon: <ShareAltOutlined />, lazy: () => import('@/features/relations/RelationsPage') },
  { path: `/${role}/relations/$partyId`, titleKey: 'relations.menu', lazy: () => import('@/features/relations/PartyPage') },
  { path: `/${role}/conflicts`, titleKey: 'conflicts.menu', menu: true, icon: <DeploymentUnitOutlined />, lazy: () => import('@/features/conflicts/ConflictsPage') },
  { path: `/${role}/editions/$editionId/conflicts`, titleKey: 'conflicts.menu', lazy: () => import('@/features/conflicts/ConflictsPage') },
]

/** What a reviewer or a member of staff declares of their own ties. */
export const ownTiesRoute = (role: string): RoleRoute => ({
  path: `/${role}/own-ties`, titleKey: 'relations.own.menu', menu: true, icon: <NodeIndexOutlined />, lazy: () => import('@/features/relations/OwnTies'),
})
