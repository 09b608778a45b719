import { Alert, Card, Table, Timeline } from 'antd'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useReadGuide } from '@/api/endpoints/public-site/public-site'
import type { NamedOut } from '@/api/models'
import { cite } from '@/shared/i18n/cite'
import { yuan } from '@/shared/lib/money'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { TierTag } from '@/shared/ui/TierTag'
import './public_site.css'

const stepName = (step: { number: number; stage: string }, t: (key: string) => string) => t(step.stage ? `stage.${step.stage}` : `step.${step.number}`)

/** Article 13 says what an applicant must be; 14 and 15 who may not apply. */

/** The clause's own heading stands above its text already. */
const withoutTitle = (text: string, title: string) => (text.startsWith(`${title}\n`) ? text.slice(title.length + 1) : text)

function Clauses({ rows, required }: { rows: NamedOut[]; required?: string }) {
  return (
    <ul className="clause-lines">
      {rows.map((one) => (
        <li key={`${one.article} ${one.title}`}>
          <ArticleTag article={one.article} />
          <div>
            {required ? <strong>{one.title}</strong> : one.title}{required && one.required && <span className="muted">（{required}）</span>}
            {one.help && <div className="muted">{one.help}</div>}
          </div>
        </li>
      ))}
    </ul>
  )
}

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
            <Card title={t('public_site.conditions')} extra={<Link to="/eligibility">{t('public_site.eligibility')}</Link>}><Clauses rows={found.conditions.filter((one) => one.row.startsWith('13'))} /></Card>
            <Card title={t('public_site.exclusions')}>
              <p className="muted">{t('public_site.exclusionsHint', { years: found.lookback_years })}</p>
              <Clauses rows={found.conditions.filter((one) => !one.row.startsWith('13'))} />
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
              <Clauses rows={found.materials} required={t('common.required')} />
            </Card>
            <Card title={<>{t('public_site.places')} <ArticleTag row="3" /><ArticleTag row="18" /></>}>
              {found.places.map((place) => <p key={place.tier}><TierTag tier={place.tier} /> {place.prize ? t('public_site.placesText', { quota: place.quota, prize: yuan(place.prize) }) : t('public_site.placesOnly', { quota: place.quota })}</p>)}
              <p className="muted">{t('public_site.placesTotal', { total: found.total })}</p>
            </Card>
            <Card title={<>{t('public_site.steps')} <ArticleTag row="17" /></>}>
              <Timeline items={found.steps.map((step) => ({ content: <><strong>{stepName(step, t)}</strong> <ArticleTag article={step.article} /><p className="prose muted">{withoutTitle(step.text, stepName(step, t))}</p></> }))} />
            </Card>
            {cite('37') !== 'local' && <p className="muted"><ArticleTag row="37" /> {t('public_site.noOther')}</p>}
          </div>
        )}
      </Loaded>
    </Page>
  )
}
