import { AuditOutlined, FileProtectOutlined, FileSearchOutlined, ReadOutlined, TrophyOutlined } from '@ant-design/icons'
import { Button, Card, Empty } from 'antd'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useListPublicNotices, useReadPublicCurrent } from '@/api/endpoints/public-site/public-site'
import { deadlineOf } from '@/shared/lib/deadlines'
import { dateTime } from '@/shared/lib/time'
import { Deadline } from '@/shared/ui/Deadline'
import { Loaded } from '@/shared/ui/Page'
import { ProgressLine } from '@/shared/ui/ProgressLine'
import { StateTag } from '@/shared/ui/StateTag'
import { NoticeList } from './NoticeList'

const entrances = [
  { to: '/eligibility', key: 'eligibility', icon: <FileSearchOutlined /> },
  { to: '/winners', key: 'winners', icon: <TrophyOutlined /> },
  { to: '/verify', key: 'verify', icon: <FileProtectOutlined /> },
  { to: '/follow', key: 'follow', icon: <AuditOutlined /> },
  { to: '/regulation', key: 'regulation', icon: <ReadOutlined /> },
]

/** The public's front page: what the award is, where this edition stands, the latest notices. */
export default function HomePage() {
  const { t } = useTranslation()
  const current = useReadPublicCurrent()
  const notices = useListPublicNotices()
  return (
    <div className="stack">
      <section className="hero">
        <h1>{t('common.award')}</h1>
        <p className="hero-line">{t('public_site.hero')}</p>
        <p>{t('public_site.heroText')}</p>
        <div className="row-actions">
          <Link to="/register"><Button size="large" className="gold" type="primary">{t('public_site.apply')}</Button></Link>
          <Link to="/eligibility"><Button size="large" ghost>{t('public_site.eligibility')}</Button></Link>
          <Link to="/guide"><Button size="large" ghost>{t('public_site.guide')}</Button></Link>
        </div>
      </section>
      <Card title={t('public_site.current')}>
        <Loaded query={current}>
          {(edition) =>
            edition ? (
              <>
                <p className="edition-name"><strong>{edition.title}</strong> <StateTag entity="edition" state={edition.state} /></p>
                <ProgressLine step={edition.step} stages={edition.stages} />
                <dl className="facts">
                  <div><dt>{t('public_site.window')}</dt><dd>{dateTime(edition.opens_at)} — {dateTime(edition.closes_at)}{edition.state === 'open' && <div><Deadline deadline={deadlineOf(edition, 'application_window')} /></div>}</dd></div>
                  {edition.publicity_ends_at && edition.state === 'publicity' && (
                    <div><dt>{t('public_site.publicityUntil')}</dt><dd><Deadline deadline={deadlineOf(edition, 'publicity')} /></dd></div>
                  )}
                </dl>
              </>
            ) : (
              <Empty description={t('public_site.noCurrent')} />
            )
          }
        </Loaded>
      </Card>
      <Card title={t('public_site.latest')} extra={<Link to="/notices">{t('common.all')}</Link>}>
        <Loaded query={notices}>{(rows) => <NoticeList notices={rows.slice(0, 6)} />}</Loaded>
      </Card>
      <nav className="entrances" aria-label={t('public_site.services')}>
        {entrances.map((one) => (
          <Link key={one.key} to={one.to} className="entrance">
            {one.icon}
            <strong>{t(`public_site.${one.key}`)}</strong>
            <span className="muted">{t(`public_site.about.${one.key}`)}</span>
          </Link>
        ))}
      </nav>
    </div>
  )
}
