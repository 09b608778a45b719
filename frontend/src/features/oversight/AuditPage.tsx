import { Alert, Button, Card, Collapse, DatePicker, Input, Modal, Select, Space, Tag, Typography } from 'antd'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listAuditRecords, useReadCheckpoint, verifyAuditTrail } from '@/api/endpoints/oversight/oversight'
import type { AuditRecordOut, ListAuditRecordsParams, VerdictOut } from '@/api/models'
import { saveFrom } from '@/shared/http/files'
import { clock, date, dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'

type Filters = Pick<ListAuditRecordsParams, 'entity' | 'entity_id' | 'application_id' | 'edition_id' | 'action' | 'role' | 'name' | 'article' | 'since' | 'until'>

const ENTITIES = ['edition', 'application', 'objection', 'award', 'payment', 'score_sheet', 'motion', 'recusal', 'evidence', 'formal_review', 'team_member', 'meeting', 'report', 'reviewer_rating', 'expert', 'record', 'organisation', 'department', 'agency', 'user', 'session', 'signing_key', 'audit', 'clock']
const ROLES = ['applicant', 'recommender', 'office', 'agency', 'expert', 'committee', 'government', 'auditor', 'admin', 'system']

/** The audit trail: who did what, when, under which article; verified as a whole at the press of a button. */
export default function AuditPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const filters = useSearch({ strict: false }) as Filters
  const [shown, setShown] = useState<AuditRecordOut | null>(null)
  const set = (change: Partial<Record<keyof Filters, string | undefined>>) =>
    void navigate({ to: '.', search: Object.fromEntries(Object.entries({ ...filters, ...change }).filter(([, value]) => value)) as never, replace: true })
  const trail = useInfiniteQuery({
    queryKey: ['/api/v1/audit', filters],
    queryFn: ({ pageParam }) => listAuditRecords({ ...filters, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const columns: Column<AuditRecordOut>[] = [
    { key: 'at', title: t('oversight.at'), width: 130, render: (row) => <time dateTime={row.at}>{date(row.at)}<span className="muted block">{clock(new Date(row.at), true)}</span></time> },
    { key: 'who', title: t('oversight.who'), width: 130, render: (row) => <>{row.name}<span className="muted block">{t(`oversight.role.${row.role}`)}</span></> },
    { key: 'what', title: t('oversight.what'), width: 190, render: (row) => <>{t(`oversight.entity.${row.entity}`)} · {action(t, row)}{row.case_number && <span className="muted block">{row.case_number}</span>}</> },
    { key: 'states', title: t('oversight.states'), width: 160, wideOnly: true, render: (row) => (row.to_state ? `${state(t, row.entity, row.from_state)} → ${state(t, row.entity, row.to_state)}` : '—') },
    { key: 'article', title: t('oversight.article'), width: 110, render: (row) => <ArticleTag article={row.article} /> },
    { key: 'seal', title: t('oversight.seal'), width: 110, wideOnly: true, render: (row) => (row.seal ? <code>{row.seal.slice(0, 10)}</code> : <Tag>{t('oversight.unsealed')}</Tag>) },
    { key: 'more', title: '', width: 90, render: (row) => <Button size="small" onClick={() => setShown(row)}>{t('oversight.detail')}</Button> },
  ]
  const range = (at: Dayjs | null) => (at ? at.toISOString() : undefined)
  return (
    <Page title={t('oversight.title')} tags={<ArticleTag row="26" />}>
      <Verify />
      <Card>
        <Space wrap style={{ marginBottom: 16 }}>
          <Select allowClear style={{ width: 170 }} placeholder={t('oversight.entityLabel')} aria-label={t('oversight.entityLabel')} value={filters.entity ?? null} onChange={(value?: string) => set({ entity: value })} options={ENTITIES.map((value) => ({ value, label: t(`oversight.entity.${value}`) }))} />
          <Select allowClear style={{ width: 150 }} placeholder={t('oversight.roleLabel')} aria-label={t('oversight.roleLabel')} value={filters.role ?? null} onChange={(value?: string) => set({ role: value })} options={ROLES.map((value) => ({ value, label: t(`oversight.role.${value}`) }))} />
          <Input.Search allowClear style={{ width: 180 }} placeholder={t('oversight.name')} aria-label={t('oversight.name')} defaultValue={filters.name ?? ''} onSearch={(text) => set({ name: text.trim() })} />
          <Input.Search allowClear style={{ width: 160 }} placeholder={t('oversight.articleLabel')} aria-label={t('oversight.articleLabel')} defaultValue={filters.article ?? ''} onSearch={(text) => set({ article: text.trim() })} />
          <DatePicker showTime placeholder={t('oversight.since')} aria-label={t('oversight.since')} onChange={(at) => set({ since: range(at as Dayjs | null) })} />
          <DatePicker showTime placeholder={t('oversight.until')} aria-label={t('oversight.until')} onChange={(at) => set({ until: range(at as Dayjs | null) })} />
          {Object.keys(filters).length > 0 && <Button type="link" onClick={() => void navigate({ to: '.', search: {} as never })}>{t('oversight.clear')}</Button>}
        </Space>
        {trail.error && <ProblemAlert error={trail.error} onRetry={() => void trail.refetch()} />}
        <DataTable
          label={t('oversight.title')}
          rows={trail.data?.pages.flatMap((page) => page.items) ?? []}
          columns={columns}
          rowKey={(row) => String(row.id)}
          loading={trail.isPending}
          empty={t('oversight.empty')}
          loadingMore={trail.isFetchingNextPage}
          {...(trail.hasNextPage ? { more: () => void trail.fetchNextPage() } : {})}
        />
      </Card>
      <Modal open={shown !== null} title={t('oversight.record', { id: shown?.id })} footer={null} width={720} onCancel={() => setShown(null)}>
        {shown && <Detail row={shown} />}
      </Modal>
    </Page>
  )
}

type T = ReturnType<typeof useTranslation>['t']
const state = (t: T, entity: string, value: string | null) => (value ? t(`state.${entity}.${value}`) : '—')
const action = (t: T, row: AuditRecordOut) => t([`action.${row.entity}.${row.action}`, `oversight.action.${row.action}`])

function Detail({ row }: { row: AuditRecordOut }) {
  const { t } = useTranslation()
  const lines: [string, React.ReactNode][] = [
    [t('oversight.at'), dateTime(row.at)],
    [t('oversight.who'), `${row.name}（${t(`oversight.role.${row.role}`)}）`],
    [t('oversight.what'), action(t, row)],
    [t('oversight.states'), row.to_state ? `${state(t, row.entity, row.from_state)} → ${state(t, row.entity, row.to_state)}` : '—'],
    [t('oversight.subject'), <code key="subject">{row.entity_id ?? '—'}</code>],
    [t('oversight.seal'), row.seal ? <code key="seal" style={{ overflowWrap: 'anywhere' }}>{row.seal}</code> : t('oversight.unsealed')],
  ]
  return (
    <dl className="check-answers">
      {lines.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
      <div><dt>{t('oversight.detail')}</dt><dd><pre style={{ margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{JSON.stringify(row.detail, null, 2)}</pre></dd></div>
    </dl>
  )
}

/** 校验: the whole trail at the press of a button, against checkpoints that were kept outside where there are some; taking the log out. */
function Verify() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [verdict, setVerdict] = useState<VerdictOut | null>(null)
  const [outside, setOutside] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState<'verify' | 'export' | null>(null)
  const run = async (what: 'verify' | 'export', work: () => Promise<void>) => {
    setBusy(what)
    setError(null)
    try {
      await work()
      await queries.invalidateQueries({ queryKey: ['/api/v1/audit'] })
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(null)
    }
  }
  const verify = () => run('verify', async () => setVerdict(await verifyAuditTrail({ outside: outside.trim() ? [`${outside.trim()}\n`] : [] })))
  const takeOut = () => run('export', () => saveFrom('/api/v1/audit/export'))
  return (
    <Card
      title={t('oversight.verifyTitle')}
      extra={
        <Space wrap>
          <Button loading={busy === 'export'} onClick={() => void takeOut()}>{t('oversight.export')}</Button>
          <Button type="primary" loading={busy === 'verify'} onClick={() => void verify()}>{t('oversight.verify')}</Button>
        </Space>
      }
    >
      <p className="muted">{t('oversight.verifyHint')}</p>
      <Newest />
      <Collapse
        ghost
        size="small"
        items={[
          {
            key: 'outside',
            label: t('oversight.outside'),
            children: (
              <>
                <Input.TextArea aria-label={t('oversight.outside')} autoSize={{ minRows: 4 }} value={outside} onChange={(event) => setOutside(event.target.value)} />
                <p className="muted">{t('oversight.outsideHint')}</p>
              </>
            ),
          },
        ]}
      />
      {error !== null && <ProblemAlert error={error} />}
      {verdict && (
        <div role="status">
          <Alert
            type={verdict.intact ? 'success' : 'error'}
            showIcon
            title={verdict.intact ? t('oversight.intact', { count: verdict.sealed }) : t('oversight.broken', { seq: verdict.first_bad?.seq, id: verdict.first_bad?.record_id ?? '—', reason: t(`oversight.reason.${verdict.first_bad?.reason}`) })}
            description={<>{t('oversight.head')} <code style={{ overflowWrap: 'anywhere' }}>{verdict.head}</code><br />{t('oversight.waiting', { count: verdict.unsealed })} · {dateTime(verdict.verified_at)}</>}
          />
        </div>
      )}
    </Card>
  )
}

/** The newest signed checkpoint, to be kept outside of the system. */
function Newest() {
  const { t } = useTranslation()
  const { data } = useReadCheckpoint()
  if (!data) return null
  return (
    <Typography.Paragraph className="muted" copyable={{ text: data.note, tooltips: false }}>
      {t('oversight.newest', { count: data.size, time: dateTime(data.signed_at) })}
    </Typography.Paragraph>
  )
}
