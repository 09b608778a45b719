import { AlertOutlined, BankOutlined, StarOutlined, TeamOutlined, TrophyOutlined } from '@ant-design/icons'
import { ownApplicationRoutes } from '../applications'
import { inboxRoute } from '../start'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...ownApplicationRoutes,
  { path: '/applicant/team', titleKey: 'recusals.menu.team', icon: <TeamOutlined />, menu: true, lazy: () => import('@/features/recusals/OwnTeamPage') },
  { path: '/applicant/rating', titleKey: 'scoring.menu.rating', icon: <StarOutlined />, menu: true, lazy: () => import('@/features/scoring/RatingPage') },
  { path: '/applicant/organisation', titleKey: 'organisations.own', menu: true, icon: <BankOutlined />, lazy: () => import('@/features/organisations/OwnOrganisationPage') },
  { path: '/applicant/objections', titleKey: 'objections.menu', icon: <AlertOutlined />, menu: true, lazy: () => import('@/features/objections/ObjectionsPage') },
  { path: '/applicant/objections/$objectionId', titleKey: 'objections.menu', lazy: () => import('@/features/objections/ObjectionPage') },
  { path: '/applicant/awards', titleKey: 'awards.mine', icon: <TrophyOutlined />, menu: true, lazy: () => import('@/features/awards/OwnAwardsPage') },
  inboxRoute('applicant'),
]
