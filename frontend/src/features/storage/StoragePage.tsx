import { Alert, Button, Card, Progress, Select, Space, Spin, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListEditions } from '@/api/endpoints/editions/editions'
import { askStoreCheck, getListStoreChecksQueryKey, useListStoreChecks } from '@/api/endpoints/storage/storage'
import type { StoreAttemptOut, StoreCheckIn, StoreCheckOut, StoreFaultOut, StoreStateOut } from '@/api/models'
import { useSession } from '@/shared/session/session'
import { size } from '@/shared/lib/size'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { Findings, ProblemAlert } from '@/shared/ui/Problem'
import './storage.css'

const LOOK_AGAIN = 1500
const ALL = 'all'
const runs = (check: StoreCheckOut) => check.finished_at === null
const ended = (checks: StoreCheckOut[]) => checks.find((check) => !runs(check))

/** 存储检查: whether the store holds its locks, and whether what lies in it is what was handed in. */
export default function StoragePage() {
  const { t } = useTranslation()
  const { session } = useSession()
  const state = useListStoreChecks({
    query: { refetchInterval: ({ state: { data } }) => (data && [...data.locks, ...data.files].some(runs) ? LOOK_AGAIN : false) },
  })
  const role = session?.membership?.role ?? ''
  return (
    <Page title={t('storage.title')} tags={<ArticleTag row="26" />}>
      <p className="prose muted">{t('storage.intro')}</p>
      <Loaded query={state}>
        {(found) => (
          <div className="stack">
            <Locks state={found} mayAsk={role === 'admin'} />
            <Files state={found} role={role} />
            <History checks={[...found.locks, ...found.files].sort((a, b) => b.created_at.localeCompare(a.created_at))} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

/** The button that has something checked; pressing it twice asks once. */
function useAsk() {
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const ask = async (what: StoreCheckIn) => {
    setBusy(true)
    setError(null)
    try {
      await askStoreCheck(what)
    } catch (caught) {
      setError(caught)
    } finally {
      await queries.invalidateQueries({ queryKey: getListStoreChecksQueryKey() })
      setBusy(false)
    }
  }
  return { ask, busy, error }
}

function Locks({ state, mayAsk }: { state: StoreStateOut; mayAsk: boolean }) {
  const { t } = useTranslation()
  const { ask, busy, error } = useAsk()
  const running = state.locks.find(runs)
  const last = ended(state.locks)
  return (
    <Card
      title={t('storage.locks')}
      extra={mayAsk && <Button type="primary" loading={busy} disabled={running !== undefined} onClick={() => void ask({ kind: 'locks' })}>{t('storage.checkNow')}</Button>}
    >
      {error !== null && <ProblemAlert error={error} />}
      <div role="status">
        <Alert
          type={state.fit ? 'success' : 'error'}
          showIcon
          title={state.fit ? t('storage.fit') : t('storage.unfit')}
          description={
            <>
              {state.fit ? t('storage.fitMore') : <Findings findings={state.reasons} />}
              {last && <p className="muted storage-when">{t('storage.when', { time: dateTime(last.finished_at) })}</p>}
            </>
          }
        />
        {running && <p className="storage-running"><Spin size="small" /> {t('storage.running', { time: dateTime(running.created_at) })}</p>}
      </div>
      {last && last.attempts.length > 0 && <Attempts attempts={last.attempts} />}
    </Card>
  )
}

function Attempts({ attempts }: { attempts: StoreAttemptOut[] }) {
  const { t } = useTranslation()
  const columns: Column<StoreAttemptOut>[] = [
    { key: 'label', title: t('storage.attempt'), render: (one) => one.label },
    { key: 'held', title: t('storage.result'), width: 120, render: (one) => <Tag color={one.held ? 'success' : 'error'}>{one.held ? t('storage.passed') : t('storage.notPassed')}</Tag> },
    { key: 'answer', title: t('storage.answer'), render: (one) => <code className="storage-code">{one.answer}</code> },
  ]
  return <DataTable label={t('storage.attempts')} rows={attempts} columns={columns} rowKey={(one) => one.name} />
}

function Files({ state, role }: { state: StoreStateOut; role: string }) {
  const { t } = useTranslation()
  const { ask, busy, error } = useAsk()
  const editions = useListEditions({ limit: 50 })
  const [chosen, setChosen] = useState(ALL)
  const list = [...(editions.data?.items ?? [])].sort((a, b) => b.number - a.number)
  const running = state.files.filter(runs)
  const last = ended(state.files)
  const what: StoreCheckIn = { kind: 'files', edition_id: chosen === ALL ? null : chosen }
  return (
    <Card title={t('storage.files')}>
      <p className="muted">{t('storage.filesHint')}</p>
      <Space wrap>
        <Select
          aria-label={t('storage.scope')}
          value={chosen}
          onChange={setChosen}
          className="storage-scope"
          options={[{ value: ALL, label: t('storage.all') }, ...list.map((one) => ({ value: one.id, label: one.title }))]}
        />
        <Button type={role === 'auditor' ? 'primary' : 'default'} loading={busy} disabled={running.some((check) => check.edition_id === what.edition_id)} onClick={() => void ask(what)}>{t('storage.verify')}</Button>
      </Space>
      {error !== null && <ProblemAlert error={error} />}
      <div role="status">
        {running.map((check) => <Running key={check.id} check={check} />)}
        {last ? <Verdict check={last} role={role} /> : running.length === 0 && <p className="muted">{t('storage.never')}</p>}
      </div>
    </Card>
  )
}

function Running({ check }: { check: StoreCheckOut }) {
  const { t } = useTranslation()
  const percent = check.files_all > 0 ? Math.min(100, Math.floor((check.files / check.files_all) * 100)) : 0
  return (
    <div className="storage-running">
      {t('storage.verifying', { scope: check.edition ?? t('storage.all'), files: check.files, all: check.files_all, size: size(check.bytes) })}
      <Progress percent={percent} aria-label={t('storage.files')} />
    </div>
  )
}

/** What came out: the first bad entry by name, and the rest below. */
function Verdict({ check, role }: { check: StoreCheckOut; role: string }) {
  const { t } = useTranslation()
  const [first] = check.faults
  const about = t('storage.seen', { scope: check.edition ?? t('storage.all'), files: check.files, size: size(check.bytes), time: dateTime(check.finished_at) })
  if (!first) return <Alert className="storage-verdict" type="success" showIcon title={t('storage.whole')} description={about} />
  return (
    <>
      <Alert
        className="storage-verdict"
        type="error"
        showIcon
        title={t('storage.damaged', { count: check.faults.length })}
        description={<><strong>{t('storage.first')}</strong><Fault fault={first} role={role} /><p className="muted storage-when">{about}</p></>}
      />
      {check.faults.length > 1 && <Faults faults={check.faults} role={role} />}
    </>
  )
}

function Fault({ fault, role }: { fault: StoreFaultOut; role: string }) {
  const { t } = useTranslation()
  const lines: [string, React.ReactNode][] = [
    [t('storage.wrong'), fault.label],
    [t('storage.case'), <Case key="case" fault={fault} role={role} />],
    [t('storage.slot'), fault.slot],
    [t('storage.filename'), fault.filename ?? (fault.slot && role === 'admin' ? t('storage.notShown') : null)],
    [t('storage.version'), fault.version && <code key="version" className="storage-code">{fault.version}</code>],
    [t('storage.expected'), fault.expected && <code key="expected" className="storage-code">{fault.expected}</code>],
    [t('storage.found'), fault.found && <code key="found" className="storage-code">{fault.found}</code>],
  ]
  return (
    <dl className="storage-fault">
      {lines.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  )
}

/** The case, as a link for whoever has a page of it. */
function Case({ fault, role }: { fault: StoreFaultOut; role: string }) {
  const { t } = useTranslation()
  if (fault.application_id && role === 'auditor') return <Link to={`/auditor/applications/${fault.application_id}`}>{fault.case_number}</Link>
  if (fault.case_number) return <>{fault.case_number}</>
  return <span className="muted">{fault.what === 'unreachable' || fault.what === 'given_up' ? '—' : t('storage.hidden')}</span>
}

function Faults({ faults, role }: { faults: StoreFaultOut[]; role: string }) {
  const { t } = useTranslation()
  const rows = faults.map((fault, number) => ({ fault, number }))
  const columns: Column<{ fault: StoreFaultOut; number: number }>[] = [
    { key: 'wrong', title: t('storage.wrong'), render: ({ fault }) => fault.label },
    { key: 'case', title: t('storage.case'), width: 150, render: ({ fault }) => <Case fault={fault} role={role} /> },
    { key: 'slot', title: t('storage.slot'), render: ({ fault }) => fault.slot ?? '—' },
    ...(role === 'auditor' ? [{ key: 'filename', title: t('storage.filename'), render: ({ fault }: { fault: StoreFaultOut }) => fault.filename ?? '—' }] : []),
    { key: 'version', title: t('storage.version'), width: 190, wideOnly: true, render: ({ fault }) => <code className="storage-code storage-version">{fault.version ?? '—'}</code> },
  ]
  return <DataTable label={t('storage.faults')} rows={rows} columns={columns} rowKey={({ number }) => String(number)} />
}

function History({ checks }: { checks: StoreCheckOut[] }) {
  const { t } = useTranslation()
  const columns: Column<StoreCheckOut>[] = [
    { key: 'at', title: t('storage.at'), width: 200, render: (check) => <time dateTime={check.created_at}>{dateTime(check.created_at)}</time> },
    { key: 'kind', title: t('storage.kind'), render: (check) => (check.kind === 'locks' ? t('storage.locks') : `${t('storage.files')} · ${check.edition ?? t('storage.all')}`) },
    { key: 'by', title: t('storage.by'), width: 140, render: (check) => check.asked_by ?? t('storage.system') },
    { key: 'result', title: t('storage.result'), width: 220, render: (check) => <Result check={check} /> },
  ]
  return (
    <Card title={t('storage.history')}>
      <DataTable label={t('storage.history')} rows={checks} columns={columns} rowKey={(check) => check.id} empty={t('storage.never')} />
    </Card>
  )
}

function Result({ check }: { check: StoreCheckOut }) {
  const { t } = useTranslation()
  if (check.passed === null) return <Tag color="processing">{t('storage.runs')}</Tag>
  const broken = check.kind === 'locks' ? check.attempts.filter((one) => !one.held).length : check.faults.length
  return (
    <>
      <Tag color={check.passed ? 'success' : 'error'}>{check.passed ? t('storage.passed') : t('storage.failed', { count: broken })}</Tag>
      {check.kind === 'files' && <> <span className="muted">{t('storage.count', { count: check.files })}</span></>}
    </>
  )
}
