import { AlertOutlined, AuditOutlined, BankOutlined, BarChartOutlined, CalendarOutlined, ControlOutlined, FileProtectOutlined, IdcardOutlined, NodeIndexOutlined, PartitionOutlined, SafetyCertificateOutlined, SolutionOutlined, StarOutlined, StopOutlined, TeamOutlined, TrophyOutlined, UnlockOutlined } from '@ant-design/icons'
import { editionRoutes } from '../editions'
import { applicationRoutes } from '../applications'
import { withEvidence } from '../evidence'
import { ownTiesRoute, relationRoutes } from '../relations'
import { startRoutes } from '../start'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...startRoutes('office'),
  ...editionRoutes('office'),
  ...applicationRoutes('office', withEvidence(() => import('./CasePage'))),
  { path: '/office/experts', titleKey: 'experts.menu', menu: true, icon: <IdcardOutlined />, lazy: () => import('@/features/experts/ExpertsPage') },
  { path: '/office/experts/$expertId', titleKey: 'experts.menu', lazy: () => import('@/features/experts/ExpertPage') },
  { path: '/office/records', titleKey: 'records.menu', menu: true, icon: <FileProtectOutlined />, lazy: () => import('@/features/records/RecordsPage') },
  { path: '/office/record-matches', titleKey: 'matches.menu', menu: true, icon: <NodeIndexOutlined />, lazy: () => import('@/features/records/MatchesPage') },
  { path: '/office/teams', titleKey: 'assignment.menu.teams', icon: <TeamOutlined />, menu: true, lazy: () => import('@/features/assignment/TeamsPage') },
  ...relationRoutes('office'),
  ownTiesRoute('office'),
  { path: '/office/scores', titleKey: 'scoring.menu.scores', icon: <BarChartOutlined />, menu: true, lazy: () => import('@/features/scoring/ScoresPage') },
  { path: '/office/recusals', titleKey: 'recusals.menu.recusals', icon: <StopOutlined />, menu: true, lazy: () => import('@/features/recusals/RecusalsPage') },
  { path: '/office/break-glass', titleKey: 'recusals.menu.breakGlass', icon: <UnlockOutlined />, menu: true, lazy: () => import('@/features/recusals/BreakGlassPage') },
  { path: '/office/interests', titleKey: 'recusals.menu.interests', icon: <SafetyCertificateOutlined />, menu: true, lazy: () => import('@/features/recusals/InterestsPage') },
  { path: '/office/panel', titleKey: 'recusals.menu.panel', icon: <SolutionOutlined />, menu: true, lazy: () => import('@/features/recusals/PanelPage') },
  { path: '/office/ratings', titleKey: 'scoring.menu.ratings', icon: <StarOutlined />, menu: true, lazy: () => import('@/features/scoring/RatingsPage') },
  { path: '/office/organisations', titleKey: 'organisations.title', menu: true, icon: <BankOutlined />, lazy: () => import('@/features/organisations/OrganisationsPage') },
  { path: '/office/departments', titleKey: 'organisations.departments', menu: true, icon: <SolutionOutlined />, lazy: () => import('@/features/organisations/DepartmentsPage') },
  { path: '/office/rulesets', titleKey: 'rulesets.menu', menu: true, icon: <ControlOutlined />, lazy: () => import('@/features/rulesets/RulesetsPage') },
  { path: '/office/procedure', titleKey: 'oversight.procedureMenu', menu: true, icon: <PartitionOutlined />, lazy: () => import('@/features/oversight/ProcedurePage') },
  { path: '/office/meetings', titleKey: 'deliberation.menu', icon: <AuditOutlined />, menu: true, lazy: () => import('@/features/deliberation/MeetingsPage') },
  { path: '/office/meetings/$meetingId', titleKey: 'deliberation.menu', lazy: () => import('@/features/deliberation/MeetingPage') },
  { path: '/office/objections', titleKey: 'objections.menu', icon: <AlertOutlined />, menu: true, lazy: () => import('@/features/objections/ObjectionsPage') },
  { path: '/office/objections/$objectionId', titleKey: 'objections.menu', lazy: () => import('@/features/objections/ObjectionPage') },
  { path: '/office/calendar', titleKey: 'calendar.menu', icon: <CalendarOutlined />, menu: true, lazy: () => import('@/features/calendar/CalendarPage') },
  { path: '/office/awards', titleKey: 'awards.menu', icon: <TrophyOutlined />, menu: true, lazy: () => import('@/features/awards/AwardsPage') },
]
