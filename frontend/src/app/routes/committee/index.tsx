import { AlertOutlined, AuditOutlined, BarChartOutlined, CalendarOutlined, ControlOutlined, FileProtectOutlined, IdcardOutlined, NodeIndexOutlined, SafetyCertificateOutlined, StopOutlined, TeamOutlined, TrophyOutlined, UnlockOutlined } from '@ant-design/icons'
import { editionRoutes } from '../editions'
import { applicationRoutes } from '../applications'
import { withEvidence } from '../evidence'
import { ownTiesRoute, relationRoutes } from '../relations'
import { startRoutes } from '../start'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...startRoutes('committee'),
  { path: '/committee/meetings', titleKey: 'deliberation.menu', icon: <CalendarOutlined />, menu: true, lazy: () => import('@/features/deliberation/MeetingsPage') },
  { path: '/committee/meetings/$meetingId', titleKey: 'deliberation.menu', lazy: () => import('@/features/deliberation/MeetingPage') },
  ...editionRoutes('committee'),
  ...applicationRoutes('committee', withEvidence(() => import('../office/CasePage'))),
  { path: '/committee/scores', titleKey: 'scoring.menu.scores', icon: <BarChartOutlined />, menu: true, lazy: () => import('@/features/scoring/ScoresPage') },
  { path: '/committee/teams', titleKey: 'assignment.menu.teams', icon: <TeamOutlined />, menu: true, lazy: () => import('@/features/assignment/TeamsPage') },
  ...relationRoutes('committee'),
  ownTiesRoute('committee'),
  { path: '/committee/recusals', titleKey: 'recusals.menu.recusals', icon: <StopOutlined />, menu: true, lazy: () => import('@/features/recusals/RecusalsPage') },
  { path: '/committee/break-glass', titleKey: 'recusals.menu.breakGlass', icon: <UnlockOutlined />, menu: true, lazy: () => import('@/features/recusals/BreakGlassPage') },
  { path: '/committee/interests', titleKey: 'recusals.menu.interests', icon: <SafetyCertificateOutlined />, menu: true, lazy: () => import('@/features/recusals/InterestsPage') },
  { path: '/committee/audit', titleKey: 'oversight.menu', menu: true, icon: <AuditOutlined />, lazy: () => import('@/features/oversight/AuditPage') },
  { path: '/committee/objections', titleKey: 'objections.menu', icon: <AlertOutlined />, menu: true, lazy: () => import('@/features/objections/ObjectionsPage') },
  { path: '/committee/objections/$objectionId', titleKey: 'objections.menu', lazy: () => import('@/features/objections/ObjectionPage') },
  { path: '/committee/awards', titleKey: 'awards.menu', icon: <TrophyOutlined />, menu: true, lazy: () => import('@/features/awards/AwardsPage') },
  { path: '/committee/experts', titleKey: 'experts.menu', menu: true, icon: <IdcardOutlined />, lazy: () => import('@/features/experts/ExpertsPage') },
  { path: '/committee/experts/$expertId', titleKey: 'experts.menu', lazy: () => import('@/features/experts/ExpertPage') },
  { path: '/committee/records', titleKey: 'records.menu', menu: true, icon: <FileProtectOutlined />, lazy: () => import('@/features/records/RecordsPage') },
  { path: '/committee/record-matches', titleKey: 'matches.menu', menu: true, icon: <NodeIndexOutlined />, lazy: () => import('@/features/records/MatchesPage') },
  { path: '/committee/rulesets', titleKey: 'rulesets.menu', menu: true, icon: <ControlOutlined />, lazy: () => import('@/features/rulesets/RulesetsPage') },
]
