import { Empty, Tag } from 'antd'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { NoticeOut } from '@/api/models'
import { date } from '@/shared/lib/time'
import './public_site.css'

const colours: Record<string, string> = { call: 'processing', publicity: 'warning', results: 'success', revocation: 'error' }

/** Notices, newest first: what kind, what it says, since when. */
export function NoticeList({ notices }: { notices: NoticeOut[] }) {
  const { t } = useTranslation()
  if (notices.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('public_site.noNotices')} />
  return (
    <ul className="notice-list">
      {notices.map((notice) => (
        <li key={notice.id}>
          <Tag color={colours[notice.kind] ?? 'default'}>{t(`public_site.kind.${notice.kind}`)}</Tag>
          <Link to={`/notices/${notice.id}` as string}>{notice.title}</Link>
          <span className="muted">{date(notice.published_at)}</span>
        </li>
      ))}
    </ul>
  )
}
