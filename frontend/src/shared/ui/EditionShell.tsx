import { Tabs } from 'antd'
import { useLocation, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/shared/session/session'
import { Loaded, Page } from './Page'
import { StateTag } from './StateTag'

const PAGES: Record<string, string[]> = {
  office: ['', 'plan', 'points', 'team', 'draws', 'conflicts', 'ranking', 'lists', 'reports', 'archive'],
  agency: ['', 'plan', 'team', 'draws', 'conflicts', 'ranking', 'lists', 'reports'],
  committee: ['', 'plan', 'points', 'team', 'draws', 'conflicts', 'ranking', 'lists', 'reports', 'archive'],
  auditor: ['', 'plan', 'points', 'team', 'draws', 'conflicts', 'ranking', 'lists', 'reports', 'archive'],
  government: ['', 'plan', 'points', 'ranking', 'lists', 'reports'],
}

/** The public-opinion round has its page only where the ruleset has the stage. */
const pagesOf = (role: string, edition: EditionLike) => {
  const pages = PAGES[role] ?? ['']
  return edition.stages.some((one) => one.key === 'public_opinion') ? pages.flatMap((page) => (page === 'ranking' ? ['opinions', page] : [page])) : pages
}

interface EditionLike {
  id: string
  title: string
  state: string
  stages: { key: string }[]
}

interface Props<T extends EditionLike> {
  query: { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown }
  children: (edition: T, base: string) => ReactNode
}

/** What every page of one edition stands in: title, stage, and tabs that are links. */
export function EditionShell<T extends EditionLike>({ query, children }: Props<T>) {
  const { t } = useTranslation()
  const { session } = useSession()
  const role = session?.membership?.role ?? 'office'
  return (
    <Page
      title={query.data?.title ?? t('editions.title')}
      tags={query.data && <StateTag entity="edition" state={query.data.state} />}
      back={[{ title: t('editions.title'), to: `/${role}/editions` }]}
    >
      <Loaded query={query}>
        {(edition) => {
          const base = `/${role}/editions/${edition.id}`
          return (
            <>
              <EditionTabs pages={pagesOf(role, edition)} base={base} />
              {children(edition, base)}
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

function EditionTabs({ pages, base }: { pages: string[]; base: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const path = useLocation({ select: (location) => location.pathname })
  return (
    <Tabs
      activeKey={path.slice(base.length + 1).split('/')[0] ?? ''}
      onChange={(key) => void navigate({ to: key ? `${base}/${key}` : base })}
      items={pages.map((page) => ({ key: page, label: t(`edition.page.${page || 'overview'}`) }))}
    />
  )
}
