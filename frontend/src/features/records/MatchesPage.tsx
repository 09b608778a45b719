import { App, Button, Card, Form, Input, Modal, Radio, Select, Tag } from 'antd'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listRecordMatches, settleRecordMatch } from '@/api/endpoints/record-matches/record-matches'
import type { MatchOut, SettleIn } from '@/api/models'
import { date, dateTime } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Page } from '@/shared/ui/Page'
import { Findings, ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import { TierTag } from '@/shared/ui/TierTag'
import './matches.css'

const grounds = ['27', '36(1)', '36(2)', '36(3)', '36(4)', '36(5)', '36(6)']

/** What records that came in mean for applications on their way and awards under supervision; the office settles each. */
export default function MatchesPage() {
  const { t } = useTranslation()
  const { session } = useSession()
  const role = session?.membership?.role ?? 'office'
  const [which, setWhich] = useState<'open' | 'settled'>('open')
  const [settling, setSettling] = useState<MatchOut | null>(null)
  const filters = { settled: which === 'settled' }
  const matches = useInfiniteQuery({
    queryKey: ['/api/v1/record-matches', filters],
    queryFn: ({ pageParam }) => listRecordMatches({ ...filters, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const columns: Column<MatchOut>[] = [
    {
      key: 'record',
      title: t('matches.record'),
      render: (one) => (
        <div className="match-cell">
          <strong>{one.record.kind_title}</strong> · {date(one.record.occurred_on)}
          <span className="muted block">{one.record.source} {one.record.document}</span>
          {one.record.description && <span className="muted block">{one.record.description}</span>}
        </div>
      ),
    },
    {
      key: 'subject',
      title: t('matches.subject'),
      render: (one) => (
        <div className="match-cell">
          {one.organisation}
          <span className="block">
            {one.award_id ? (
              <>{t('matches.award')} <TierTag tier={one.tier ?? ''} /> <StateTag entity="award" state={one.award_state ?? ''} /><span className="muted block">{one.certificate_number} · {t('matches.until', { day: date(one.supervised_until) })}</span></>
            ) : (
              <>{t('matches.application')} <Link to={`/${role}/applications/${one.application_id}`}>{one.case_number}</Link> <StateTag entity="application" state={one.application_state ?? ''} /><span className="muted block">{one.edition}</span></>
            )}
          </span>
        </div>
      ),
    },
    {
      key: 'article',
      title: t('matches.article'),
      render: (one) => (one.article ? <ArticleTag article={one.article} /> : <span className="muted">{t('matches.choose')}</span>),
    },
    {
      key: 'outcome',
      title: t('matches.outcome'),
      render: (one) =>
        one.outcome ? (
          <div className="match-cell"><Tag>{t(`matches.outcome.${one.outcome}`)}</Tag><span className="muted block">{t('matches.by', { name: one.settled_by ?? '', time: dateTime(one.settled_at), reason: one.reason })}</span></div>
        ) : one.may.length > 0 ? (
          <Button type="primary" size="small" onClick={() => setSettling(one)}>{t('matches.settle')}</Button>
        ) : (
          <Tag color="processing">{t('matches.waiting')}</Tag>
        ),
    },
  ]
  return (
    <Page title={t('matches.title')} tags={<><ArticleTag row="14" /><ArticleTag row="27" /><ArticleTag row="36" /></>}>
      <Card>
        <p className="muted">{t('matches.intro')}</p>
        <Radio.Group
          className="matches-filter"
          aria-label={t('matches.outcome')}
          optionType="button"
          value={which}
          onChange={(event) => setWhich(event.target.value as 'open' | 'settled')}
          options={[{ value: 'open', label: t('matches.waiting') }, { value: 'settled', label: t('matches.settled') }]}
        />
        {matches.error && <ProblemAlert error={matches.error} onRetry={() => void matches.refetch()} />}
        <DataTable
          label={t('matches.title')}
          rows={matches.data?.pages.flatMap((page) => page.items) ?? []}
          columns={columns}
          rowKey={(one) => one.id}
          loading={matches.isPending}
          empty={t(`matches.empty.${which}`)}
          loadingMore={matches.isFetchingNextPage}
          {...(matches.hasNextPage ? { more: () => void matches.fetchNextPage() } : {})}
        />
      </Card>
      {settling && <Settle match={settling} onClose={() => setSettling(null)} />}
    </Page>
  )
}

function Settle({ match, onClose }: { match: MatchOut; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<SettleIn>()
  const outcome = Form.useWatch('outcome', form)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const save = async (values: SettleIn) => {
    setBusy(true)
    setError(null)
    try {
      await settleRecordMatch(match.id, values)
      await queries.invalidateQueries()
      void message.success(t('common.done'))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  const required = [{ required: true, whitespace: true, message: t('common.required') }]
  const only = match.may.length === 1 ? match.may[0] : undefined
  return (
    <Modal open title={t('matches.settleTitle')} onCancel={onClose} onOk={() => form.submit()} confirmLoading={busy} okText={t('common.confirm')} cancelText={t('common.cancel')} okButtonProps={{ danger: outcome === 'revocation_proposed' }}>
      {error !== null && <ProblemAlert error={error} />}
      <p><strong>{match.organisation}</strong> · {match.case_number ?? match.certificate_number}</p>
      <Findings findings={match.findings} />
      <Form<SettleIn>
        form={form}
        name="settle"
        layout="vertical"
        initialValues={{ outcome: only, reason: '', article: match.article ?? undefined }}
        onValuesChange={(changed: Partial<SettleIn>) => {
          // A proposal starts from the facts on record; a reason is the officer's own.
          if (changed.outcome) form.setFieldValue('reason', changed.outcome === 'revocation_proposed' ? match.facts : '')
        }}
        onFinish={(values) => void save(values)}
      >
        <Form.Item name="outcome" label={t('matches.outcome')} rules={[{ required: true, message: t('common.required') }]}>
          <Radio.Group options={match.may.map((value) => ({ value, label: t(`matches.do.${value}`) }))} />
        </Form.Item>
        {outcome === 'revocation_proposed' && (
          <Form.Item name="article" label={t('matches.ground')} extra={match.article ? undefined : t('matches.chooseHint')} rules={[{ required: true, message: t('common.required') }]}>
            <Select options={grounds.map((value) => ({ value, label: t(`matches.ground.${value}`) }))} />
          </Form.Item>
        )}
        {outcome && (
          <Form.Item name="reason" label={t(outcome === 'revocation_proposed' ? 'matches.facts' : 'matches.reason')} rules={required}>
            <Input.TextArea rows={4} maxLength={2000} showCount />
          </Form.Item>
        )}
      </Form>
      {outcome && <p className="muted">{t(`matches.then.${outcome}`)}</p>}
    </Modal>
  )
}
