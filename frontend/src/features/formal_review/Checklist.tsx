import { Alert, Button, Card, Input, Modal, Radio, Select, Space, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadApplicationForm } from '@/api/endpoints/applications/applications'
import { useListEvidence } from '@/api/endpoints/evidence/evidence'
import { actOnApplication, getReadFormalReviewQueryKey, readFormalReview, useReadFormalReview, writeFormalReview } from '@/api/endpoints/formal-review/formal-review'
import type { ActionOut, ApplicationOut, CheckOut, FormalReviewOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { AutosaveStatus, useAutosave } from '@/shared/ui/autosave'
import { Loaded } from '@/shared/ui/Page'
import { Findings, ProblemAlert } from '@/shared/ui/Problem'
import './formal_review.css'

type Entry = { result: 'pass' | 'fail' | null; note: string; evidence: string[] }
type Entries = Record<string, Entry>

/** The actions that this card takes care of. */
export const reviewActions = ['pass_formal_review', 'fail_formal_review', 'reopen_formal_review']

/** 形式审查: an officer's finding on every item, the system's own findings beside it, the conclusion (Art. 17(4)). */
export function Checklist({ application }: { application: ApplicationOut }) {
  const query = useReadFormalReview(application.id)
  return <Loaded query={query}>{(review) => <Review key={application.id} application={application} review={review} />}</Loaded>
}

function Review({ application, review }: { application: ApplicationOut; review: FormalReviewOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const key = getReadFormalReviewQueryKey(application.id)
  const version = useRef(review.version)
  if (review.version > version.current) version.current = review.version
  const [typed, setTyped] = useState<Entries>({})
  const autosave = useAutosave<Entries>(`formal-review.${application.id}`, async (changes) => {
    const body = { checklist: Object.entries(changes).map(([code, entry]) => ({ code, ...entry })) }
    const saved = await writeFormalReview(application.id, body, { headers: ifMatch(version.current) })
    version.current = saved.version
    queries.setQueryData(key, saved)
  })
  const files = useListEvidence(application.id, { query: { enabled: review.may_write } })
  const form = useReadApplicationForm(application.id, { query: { enabled: review.may_write } })
  const titles = new Map([...(form.data?.slots ?? []).map((slot) => [slot.key, slot.title] as const), ...(form.data?.items ?? []).map((one) => [one.code, `${one.code} ${one.name}`] as const)])
  const stored = (files.data ?? []).filter((file) => file.state === 'stored')
  const papers = [...new Set(stored.map((file) => file.slot))].map((slot) => ({
    label: titles.get(slot) ?? slot,
    options: stored.filter((file) => file.slot === slot).map((file) => ({ value: file.id, label: file.filename })),
  }))
  const entry = (item: CheckOut): Entry => typed[item.code] ?? { result: item.result as Entry['result'], note: item.note, evidence: item.evidence.map((one) => one.id) }
  const set = (item: CheckOut, change: Partial<Entry>) => {
    const next = { ...entry(item), ...change }
    setTyped((all) => ({ ...all, [item.code]: next }))
    autosave.change({ [item.code]: next })
  }
  const reload = async () => {
    const fresh = await readFormalReview(application.id)
    version.current = fresh.version
    queries.setQueryData(key, fresh)
    await autosave.flush()
  }
  const open = review.checklist.filter((item) => entry(item).result === null)
  const failed = review.checklist.filter((item) => entry(item).result === 'fail')
  return (
    <Card
      title={<>{t('formal.title')} <ArticleTag row="17(4)" /></>}
      extra={review.may_write ? <AutosaveStatus state={autosave.state} /> : review.reviewed_by && <span className="muted">{t('formal.by', { name: review.reviewed_by })}</span>}
    >
      {autosave.state.kind === 'failed' && <ProblemAlert error={autosave.state.error} onRetry={() => void reload()} />}
      <p role="status">{t('formal.progress', { done: review.checklist.length - open.length, all: review.checklist.length })}</p>
      <ol className="checklist">
        {review.checklist.map((item, index) => (
          <li key={item.code} className={entry(item).result === 'fail' ? 'check-failed' : undefined}>
            <fieldset>
              <legend>{index + 1}. {item.title} <ArticleTag article={item.article} /></legend>
              {item.findings.length > 0 && <Alert type="warning" title={t('formal.system', { count: item.findings.length })} description={<details><summary>{t('formal.show')}</summary><Findings findings={item.findings} /></details>} />}
              {review.may_write ? (
                <>
                  <Radio.Group
                    value={entry(item).result}
                    onChange={(event) => set(item, { result: event.target.value as 'pass' | 'fail' })}
                    options={[{ value: 'pass', label: t('formal.pass') }, { value: 'fail', label: t('formal.fail') }]}
                  />
                  {entry(item).result !== null && (
                    <Select
                      mode="multiple"
                      className="check-evidence"
                      aria-label={t('formal.evidenceOf', { item: item.title })}
                      placeholder={t('formal.evidence')}
                      loading={files.isPending}
                      options={papers}
                      showSearch={{ optionFilterProp: 'label' }}
                      notFoundContent={t('formal.noEvidence')}
                      value={entry(item).evidence}
                      onChange={(evidence: string[]) => set(item, { evidence })}
                    />
                  )}
                  {(entry(item).result === 'fail' || entry(item).note) && (
                    <Input.TextArea
                      autoSize={{ minRows: 2 }}
                      maxLength={1000}
                      aria-label={t('formal.note', { item: item.title })}
                      placeholder={t('formal.notePlaceholder')}
                      value={entry(item).note}
                      onChange={(event) => set(item, { note: event.target.value })}
                    />
                  )}
                </>
              ) : (
                <>
                  <Tag color={item.result === 'pass' ? 'success' : item.result === 'fail' ? 'error' : 'default'}>{t(item.result ? `formal.${item.result}` : 'formal.open')}</Tag>
                  {item.note && <span>{item.note}</span>}
                  {item.evidence.length > 0 && <span>{t('formal.lookedAt')}：{item.evidence.map((one) => one.filename).join(t('formal.and'))}</span>}
                </>
              )}
              {item.reviewer && <span className="muted">{t('formal.signed', { name: item.reviewer, time: dateTime(item.checked_at) })}</span>}
            </fieldset>
          </li>
        ))}
      </ol>
      {review.may_write && open.length > 0 && (
        <Button onClick={() => open.filter((item) => item.findings.length === 0).forEach((item) => set(item, { result: 'pass' }))}>
          {t('formal.passRest')}
        </Button>
      )}
      <Conclusion application={application} flush={autosave.flush} draft={failed.map((item) => `${item.title}：${entry(item).note || t('formal.fail')}`).join('\n')} failing={failed.length > 0} />
    </Card>
  )
}

interface ConclusionProps {
  application: ApplicationOut
  flush: () => Promise<void>
  /** The reasons as the failed items give them. */
  draft: string
  failing: boolean
}

function Conclusion({ application, flush, draft, failing }: ConclusionProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [asked, setAsked] = useState<ActionOut | null>(null)
  const [reasons, setReasons] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const actions = application.actions.filter((action) => reviewActions.includes(action.name))
  if (actions.length === 0) return null
  const ask = async (action: ActionOut) => {
    setError(null)
    await flush()
    // The findings were saved after the application was read: read it again before the rules are shown.
    await queries.invalidateQueries()
    setReasons(draft)
    setAsked(action)
  }
  const send = async () => {
    if (!asked) return
    setBusy(true)
    setError(null)
    try {
      const body = asked.name === 'fail_formal_review' ? { reasons: reasons.trim() } : {}
      await actOnApplication(application.id, asked.name, body, { headers: ifMatch(application.version) })
      setAsked(null)
      await queries.invalidateQueries()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const main = failing ? 'fail_formal_review' : 'pass_formal_review'
  return (
    <div className="conclusion">
      <Space wrap>
        {actions.map((action) => (
          <Button key={action.name} type={action.name === main ? 'primary' : 'default'} danger={action.name === 'fail_formal_review'} onClick={() => void ask(action)}>
            {t(`action.application.${action.name}`)}
          </Button>
        ))}
      </Space>
      <p className="muted">{t('formal.then')}</p>
      <Modal
        open={asked !== null}
        title={asked && t('common.confirmAction', { action: t(`action.application.${asked.name}`) })}
        onCancel={() => setAsked(null)}
        onOk={() => void send()}
        okText={t('common.confirm')}
        cancelText={t('common.cancel')}
        confirmLoading={busy}
        okButtonProps={{ danger: asked?.name === 'fail_formal_review' }}
      >
        {error !== null && <ProblemAlert error={error} />}
        <p>{application.organisation} · {application.case_number}</p>
        {asked?.name === 'fail_formal_review' && (
          <>
            <label htmlFor="formal-reasons">{t('formal.reasons')}</label>
            <Input.TextArea id="formal-reasons" autoSize={{ minRows: 4 }} maxLength={4000} showCount value={reasons} onChange={(event) => setReasons(event.target.value)} />
            <p className="muted">{t('formal.reasonsGo')}</p>
          </>
        )}
        {asked?.name === 'reopen_formal_review' && <p>{t('formal.reopenHint')}</p>}
      </Modal>
    </div>
  )
}
