import { Empty, Skeleton, Tabs } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListTeams } from '@/api/endpoints/assignment/assignment'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { Board } from './Board'
import { useEditionChoice } from './EditionSelect'
import './assignment.css'

const Proposals = lazy(() => import('./Proposals'))
const Workload = lazy(() => import('./Workload'))
const Visits = lazy(() => import('./Visits'))
const Fairness = lazy(() => import('./Fairness'))

/** Review teams of an edition: the board, proposals, workload, dates of the visits, the fairness report. */
export default function TeamsPage() {
  const { t } = useTranslation()
  const { session } = useSession()
  const { editionId, empty, error, control } = useEditionChoice()
  const [tab, setTab] = useState('board')
  const board = useListTeams(editionId ?? '', { query: { enabled: editionId !== undefined } })
  const writer = ['office', 'agency'].includes(session?.membership?.role ?? '')
  const waiting = <Skeleton active paragraph={{ rows: 6 }} />
  return (
    <Page title={t('assignment.teams')} tags={<ArticleTag row="11" />} extra={control}>
      {error !== null && error !== undefined && <ProblemAlert error={error} />}
      {empty ? (
        <Empty description={t('assignment.noEdition')} />
      ) : (
        <Loaded query={board}>
          {(found) => {
            const mayWrite = writer && found.open
            const part = (key: string, children: React.ReactNode) => ({ key, label: t(`assignment.tab.${key}`), children: <Suspense fallback={waiting}>{children}</Suspense> })
            return (
              <Tabs
                activeKey={tab}
                onChange={setTab}
                destroyOnHidden
                items={[
                  part('board', <Board key={found.edition_id} board={found} mayWrite={mayWrite} onPropose={() => setTab('proposals')} />),
                  part('proposals', <Proposals key={found.edition_id} board={found} mayWrite={mayWrite} onApplied={() => setTab('board')} />),
                  part('workload', <Workload board={found} />),
                  part('visits', <Visits key={found.edition_id} editionId={found.edition_id} writer={writer} />),
                  part('fairness', <Fairness editionId={found.edition_id} />),
                ]}
              />
            )
          }}
        </Loaded>
      )}
    </Page>
  )
}
