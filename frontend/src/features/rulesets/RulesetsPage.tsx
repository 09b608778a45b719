import { Card, Descriptions, Empty, Segmented, Steps, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListRulesets } from '@/api/endpoints/rulesets/rulesets'
import type { ParameterOut, PointOut, RulesetOut, TierOut } from '@/api/models'
import { yuan } from '@/shared/lib/money'
import { size } from '@/shared/lib/size'
import { date } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { TierTag } from '@/shared/ui/TierTag'
import { Simulation } from './Simulation'

/** What the rules are, which clause sets each, what is the city's own; and what a change would have meant. */
export default function RulesetsPage() {
  const { t } = useTranslation()
  const query = useListRulesets()
  const [code, setCode] = useState<string | null>(null)
  return (
    <Page title={t('rulesets.title')} tags={<ArticleTag row="38" />}>
      <p className="muted prose">{t('rulesets.intro')}</p>
      <Loaded query={query}>
        {(rulesets) => {
          const law = rulesets.find((one) => one.code === code) ?? rulesets[0]
          if (!law) return <Empty />
          return (
            <div className="stack">
              {rulesets.length > 1 && (
                <Segmented aria-label={t('rulesets.title')} value={law.code} onChange={setCode} options={rulesets.map((one) => ({ value: one.code, label: one.title }))} />
              )}
              <Head law={law} />
              <Tiers law={law} />
              <Values law={law} />
              <Simulation key={law.code} law={law} />
            </div>
          )
        }}
      </Loaded>
    </Page>
  )
}

function Head({ law }: { law: RulesetOut }) {
  const { t } = useTranslation()
  return (
    <Card title={<>{law.title} {law.in_use && <Tag color="success">{t('rulesets.inUse')}</Tag>}</>}>
      <p>
        {t('rulesets.inForce', { from: date(law.in_force_from) })}{law.in_force_until && ` · ${t('rulesets.until', { until: date(law.in_force_until) })}`}
        {law.replaces && ` · ${t('rulesets.replaces', { name: law.replaces })}`}
      </p>
      <p className="muted digest">{t('rulesets.digest')} <code>{law.sha256}</code></p>
      <h3>{t('rulesets.stages')}</h3>
      <Steps
        size="small"
        orientation="vertical"
        current={-1}
        items={law.stages.map((stage) => ({ title: <>{t(`stage.${stage.key}`)} <ArticleTag article={stage.article} /> {stage.optional && <Tag>{t('rulesets.optional')}</Tag>}</> }))}
      />
    </Card>
  )
}

function Tiers({ law }: { law: RulesetOut }) {
  const { t } = useTranslation()
  const several = new Set(law.tiers.map((tier) => tier.subject)).size > 1
  const columns: Column<TierOut>[] = [
    { key: 'tier', title: t('rulesets.tier'), render: (tier) => <><TierTag tier={tier.key} /> <ArticleTag article={tier.article} /></> },
    ...(several ? [{ key: 'subject', title: t('rulesets.goesTo'), render: (tier: TierOut) => t(`subject.${tier.subject}`) }] : []),
    { key: 'quota', title: t('rulesets.quota'), render: (tier) => tier.quota },
    { key: 'prize', title: t('rulesets.prize'), render: (tier) => (tier.prize ? yuan(tier.prize) : t('rulesets.certificate')) },
    { key: 'waits', title: t('rulesets.waits'), render: (tier) => (tier.waits ? t('rulesets.waitsText', { count: tier.waits }) : t('rulesets.noWait')) },
  ]
  return (
    <Card title={t('rulesets.tiers')} extra={<span className="muted">{t('rulesets.total', { count: law.quota_total })}</span>}>
      <DataTable label={t('rulesets.tiers')} rows={law.tiers} columns={columns} rowKey={(tier) => tier.key} empty="" />
    </Card>
  )
}

const HIDDEN = new Set(['quotas', 'prizes', 'wait_editions', 'quota_total'])

function shown(value: unknown, t: (key: string) => string): string {
  if (Array.isArray(value)) return value.map((one: { name?: string }) => one.name ?? String(one)).join('、')
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).map(([key, one]) => `${t(`rulesets.part.${key}`)} ${typeof one === 'string' ? t(`rulesets.part.${one}`) : String(one)}`).join('；')
  }
  return String(value)
}

function Values({ law }: { law: RulesetOut }) {
  const { t } = useTranslation()
  const values: Column<ParameterOut>[] = [
    { key: 'name', title: t('rulesets.name'), render: (one) => one.title },
    { key: 'value', title: t('rulesets.value'), render: (one) => <strong>{shown(one.value, t)} {one.unit}</strong> },
    { key: 'article', title: t('rulesets.article'), render: (one) => <ArticleTag article={one.article} /> },
  ]
  const points: Column<PointOut>[] = [
    { key: 'name', title: t('rulesets.name'), render: (one) => one.title },
    { key: 'default', title: t('rulesets.default'), render: (one) => <strong className="rulesets-ground">{words(one.default, t)}</strong> },
    { key: 'ground', title: t('rulesets.ground'), render: (one) => <span className="rulesets-ground">{one.ground}</span> },
    { key: 'article', title: t('rulesets.article'), wideOnly: true, render: (one) => <ArticleTag article={one.article} /> },
  ]
  const local = law.parameters.filter((one) => one.local && !HIDDEN.has(one.key))
  return (
    <>
      <Card title={t('rulesets.law')}>
        <DataTable label={t('rulesets.law')} rows={law.parameters.filter((one) => !one.local && !HIDDEN.has(one.key))} columns={values} rowKey={(one) => one.key} empty="" />
      </Card>
      <Card title={t('rulesets.localValues')}>
        <p className="muted prose">{t('rulesets.localHint', { by: law.local_approved_by })}{law.local_approved_on && ` · ${t('rulesets.approvedOn', { date: date(law.local_approved_on) })}`}</p>
        {local.length > 0 && <Descriptions column={1} size="small" items={local.map((one) => ({ key: one.key, label: one.title, children: one.key.endsWith('_bytes') ? size(one.value as number) : `${shown(one.value, t)} ${one.unit}` }))} />}
        <DataTable label={t('rulesets.localValues')} rows={law.points} columns={points} rowKey={(one) => one.key} empty="" />
      </Card>
    </>
  )
}

const words = (value: string, t: (key: string) => string) => (value === 'True' ? t('common.yes') : value === 'False' ? t('common.no') : value || '—')
