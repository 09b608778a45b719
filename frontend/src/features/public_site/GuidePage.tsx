import { Alert, Card, List, Table, Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import { useReadGuide } from '@/api/endpoints/public-site/public-site'
import { yuan } from '@/shared/lib/money'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { TierTag } from '@/shared/ui/TierTag'

/** 办事指南: conditions, materials, channels, places and steps, made from the ruleset. */
export default function GuidePage() {
  const { t } = useTranslation()
  const guide = useReadGuide()
  return (
    <Page title={t('public_site.guide')}>
      <Loaded query={guide}>
        {(found) => (
          <div className="stack">
            <Alert type="success" showIcon title={t('public_site.free')} />
            <Card title={t('public_site.conditions')}>
              <List dataSource={found.conditions} renderItem={(one) => <List.Item><span><ArticleTag article={one.article} /> {one.title}</span></List.Item>} />
            </Card>
            <Card title={t('public_site.channels')}>
              <Table
                size="small"
                pagination={false}
                rowKey="ownership"
                dataSource={found.channels}
                columns={[
                  { title: t('register.ownership'), dataIndex: 'ownership', render: (value: string) => t(`ownership.${value}`) },
                  { title: t('public_site.channels'), dataIndex: 'channel', render: (value: string) => t(`public_site.channel.${value}`) },
                ]}
              />
            </Card>
            <Card title={t('public_site.materials')}>
              <List dataSource={found.materials} renderItem={(one) => <List.Item><List.Item.Meta title={<>{one.title} {one.required && <span className="muted">（{t('common.required')}）</span>}</>} description={<><ArticleTag article={one.article} /> {one.help}</>} /></List.Item>} />
            </Card>
            <Card title={<>{t('public_site.places')} <ArticleTag article="3" /><ArticleTag article="18" /></>}>
              {found.places.map((place) => <p key={place.tier}><TierTag tier={place.tier} /> {t('public_site.placesText', { quota: place.quota, prize: yuan(place.prize) })}</p>)}
              <p className="muted">{t('public_site.placesTotal', { total: found.total })}</p>
            </Card>
            <Card title={<>{t('public_site.steps')} <ArticleTag article="17" /></>}>
              <Timeline items={found.steps.map((step) => ({ content: <><strong>{t(`step.${step.number}`)}</strong> <ArticleTag article={step.article} /><p className="prose muted">{step.text}</p></> }))} />
            </Card>
            <p className="muted"><ArticleTag article="37" /> {t('public_site.noOther')}</p>
          </div>
        )}
      </Loaded>
    </Page>
  )
}
