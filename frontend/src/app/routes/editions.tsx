import { ApartmentOutlined } from '@ant-design/icons'
import type { RoleRoute } from './types'

/** The pages of the editions, the same for every role that runs, decides or supervises them; what one may do there differs. */
export const editionRoutes = (role: string): RoleRoute[] => [
  { path: `/${role}/editions`, titleKey: role === 'office' ? 'editions.menu' : 'editions.title', menu: true, icon: <ApartmentOutlined />, lazy: () => import('@/features/editions/EditionsPage') },
  { path: `/${role}/editions/$editionId`, titleKey: 'editions.menu', lazy: () => import('@/features/editions/EditionPage') },
  { path: `/${role}/editions/$editionId/plan`, titleKey: 'edition.page.plan', lazy: () => import('@/features/editions/PlanPage') },
  { path: `/${role}/editions/$editionId/points`, titleKey: 'edition.page.points', lazy: () => import('@/features/editions/PointsPage') },
  { path: `/${role}/editions/$editionId/team`, titleKey: 'edition.page.team', lazy: () => import('@/features/editions/TeamPage') },
  { path: `/${role}/editions/$editionId/draws`, titleKey: 'edition.page.draws', lazy: () => import('@/features/draws/DrawsPage') },
  { path: `/${role}/editions/$editionId/opinions`, titleKey: 'edition.page.opinions', lazy: () => import('@/features/evaluation/OpinionsPage') },
  { path: `/${role}/editions/$editionId/ranking`, titleKey: 'edition.page.ranking', lazy: () => import('@/features/evaluation/RankingPage') },
  { path: `/${role}/editions/$editionId/lists`, titleKey: 'edition.page.lists', lazy: () => import('@/features/evaluation/ListsPage') },
  { path: `/${role}/editions/$editionId/lists/$kind`, titleKey: 'edition.page.lists', lazy: () => import('@/features/evaluation/ListsPage') },
  { path: `/${role}/editions/$editionId/archive`, titleKey: 'edition.page.archive', lazy: () => import('@/features/archive/ArchivePage') },
  { path: `/${role}/editions/$editionId/reports`, titleKey: 'edition.page.reports', lazy: () => import('@/features/evaluation/ReportsPage') },
]
