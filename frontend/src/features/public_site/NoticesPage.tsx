import { Card } from 'antd'
import { useTranslation } from 'react-i18next'
import { useListPublicNotices } from '@/api/endpoints/public-site/public-site'
import { Loaded, Page } from '@/shared/ui/Page'
import { NoticeList } from './NoticeList'

/** Every notice to the public, newest first. */
export default function NoticesPage() {
  const { t } = useTranslation()
  const notices = useListPublicNotices()
  return (
    <Page title={t('public_site.notices')}>
      <Loaded query={notices}>{(rows) => <Card><NoticeList notices={rows} /></Card>}</Loaded>
    </Page>
  )
}
