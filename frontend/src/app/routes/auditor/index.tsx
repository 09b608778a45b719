import { AlertOutlined, AuditOutlined, BankOutlined, BarChartOutlined, ControlOutlined, DatabaseOutlined, FileProtectOutlined, IdcardOutlined, NodeIndexOutlined, PartitionOutlined, SafetyCertificateOutlined, StarOutlined, StopOutlined, TeamOutlined, TrophyOutlined, UnlockOutlined } from '@ant-design/icons'
import { editionRoutes } from '../editions'
import { applicationRoutes } from '../applications'
import { withEvidence } from '../evidence'
import { relationRoutes } from '../relations'
import { startRoutes } from '../start'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  ...startRoutes('auditor'),
  ...editionRoutes('auditor'),
  ...applicationRoutes('auditor', withEvidence(() => import('../office/CasePage'))),
  { path: '/auditor/experts', titleKey: 'experts.menu', menu: true, icon: <IdcardOutlined />, lazy: () => import('@/features/experts/ExpertsPage') },
  { path: '/auditor/experts/$expertId', titleKey: 'experts.menu', lazy: () => import('@/features/experts/ExpertPage') },
  { path: '/auditor/records', titleKey: 'records.menu', menu: true, icon: <FileProtectOutlined />, lazy: () => import('@/features/records/RecordsPage') },
  { path: '/auditor/record-matches', titleKey: 'matches.menu', menu: true, icon: <NodeIndexOutlined />, lazy: () => import('@/features/records/MatchesPage') },
  { path: '/auditor/teams', titleKey: 'assignment.menu.teams', icon: <TeamOutlined />, menu: true, lazy: () => import('@/features/assignment/TeamsPage') },
  ...relationRoutes('auditor'),
  { path: '/auditor/scores', titleKey: 'scoring.menu.scores', icon: <BarChartOutlined />, menu: true, lazy: () => import('@/features/scoring/ScoresPage') },
  { path: '/auditor/recusals', titleKey: 'recusals.menu.recusals', icon: <StopOutlined />, menu: true, lazy: () => import('@/features/recusals/RecusalsPage') },
  { path: '/auditor/interests', titleKey: 'recusals.menu.interests', icon: <SafetyCertificateOutlined />, menu: true, lazy: () => import('@/features/recusals/InterestsPage') },
  { path: '/auditor/break-glass', titleKey: 'recusals.menu.breakGlass', icon: <UnlockOutlined />, menu: true, lazy: () => import('@/features/recusals/BreakGlassPage') },
  { path: '/auditor/ratings', titleKey: 'scoring.menu.ratings', icon: <StarOutlined />, menu: true, lazy: () => import('@/features/scoring/RatingsPage') },
  { path: '/auditor/audit', titleKey: 'oversight.menu', menu: true, icon: <AuditOutlined />, lazy: () => import('@/features/oversight/AuditPage') },
  { path: '/auditor/store', titleKey: 'storage.title', menu: true, icon: <DatabaseOutlined />, lazy: () => import('@/features/storage/StoragePage') },
  { path: '/auditor/rulesets', titleKey: 'rulesets.menu', menu: true, icon: <ControlOutlined />, lazy: () => import('@/features/rulesets/RulesetsPage') },
  { path: '/auditor/procedure', titleKey: 'oversight.procedureMenu', menu: true, icon: <PartitionOutlined />, lazy: () => import('@/features/oversight/ProcedurePage') },
  { path: '/auditor/organisations', titleKey: 'organisations.title', menu: true, icon: <BankOutlined />, lazy: () => import('@/features/organisations/OrganisationsPage') },
  { path: '/auditor/meetings', titleKey: 'deliberation.menu', icon: <AuditOutlined />, menu: true, lazy: () => import('@/features/deliberation/MeetingsPage') },
  { path: '/auditor/meetings/$meetingId', titleKey: 'deliberation.menu', lazy: () => import('@/features/deliberation/MeetingPage') },
  { path: '/auditor/objections', titleKey: 'objections.menu', icon: <AlertOutlined />, menu: true, lazy: () => import('@/features/objections/ObjectionsPage') },
  { path: '/auditor/objections/$objectionId', titleKey: 'objections.menu', lazy: () => import('@/features/objections/ObjectionPage') },
  { path: '/auditor/awards', titleKey: 'awards.menu', icon: <TrophyOutlined />, menu: true, lazy: () => import('@/features/awards/AwardsPage') },
]
