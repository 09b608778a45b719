import type { RoleRoute } from '../types'

export const routes: RoleRoute[] = [
  { path: '/', titleKey: 'public_site.home', menu: true, lazy: () => import('@/features/public_site/HomePage') },
  { path: '/notices', titleKey: 'public_site.notices', menu: true, lazy: () => import('@/features/public_site/NoticesPage') },
  { path: '/notices/$noticeId', titleKey: 'public_site.notices', lazy: () => import('@/features/public_site/NoticePage') },
  { path: '/winners', titleKey: 'public_site.winners', menu: true, lazy: () => import('@/features/public_site/WinnersPage') },
  { path: '/guide', titleKey: 'public_site.guide', menu: true, lazy: () => import('@/features/public_site/GuidePage') },
  { path: '/eligibility', titleKey: 'public_site.eligibility', menu: true, lazy: () => import('@/features/public_site/EligibilityCheckPage') },
  { path: '/regulation', titleKey: 'public_site.regulation', menu: true, lazy: () => import('@/features/public_site/RegulationPage') },
  { path: '/verify', titleKey: 'public_site.verify', menu: true, lazy: () => import('@/features/public_site/VerifyPage') },
  { path: '/verify/$code', titleKey: 'public_site.verify', lazy: () => import('@/features/public_site/VerifyPage') },
  { path: '/draws', titleKey: 'draws.publicMenu', lazy: () => import('@/features/draws/PublicDrawsPage') },
  { path: '/object', titleKey: 'objections.object', lazy: () => import('@/features/objections/ObjectPage') },
  { path: '/follow', titleKey: 'public_site.follow', menu: true, lazy: () => import('@/features/objections/FollowPage') },
]
