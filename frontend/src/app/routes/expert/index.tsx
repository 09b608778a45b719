import { FormOutlined, HomeOutlined, IdcardOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { readingRoutes, withEvidence } from '../evidence'
import { ownTiesRoute } from '../relations'
import { inboxRoute } from '../start'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  { path: '/expert', titleKey: 'scoring.menu.home', icon: <HomeOutlined />, menu: true, lazy: () => import('@/features/scoring/ExpertHome') },
  { path: '/expert/sheets', titleKey: 'scoring.menu.sheets', icon: <FormOutlined />, menu: true, lazy: () => import('@/features/scoring/SheetsPage') },
  { path: '/expert/sheets/$sheetId', titleKey: 'scoring.menu.sheets', lazy: withEvidence(() => import('@/features/scoring/ScorePage')) },
  { path: '/expert/sheets/$sheetId/items/$item', titleKey: 'scoring.menu.sheets', lazy: withEvidence(() => import('@/features/scoring/ScorePage')) },
  { path: '/expert/sheets/$sheetId/check', titleKey: 'scoring.checkTitle', lazy: () => import('@/features/scoring/CheckPage') },
  { path: '/expert/applications/$applicationId', titleKey: 'scoring.reading', lazy: withEvidence(() => import('@/features/scoring/ReadingPage')) },
  ...readingRoutes('expert'),
  { path: '/expert/interests', titleKey: 'recusals.menu.interests', icon: <SafetyCertificateOutlined />, menu: true, lazy: () => import('@/features/recusals/InterestsPage') },
  ownTiesRoute('expert'),
  { path: '/expert/profile', titleKey: 'experts.ownProfile', icon: <IdcardOutlined />, menu: true, lazy: () => import('./OwnPage') },
  inboxRoute('expert'),
]
