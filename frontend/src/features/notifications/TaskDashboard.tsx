import './notifications.css'
import { Alert, Card, Skeleton } from 'antd'
import { BellOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useReadCurrentEdition } from '@/api/endpoints/editions/editions'
import { useListNotifications, useListTasks } from '@/api/endpoints/notifications/notifications'
import { dateTime } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProgressLine } from '@/shared/ui/ProgressLine'
import { StateTag } from '@/shared/ui/StateTag'
import { TaskList } from '@/shared/ui/TaskList'
import { line } from './line'

/** The start page of every role: where the edition stands, what to do next and until when, what is new. */
export default function TaskDashboard() {
  const { t } = useTranslation()
  const { session } = useSession()
  const role = session?.membership?.role ?? ''
  const tasks = useListTasks()
  return (
    <Page title={t('notifications.hello', { name: session?.person.name })} tags={<span className="muted">{session?.membership?.scope_name ?? t(`role.${role}`)}</span>}>
      <CurrentEdition />
      <div className="dashboard">
        <Loaded query={tasks}>
          {(all) => {
            const open = all.filter((task) => task.status !== 'done')
            const done = all.filter((task) => task.status === 'done')
            return (
              <div className="stack">
                <TaskList title={t('notifications.toDo')} tasks={open.map(line)} />
                {done.length > 0 && <TaskList title={t('notifications.done')} tasks={done.map(line)} />}
              </div>
            )
          }}
        </Loaded>
        <News role={role} />
      </div>
    </Page>
  )
}

function CurrentEdition() {
  const { t } = useTranslation()
  const edition = useReadCurrentEdition()
  if (edition.isPending) return <Skeleton active paragraph={{ rows: 2 }} />
  if (!edition.data) return <Alert type="info" showIcon title={t('notifications.noEdition')} style={{ marginBottom: 20 }} />
  return (
    <section aria-label={t('notifications.progress')} className="edition-now">
      <h2>{edition.data.title} <StateTag entity="edition" state={edition.data.state} /></h2>
      <ProgressLine step={edition.data.step} stages={edition.data.stages} />
    </section>
  )
}

function News({ role }: { role: string }) {
  const { t } = useTranslation()
  const news = useListNotifications({ limit: 6 })
  return (
    <Card title={t('notifications.news')} extra={<Link to={`/${role}/notifications`}>{t('common.all')}</Link>}>
      <Loaded query={news}>
        {(page) =>
          page.items.length === 0 ? (
            <p className="muted">{t('notifications.none')}</p>
          ) : (
            <ul className="news">
              {page.items.map((item) => (
                <li key={item.id}>
                  {!item.read_at && <BellOutlined aria-label={t('notifications.unread')} className="unread" />} <Link to={item.link}>{item.title}</Link>
                  <span className="muted block">{dateTime(item.created_at)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}
