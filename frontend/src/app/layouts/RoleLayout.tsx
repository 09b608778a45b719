import { BellOutlined, LogoutOutlined, MenuOutlined, SafetyOutlined, SwapOutlined, UserOutlined } from '@ant-design/icons'
import { Badge, Button, Drawer, Dropdown, Grid, Layout, Menu, Spin } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { request } from '@/shared/http/client'
import { useSession } from '@/shared/session/session'
import { routesOf } from '../routes'
import type { Role } from '../routes/types'
import { Brand, LanguageSwitch, RehearsalBanner, ServerClock } from './Chrome'

const withTabs = new Set<Role>(['applicant', 'expert', 'committee'])

/** Long menus fall into sections, by the last part of the address; what is in none stands first. */
const sections: Record<string, string[]> = {
  edition: ['editions', 'applications', 'teams', 'scores'],
  decision: ['meetings', 'objections', 'awards'],
  integrity: ['conflicts', 'relations', 'own-ties', 'panel', 'recusals', 'break-glass', 'interests', 'ratings', 'records', 'record-matches', 'audit', 'store'],
  basis: ['experts', 'organisations', 'departments', 'rulesets', 'procedure', 'calendar'],
}
const LONG_MENU = 9

/** The frame of a role: menu at the side, on a phone a tab bar under the thumb. */
export function RoleLayout({ role }: { role: Exclude<Role, 'public'> }) {
  const { t, i18n } = useTranslation()
  const { session, actAs, signOut } = useSession()
  const navigate = useNavigate()
  const path = useLocation({ select: (location) => location.pathname })
  const wide = Grid.useBreakpoint().lg !== false
  const [open, setOpen] = useState(false)
  if (session === undefined) return <Spin fullscreen description={t('common.loading')} />
  if (session === null) return <Navigate to="/login" search={{ next: path } as never} />
  const membership = session.membership
  if (!membership) return <Navigate to="/login" />
  if (membership.role !== role) return <Navigate to={`/${membership.role}`} />

  const entries = routesOf[role].filter((route) => route.menu)
  const current = entries
    .filter((route) => path === route.path || path.startsWith(`${route.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0]
  const item = (route: (typeof entries)[number]) => ({ key: route.path, icon: route.icon, label: <Link to={route.path}>{t(route.titleKey)}</Link> })
  const within = (names: string[]) => names.flatMap((name) => entries.filter((route) => route.path === `/${role}/${name}`))
  const sorted = Object.values(sections).flatMap(within)
  const items = entries.length <= LONG_MENU
    ? entries.map(item)
    : [
        ...entries.filter((route) => !sorted.includes(route)).map(item),
        ...Object.entries(sections).map(([key, names]) => ({ key, type: 'group' as const, label: t(`menu.${key}`), children: within(names).map(item) })),
      ]
  const menu = (
    <Menu
      mode="inline"
      selectedKeys={current ? [current.path] : []}
      items={items}
      onClick={() => setOpen(false)}
    />
  )
  const others = session.memberships.filter((one) => one.id !== membership.id)
  const leave = async () => {
    await signOut()
    await navigate({ to: '/login' })
  }
  return (
    <Layout className={`role-layout${withTabs.has(role) && !wide ? ' with-tabs' : ''}`}>
      <a href="#content" className="skip">{t('common.skip')}</a>
      <RehearsalBanner />
      <Layout.Header className="header">
        {!wide && <Button type="text" className="on-dark" icon={<MenuOutlined />} aria-label={t('common.menu')} onClick={() => setOpen(true)} />}
        <Link to={`/${role}`} className="plain"><Brand /></Link>
        <div className="header-end">
          {wide && <ServerClock />}
          <Bell role={role} />
          {wide && <LanguageSwitch />}
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'who', disabled: true, label: <>{session.person.name}<br /><small>{t(`role.${role}`)}{membership.title ? ` · ${membership.title}` : ''}{membership.scope_name ? ` · ${membership.scope_name}` : ''}</small></> },
                { type: 'divider' },
                ...others.map((one) => ({ key: one.id, icon: <SwapOutlined />, label: `${t(`role.${one.role}`)}${one.scope_name ? ` · ${one.scope_name}` : ''}` })),
                { key: 'account', icon: <SafetyOutlined />, label: t('common.account') },
                { key: 'leave', icon: <LogoutOutlined />, label: t('common.logout') },
              ],
              onClick: ({ key }) => {
                if (key === 'leave') void leave()
                else if (key === 'account') void navigate({ to: `/${role}/account` })
                else void actAs(key).then((next) => navigate({ to: `/${next.membership?.role ?? 'login'}` }))
              },
            }}
          >
            <Button type="text" className="on-dark" icon={<UserOutlined />}>{wide ? `${session.person.name} · ${t(`role.${role}`)}` : ''}</Button>
          </Dropdown>
        </div>
      </Layout.Header>
      <Layout>
        {wide && <Layout.Sider width={i18n.language === 'en' ? 264 : 232} className="sider">{menu}</Layout.Sider>}
        <Layout.Content id="content" tabIndex={-1} className="content"><Outlet /></Layout.Content>
      </Layout>
      <Drawer open={open} onClose={() => setOpen(false)} placement="left" title={t(`role.${role}`)} size={280} footer={<LanguageSwitch />}>{menu}</Drawer>
      {!wide && withTabs.has(role) && (
        <nav className="tab-bar" aria-label={t('common.menu')}>
          {entries.slice(0, 4).map((route) => (
            <Link key={route.path} to={route.path} activeProps={{ className: '' }} className={current === route ? 'active' : ''}>
              {route.icon}
              <span>{t(route.titleKey)}</span>
            </Link>
          ))}
        </nav>
      )}
    </Layout>
  )
}

function Bell({ role }: { role: Role }) {
  const { t } = useTranslation()
  const unread = useQuery({
    queryKey: ['unread'],
    queryFn: () => request<{ unread: number }>('/api/v1/notifications/unread'),
    refetchInterval: 60_000,
  })
  return (
    <Link to={`/${role}/notifications` as string} aria-label={t('common.notifications')}>
      <Badge count={unread.data?.unread ?? 0} size="small" offset={[-8, 10]}>
        <Button type="text" className="on-dark" icon={<BellOutlined />} tabIndex={-1} aria-hidden />
      </Badge>
    </Link>
  )
}
