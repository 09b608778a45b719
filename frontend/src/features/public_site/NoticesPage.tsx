import { List, Tag } from 'antd'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useListPublicNotices } from '@/api/endpoints/public-site/public-site'
import { date } from '@/shared/lib/time'
import { Loaded, Page } from '@/shared/ui/Page'

/** Every notice to the public, newest first. */
export default function NoticesPage() {
  const { t } = useTranslation()
  const notices = useListPublicNotices()
  return (
    <Page title={t('public_site.notices')}>
      <Loaded query={notices}>
        {(rows) => (
          <List
            bordered
            className="paper"
            dataSource={rows}
            locale={{ emptyText: t('public_site.noNotices') }}
            renderItem={(notice) => (
              <List.Item extra={<span className="muted">{date(notice.published_at)}</span>}>
                <Link to={`/notices/${notice.id}` as string}><Tag color="blue">{t(`public_site.kind.${notice.kind}`)}</Tag>{notice.title}</Link>
              </List.Item>
            )}
          />
        )}
      </Loaded>
    </Page>
  )
}
