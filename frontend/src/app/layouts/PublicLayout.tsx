import { MenuOutlined } from '@ant-design/icons'
import { Button, Drawer, Grid, Layout } from 'antd'
import { Link, Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/shared/session/session'
import { routesOf } from '../routes'
import { Brand, LanguageSwitch, RehearsalBanner } from './Chrome'

/** What everyone may see, without a login. */
export function PublicLayout() {
  const { t } = useTranslation()
  const { session } = useSession()
  const wide = Grid.useBreakpoint().md !== false
  const [open, setOpen] = useState(false)
  const links = routesOf.public.filter((route) => route.menu)
  const workbench = session?.membership ? `/${session.membership.role}` : '/login'
  const navigation = (
    <nav aria-label={t('common.menu')} className={wide ? 'public-nav' : 'public-nav-small'}>
      {links.map((route) => (
        <Link key={route.path} to={route.path} activeOptions={{ exact: route.path === '/' }} onClick={() => setOpen(false)}>
          {t(route.titleKey)}
        </Link>
      ))}
    </nav>
  )
  return (
    <Layout className="public">
      <a href="#content" className="skip">{t('common.skip')}</a>
      <RehearsalBanner />
      <Layout.Header className="header">
        <Link to="/" className="plain"><Brand /></Link>
        {wide && navigation}
        <div className="header-end">
          {wide && <LanguageSwitch />}
          <Link to={workbench}>
            <Button type="primary" className="gold">{session?.membership ? t('common.workbench') : t('login.title')}</Button>
          </Link>
          {!wide && <Button type="text" className="on-dark" icon={<MenuOutlined />} aria-label={t('common.menu')} onClick={() => setOpen(true)} />}
        </div>
      </Layout.Header>
      <Drawer open={open} onClose={() => setOpen(false)} title={t('common.menu')} size={280} footer={<LanguageSwitch />}>{navigation}</Drawer>
      <Layout.Content id="content" tabIndex={-1} className="public-content">
        <Outlet />
      </Layout.Content>
      <Layout.Footer className="footer">{t('common.award')} · {t('role.office')}</Layout.Footer>
    </Layout>
  )
}
