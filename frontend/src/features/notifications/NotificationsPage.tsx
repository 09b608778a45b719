import './notifications.css'
import { Button, Card, Empty, Segmented, Tag } from 'antd'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listNotifications, readAllNotifications, readNotification } from '@/api/endpoints/notifications/notifications'
import type { NotificationOut } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'

/** The inbox of the role acted in. Opening a message marks it as read and leads to what it is about. */
export default function NotificationsPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [only, setOnly] = useState<'all' | 'unread'>('all')
  const [error, setError] = useState<unknown>(null)
  const inbox = useInfiniteQuery({
    queryKey: ['/api/v1/notifications', only],
    queryFn: ({ pageParam }) => listNotifications({ unread: only === 'unread', limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ['/api/v1/notifications'] }), queries.invalidateQueries({ queryKey: ['unread'] })])
  const open = async (item: NotificationOut) => {
    setError(null)
    try {
      if (!item.read_at) {
        await readNotification(item.id)
        void refresh()
      }
      await navigate({ to: item.link })
    } catch (caught) {
      setError(caught)
    }
  }
  const readAll = async () => {
    setError(null)
    try {
      await readAllNotifications()
      await refresh()
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <Page title={t('common.notifications')} extra={<Button onClick={() => void readAll()}>{t('notifications.readAll')}</Button>}>
      <Card>
        <Segmented
          value={only}
          aria-label={t('common.notifications')}
          onChange={setOnly}
          options={[{ value: 'all', label: t('common.all') }, { value: 'unread', label: t('notifications.unread') }]}
        />
        {error !== null && <ProblemAlert error={error} />}
        <Loaded query={inbox}>
          {(data) => {
            const items = data.pages.flatMap((page) => page.items)
            if (items.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('notifications.none')} />
            return (
              <ul className="inbox">
                {items.map((item) => (
                  <li key={item.id} className={item.read_at ? '' : 'is-unread'}>
                    <Button type="link" onClick={() => void open(item)}>{item.title}</Button>
                    {!item.read_at && <Tag color="processing">{t('notifications.unread')}</Tag>}
                    <span className="block">{item.body}</span>
                    <time className="muted" dateTime={item.created_at}>{dateTime(item.created_at)}</time>
                  </li>
                ))}
              </ul>
            )
          }}
        </Loaded>
        {inbox.hasNextPage && (
          <div className="table-more"><Button loading={inbox.isFetchingNextPage} onClick={() => void inbox.fetchNextPage()}>{t('common.more')}</Button></div>
        )}
      </Card>
    </Page>
  )
}
