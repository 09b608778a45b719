import { Alert, Button, Card, Form, InputNumber, Space, Tag } from 'antd'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { simulateRuleset } from '@/api/endpoints/rulesets/rulesets'
import type { ChangedCaseOut, FindingOut, RulesetOut, SimulatedEditionOut } from '@/api/models'
import { yuan } from '@/shared/lib/money'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { ProblemAlert } from '@/shared/ui/Problem'

/** Numbers that something in past editions can be compared by. */
const TRIED = new Set(['min_years', 'lookback_years', 'fatal_accidents_in_a_year', 'revocation_bar_editions', 'quota_total'])

/** Values that are tried out: plain numbers by their key, places and money of each prize by "quotas.gold". */
function trial(law: RulesetOut): { name: string; label: string; value: number; unit: string }[] {
  const plain = law.parameters.filter((one) => TRIED.has(one.key)).map((one) => ({ name: one.key, label: one.title, value: one.value as number, unit: one.unit }))
  const prizes = law.tiers.flatMap((tier) => [
    { name: `quotas.${tier.key}`, label: tier.title, value: tier.quota, unit: '' },
    { name: `prizes.${tier.key}`, label: tier.title, value: tier.prize, unit: '' },
    { name: `wait_editions.${tier.key}`, label: tier.title, value: tier.waits, unit: '' },
  ])
  return [...plain, ...prizes]
}

/** What was changed, as the ruleset has it: maps are sent whole. */
function changes(law: RulesetOut, values: Record<string, number>): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const one of trial(law)) {
    if (values[one.name] === undefined || values[one.name] === one.value) continue
    const [key, tier] = one.name.split('.') as [string, string | undefined]
    if (!tier) made[key] = values[one.name]
    else made[key] = Object.fromEntries(law.tiers.map((each) => [each.key, values[`${key}.${each.key}`]]).filter(([, value]) => key !== 'wait_editions' || (value as number) > 0))
  }
  return made
}

/** What if the minimum were three years? Changed values over past editions; nothing is kept. */
export function Simulation({ law }: { law: RulesetOut }) {
  const { t } = useTranslation()
  const inputs = trial(law)
  const initial = Object.fromEntries(inputs.map((one) => [one.name, one.value]))
  const [values, setValues] = useState<Record<string, number>>(initial)
  const run = useMutation({ mutationFn: (draft: Record<string, unknown>) => simulateRuleset(law.code, { changes: draft }) })
  const draft = changes(law, values)
  const count = inputs.filter((one) => values[one.name] !== one.value).length
  const input = (name: string, label: string, unit = '') => (
    <Form.Item key={name} label={label} className="rulesets-input">
      <InputNumber
        aria-label={label}
        min={0}
        precision={0}
        value={values[name] ?? null}
        onChange={(value) => setValues((before) => ({ ...before, [name]: value ?? 0 }))}
        {...(unit ? { suffix: unit } : {})}
        {...(values[name] !== initial[name] ? { status: 'warning' as const } : {})}
      />
    </Form.Item>
  )
  return (
    <Card title={<>{t('rulesets.simulate')} <ArticleTag row="8" /></>} id="simulation">
      <p className="muted prose">{t('rulesets.simulateIntro')}</p>
      <Form layout="vertical" component="div">
        <div className="rulesets-grid">{inputs.filter((one) => !one.name.includes('.')).map((one) => input(one.name, one.label, one.unit))}</div>
        <div className="rulesets-grid">
          {law.tiers.flatMap((tier) => (['quotas', 'prizes', 'wait_editions'] as const).map((key) => input(`${key}.${tier.key}`, `${tier.title} · ${t(`rulesets.${{ quotas: 'quota', prizes: 'prize', wait_editions: 'waits' }[key]}`)}`)))}
        </div>
      </Form>
      <Space wrap style={{ marginBottom: 16 }}>
        <Button type="primary" disabled={count === 0} loading={run.isPending} onClick={() => run.mutate(draft)}>{t('rulesets.run')}</Button>
        <Button disabled={count === 0 && !run.data} onClick={() => { setValues(initial); run.reset() }}>{t('rulesets.reset')}</Button>
        <span className="muted">{count > 0 ? t('rulesets.changedCount', { count }) : t('rulesets.nothingChanged')}</span>
      </Space>
      {run.error && <ProblemAlert error={run.error} />}
      {run.data && (
        <section aria-label={t('rulesets.result')} className="stack">
          {run.data.editions.length === 0 && <p className="muted">{t('rulesets.noEditions')}</p>}
          {run.data.editions.map((edition) => <Outcome key={edition.edition_id} edition={edition} />)}
        </section>
      )}
    </Card>
  )
}

function Outcome({ edition }: { edition: SimulatedEditionOut }) {
  const { t } = useTranslation()
  const columns: Column<ChangedCaseOut>[] = [
    { key: 'organisation', title: edition.title, render: (row) => <>{row.organisation}<span className="muted block">{row.case_number}</span></> },
    {
      key: 'turn', title: t('rulesets.result'),
      render: (row) => row.eligible_before && !row.eligible_after ? <Tag color="error">{t('rulesets.excluded')}</Tag>
        : !row.eligible_before && row.eligible_after ? <Tag color="success">{t('rulesets.admitted')}</Tag>
        : <Tag>{t('rulesets.reasons')}</Tag>,
    },
    { key: 'why', title: t('rulesets.ground'), render: (row) => <><Findings word={t('rulesets.added')} findings={row.added} /><Findings word={t('rulesets.removed')} findings={row.removed} /></> },
  ]
  return (
    <div>
      <h3>{edition.title}</h3>
      {edition.over.map((one) => (
        <Alert key={one.tier} type="warning" showIcon title={t('rulesets.over', { tier: one.tier === 'total' ? t('rulesets.totalTier') : t(`tier.${one.tier}`), winners: one.winners, places: one.places })} style={{ marginBottom: 8 }} />
      ))}
      {edition.prizes_before !== edition.prizes_after && <p>{t('rulesets.money', { before: yuan(edition.prizes_before), after: yuan(edition.prizes_after) })}</p>}
      <p className="muted">{edition.changed.length === 0 ? t('rulesets.same') : t('rulesets.affected', { changed: edition.changed.length, all: edition.applications })}</p>
      {edition.changed.length > 0 && <DataTable label={edition.title} rows={edition.changed} columns={columns} rowKey={(row) => row.application_id} empty="" />}
    </div>
  )
}

function Findings({ word, findings }: { word: string; findings: FindingOut[] }) {
  return findings.map((one) => <div key={`${one.code}${one.message}`}>{word}：<ArticleTag article={one.article} /> {one.message}</div>)
}
