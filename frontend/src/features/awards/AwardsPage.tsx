import { App, Button, Card, Select, Statistic, Tabs } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnAward, actOnPayment, useListAwards, useListPayments, useReadBudget } from '@/api/endpoints/awards/awards'
import type { AwardOut, PaymentOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { openPdf } from '@/shared/http/files'
import { yuan } from '@/shared/lib/money'
import { date } from '@/shared/lib/time'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { StateTag } from '@/shared/ui/StateTag'
import { TierTag } from '@/shared/ui/TierTag'

const Chart = lazy(() => import('@/shared/ui/Chart'))

/** Winners with their certificates, prize payments, revocations: for the office and whoever may look. */
export default function AwardsPage() {
  const { t } = useTranslation()
  const awards = useListAwards({ limit: 200 })
  const [edition, setEdition] = useState<string>()
  return (
    <Page title={t('awards.title')} tags={<ArticleTag row="18" />}>
      <Loaded query={awards}>
        {(page) => {
          const editions = [...new Map(page.items.map((award) => [award.edition_id, award.year]))].sort((a, b) => b[1] - a[1])
          const shown = page.items.filter((award) => !edition || award.edition_id === edition)
          return (
            <>
              <Select
                allowClear
                style={{ minWidth: 200, marginBottom: 16 }}
                placeholder={t('awards.allYears')}
                aria-label={t('awards.year')}
                value={edition ?? null}
                onChange={(value) => setEdition(value ?? undefined)}
                options={editions.map(([id, year]) => ({ value: id, label: String(year) }))}
              />
              <Tabs
                items={[
                  { key: 'awards', label: t('awards.title'), children: <Awards awards={shown} /> },
                  { key: 'payments', label: t('awards.payments'), children: <Payments edition={edition ?? editions[0]?.[0]} /> },
                ]}
              />
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

/** A table of awards with what may be done with each. */
export function Awards({ awards, empty }: { awards: AwardOut[]; empty?: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const columns: Column<AwardOut>[] = [
    { key: 'organisation', title: t('awards.organisation'), render: (award) => <>{award.organisation}{award.project && <span className="muted block">{award.project}</span>}</> },
    { key: 'tier', title: t('awards.tier'), render: (award) => <>{award.year} <TierTag tier={award.tier} /></> },
    { key: 'number', title: t('awards.number'), render: (award) => award.certificate_number },
    { key: 'granted', title: t('awards.granted'), wideOnly: true, render: (award) => date(award.granted_on) },
    { key: 'supervised', title: t('awards.supervised'), render: (award) => date(award.supervised_until) },
    {
      key: 'state',
      title: t('awards.state'),
      render: (award) => (
        <>
          <StateTag entity="award" state={award.state} />
          {award.revocation_article && <><ArticleTag article={award.revocation_article} /><span className="muted">{award.revocation_reason}</span></>}
        </>
      ),
    },
    {
      key: 'actions',
      title: t('awards.actions'),
      render: (award) => (
        <div className="row-actions">
          {award.state !== 'revoked' && (
            <Button
              size="small"
              onClick={() => void openPdf(`/api/v1/documents/awards/${award.id}/certificate`).catch((error: Error) => message.error(error.message))}
            >
              {t('awards.certificate')}
            </Button>
          )}
          <ActionBar
            entity="award"
            actions={award.actions}
            primary=""
            summary={<p className="muted">{award.organisation} · {award.certificate_number}<br />{t('awards.grounds')}</p>}
            perform={async (action, body) => {
              await actOnAward(award.id, action, body, { headers: ifMatch(award.version) })
              await queries.invalidateQueries()
            }}
          />
        </div>
      ),
    },
  ]
  return <DataTable label={t('awards.title')} rows={awards} columns={columns} rowKey={(award) => award.id} empty={empty ?? t('awards.empty')} />
}

function Payments({ edition }: { edition: string | undefined }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const payments = useListPayments(edition ? { edition_id: edition } : undefined)
  const budget = useReadBudget(edition ?? '', { query: { enabled: edition !== undefined } })
  const option = useMemo(
    () => budget.data && {
      grid: { left: 110, right: 30, top: 10, bottom: 30 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'value' },
      yAxis: { type: 'category', data: [t('awards.pending'), t('awards.paid'), t('awards.awarded'), t('awards.budgetPrizes')] },
      series: [{ type: 'bar', barWidth: 18, itemStyle: { color: '#0958d9' }, data: [budget.data.pending, budget.data.paid, budget.data.awarded, budget.data.budget_prizes] }],
    },
    [budget.data, t],
  )
  const columns: Column<PaymentOut>[] = [
    { key: 'organisation', title: t('awards.organisation'), render: (payment) => <>{payment.organisation}{payment.project && <span className="muted block">{payment.project}</span>}</> },
    { key: 'tier', title: t('awards.tier'), render: (payment) => <TierTag tier={payment.tier} /> },
    { key: 'amount', title: t('awards.payment'), align: 'right', render: (payment) => yuan(payment.amount) },
    { key: 'state', title: t('awards.paymentState'), render: (payment) => <StateTag entity="payment" state={payment.state} /> },
    { key: 'paid', title: t('awards.paidOn'), render: (payment) => date(payment.paid_on) },
    { key: 'voucher', title: t('awards.voucher'), render: (payment) => payment.voucher ?? '—' },
    {
      key: 'actions',
      title: t('awards.actions'),
      render: (payment) => (
        <ActionBar
          entity="payment"
          actions={payment.actions}
          primary=""
          summary={<p className="muted">{payment.organisation} · {yuan(payment.amount)}</p>}
          perform={async (action, body) => {
            await actOnPayment(payment.id, action, body, { headers: ifMatch(payment.version) })
            await queries.invalidateQueries()
          }}
        />
      ),
    },
  ]
  return (
    <div className="stack">
      {budget.data && (
        <Card title={<>{t('awards.budget')} <ArticleTag row="19" /></>}>
          <div className="statistics">
            <Statistic title={t('awards.budgetWork')} value={yuan(budget.data.budget_work)} />
            <Statistic title={t('awards.budgetPrizes')} value={yuan(budget.data.budget_prizes)} />
            <Statistic title={t('awards.awarded')} value={yuan(budget.data.awarded)} />
            <Statistic title={t('awards.paid')} value={yuan(budget.data.paid)} />
          </div>
          {option && <Suspense><Chart label={t('awards.chart')} option={option} height={200} /></Suspense>}
        </Card>
      )}
      <Loaded query={payments}>
        {(rows) => <DataTable label={t('awards.payments')} rows={rows} columns={columns} rowKey={(payment) => payment.id} empty={t('awards.empty')} />}
      </Loaded>
    </div>
  )
}
