import { Alert, Card, Empty, Statistic } from 'antd'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useListApplications } from '@/api/endpoints/applications/applications'
import { useReadRecommendationDesk } from '@/api/endpoints/recommendation/recommendation'
import type { RecommendationDeskOut } from '@/api/models'
import { deadlineOf } from '@/shared/lib/deadlines'
import { serverNow } from '@/shared/http/client'
import { date, dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Deadline } from '@/shared/ui/Deadline'
import { Loaded, Page } from '@/shared/ui/Page'
import { TaskList } from '@/shared/ui/TaskList'

const after = ['formal_passed', 'accepted', 'not_accepted', 'formal_failed', 'shortlisted', 'not_shortlisted', 'awarded', 'not_awarded', 'failed']

/** The recommending unit's start: what waits for its opinion and until when; only its own (Art. 12, 17(3)). */
export default function DeskPage() {
  const { t } = useTranslation()
  const desk = useReadRecommendationDesk()
  return (
    <Page title={t('recommendation.home')}>
      <Loaded query={desk}>{(shown) => <Desk desk={shown} />}</Loaded>
    </Page>
  )
}

function Desk({ desk }: { desk: RecommendationDeskOut }) {
  const { t } = useTranslation()
  const waiting = useListApplications({ limit: 200, state: ['submitted'], ...(desk.edition_id ? { edition_id: desk.edition_id } : {}) })
  const count = (states: string[]) => states.reduce((sum, state) => sum + (desk.counts[state] ?? 0), 0)
  const restricted = desk.cancelled || desk.suspended_until !== null
  const open = desk.edition_state === 'open' && desk.recommend_by !== null && serverNow() < new Date(desk.recommend_by)
  if (!desk.edition_id) return <Card><Empty description={t('recommendation.noEdition')} /></Card>
  return (
    <div className="stack">
      {restricted && (
        <Alert
          type="error"
          showIcon
          title={<>{t(desk.cancelled ? 'recommendation.cancelled' : 'recommendation.suspended', { day: date(desk.suspended_until) })} <ArticleTag row="28" /></>}
          description={desk.restriction_reason}
        />
      )}
      <Card title={desk.edition} extra={<span className="muted">{desk.department}</span>}>
        <p>{open ? <Deadline deadline={deadlineOf(desk, 'recommendation')} /> : t(desk.recommend_by !== null && serverNow() >= new Date(desk.recommend_by) ? 'recommendation.over' : 'recommendation.notOpen', { time: dateTime(desk.recommend_by) })}</p>
        <div className="statistics">
          <Statistic title={t('recommendation.waiting')} value={count(['submitted'])} />
          <Statistic title={t('recommendation.given')} value={count(['filed', ...after])} />
          <Statistic title={t('recommendation.refused')} value={count(['not_recommended'])} />
        </div>
        <Link to={'/recommender/applications' as string}>{t('recommendation.all')}</Link>
      </Card>
      <Loaded query={waiting}>
        {(page) => (
          <TaskList
            title={t('recommendation.tasks')}
            tasks={page.items.map((one) => ({
              key: one.id,
              title: one.organisation,
              link: `/recommender/applications/${one.id}`,
              ...(open ? { due: desk.recommend_by } : {}),
              hint: `${one.case_number} · ${one.area} · ${t('recommendation.submitted', { time: dateTime(one.submitted_at) })}`,
              status: 'not_started' as const,
            }))}
          />
        )}
      </Loaded>
    </div>
  )
}
