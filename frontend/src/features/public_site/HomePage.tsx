import { Button, Card, Descriptions, Empty, List, Tag } from 'antd'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useListPublicNotices, useReadPublicCurrent } from '@/api/endpoints/public-site/public-site'
import { date, dateTime } from '@/shared/lib/time'
import { Deadline } from '@/shared/ui/Deadline'
import { Loaded } from '@/shared/ui/Page'
import { ProgressLine } from '@/shared/ui/ProgressLine'
import { StateTag } from '@/shared/ui/StateTag'

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
          <Link to="/guide"><Button size="large" ghost>{t('public_site.guide')}</Button></Link>
        </div>
      </section>
      <Card title={t('public_site.current')}>
        <Loaded query={current}>
          {(edition) =>
            edition ? (
              <>
                <p><strong>{edition.title}</strong> <StateTag entity="edition" state={edition.state} /></p>
                <ProgressLine step={edition.step} />
                <Descriptions
                  column={{ xs: 1, md: 2 }}
                  items={[
                    { key: 'window', label: t('public_site.window'), children: `${dateTime(edition.opens_at)} — ${dateTime(edition.closes_at)}` },
                    ...(edition.publicity_ends_at && edition.state === 'publicity'
                      ? [{ key: 'publicity', label: t('public_site.publicityUntil'), children: <Deadline at={edition.publicity_ends_at} consequence={t('public_site.publicityRule')} /> }]
                      : []),
                  ]}
                />
              </>
            ) : (
              <Empty description={t('public_site.noCurrent')} />
            )
          }
        </Loaded>
      </Card>
      <Card title={t('public_site.latest')} extra={<Link to="/notices">{t('common.all')}</Link>}>
        <Loaded query={notices}>
          {(rows) => (
            <List
              dataSource={rows.slice(0, 6)}
              locale={{ emptyText: t('public_site.noNotices') }}
              renderItem={(notice) => (
                <List.Item extra={<span className="muted">{date(notice.published_at)}</span>}>
                  <Link to={`/notices/${notice.id}` as string}><Tag color="blue">{t(`public_site.kind.${notice.kind}`)}</Tag>{notice.title}</Link>
                </List.Item>
              )}
            />
          )}
        </Loaded>
      </Card>
    </div>
  )
}
