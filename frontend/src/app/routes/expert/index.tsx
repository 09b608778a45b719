import { FormOutlined, HomeOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { inboxRoute } from '../start'
import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  { path: '/expert', titleKey: 'scoring.menu.home', icon: <HomeOutlined />, menu: true, lazy: () => import('@/features/scoring/ExpertHome') },
  { path: '/expert/sheets', titleKey: 'scoring.menu.sheets', icon: <FormOutlined />, menu: true, lazy: () => import('@/features/scoring/SheetsPage') },
  { path: '/expert/sheets/$sheetId', titleKey: 'scoring.menu.sheets', lazy: () => import('@/features/scoring/ScorePage') },
  { path: '/expert/sheets/$sheetId/items/$item', titleKey: 'scoring.menu.sheets', lazy: () => import('@/features/scoring/ScorePage') },
  { path: '/expert/sheets/$sheetId/check', titleKey: 'scoring.checkTitle', lazy: () => import('@/features/scoring/CheckPage') },
  { path: '/expert/applications/$applicationId', titleKey: 'scoring.reading', lazy: () => import('@/features/scoring/ReadingPage') },
  { path: '/expert/interests', titleKey: 'assignment.menu.interests', icon: <SafetyCertificateOutlined />, menu: true, lazy: () => import('@/features/assignment/InterestsPage') },
  { path: '/expert/undertaking/$editionId', titleKey: 'assignment.menu.undertaking', lazy: () => import('@/features/assignment/UndertakingPage') },
  inboxRoute('expert'),
]
