import { Alert, Card, Descriptions, Form, Input, InputNumber, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editEdition, getReadEditionQueryKey, readEdition } from '@/api/endpoints/editions/editions'
import type { EditionOut, EditionPatchIn } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { yuan } from '@/shared/lib/money'
import { dateTime, fromLocalInput, toLocalInput } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { AutosaveStatus, useAutosave } from '@/shared/ui/autosave'
import { ProblemAlert } from '@/shared/ui/Problem'
import { EditionFrame } from './EditionFrame'
import { useAgencies } from './agencies'

type WindowName = 'opens_at' | 'closes_at' | 'recommend_by'

/** The implementation plan: saved as it is typed while it is a draft, read by everyone else. */
export default function PlanPage() {
  return <EditionFrame>{({ edition }) => (edition.may_edit_plan ? <Editor key={edition.id} edition={edition} /> : <Reading edition={edition} />)}</EditionFrame>
}

function Editor({ edition }: { edition: EditionOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const agencies = useAgencies()
  const version = useRef(edition.version)
  useEffect(() => {
    version.current = Math.max(version.current, edition.version)
  }, [edition.version])
  const { state, change, flush, recovered } = useAutosave<EditionPatchIn>(`edition-plan-${edition.id}`, async (changes) => {
    const saved = await editEdition(edition.id, changes, { headers: ifMatch(version.current) })
    version.current = saved.version
    queries.setQueryData(getReadEditionQueryKey(edition.id), saved)
  })
  const [values, setValues] = useState<EditionPatchIn>(() => ({ ...own(edition), ...(recovered() ?? {}) }))
  const set = (changes: EditionPatchIn) => {
    setValues((before) => ({ ...before, ...changes }))
    change(changes)
  }
  const reload = async () => {
    const fresh = await readEdition(edition.id)
    version.current = fresh.version
    queries.setQueryData(getReadEditionQueryKey(edition.id), fresh)
    await flush()
  }
  const { opens_at: opens, closes_at: closes, recommend_by: recommend } = values
  const faults: Partial<Record<WindowName, string>> = {
    ...(opens && closes && closes <= opens ? { closes_at: t('plan.opensBeforeCloses') } : {}),
    ...(closes && recommend && recommend < closes ? { recommend_by: t('plan.recommendAfterCloses') } : {}),
  }
  const setWindow = (name: WindowName, text: string) => {
    const next = { ...values, [name]: fromLocalInput(text) }
    setValues(next)
    const fits = (!next.opens_at || !next.closes_at || next.closes_at > next.opens_at) && (!next.closes_at || !next.recommend_by || next.recommend_by >= next.closes_at)
    // Windows out of order stay on the page until they fit together; then all three go to the server at once.
    if (fits) change({ opens_at: next.opens_at ?? null, closes_at: next.closes_at ?? null, recommend_by: next.recommend_by ?? null })
  }
  const labels: Record<WindowName, string> = { opens_at: t('editions.opensAt'), closes_at: t('editions.closesAt'), recommend_by: t('editions.recommendBy') }
  return (
    <Form layout="vertical" component="div" className="stack">
      <div className="muted" style={{ minHeight: 22 }}><AutosaveStatus state={state} /></div>
      {state.kind === 'failed' && <ProblemAlert error={state.error} onRetry={() => void reload()} />}
      <Card title={<>{t('plan.title')} <ArticleTag row="17(1)" /></>}>
        <Form.Item label={t('editions.name')} htmlFor="title">
          <Input id="title" value={values.title ?? ''} maxLength={100} status={values.title ? '' : 'error'} onChange={(event) => set({ title: event.target.value || null })} />
        </Form.Item>
        <Form.Item label={t('plan.text')} extra={t('plan.textHint')} htmlFor="plan_text">
          <Input.TextArea id="plan_text" value={values.plan_text ?? ''} maxLength={50000} showCount autoSize={{ minRows: 12, maxRows: 40 }} onChange={(event) => set({ plan_text: event.target.value })} />
        </Form.Item>
        {(edition.interval_exception || edition.actions.some((one) => one.findings.some((finding) => finding.code === 'edition.interval'))) && (
          <Form.Item label={<>{t('editions.exception')} <ArticleTag row="3" /></>} extra={t('editions.exceptionHint')} htmlFor="interval_exception">
            <Input.TextArea id="interval_exception" rows={2} maxLength={2000} value={values.interval_exception ?? ''} onChange={(event) => set({ interval_exception: event.target.value || null })} />
          </Form.Item>
        )}
      </Card>
      <Card title={<>{t('plan.windows')} <ArticleTag row="17(1)" /></>} extra={<span className="muted">{t('editions.beijing')}</span>}>
        <div className="grid">
          {(['opens_at', 'closes_at', 'recommend_by'] as const).map((name) => (
            <Form.Item key={name} label={labels[name]} validateStatus={faults[name] ? 'error' : ''} help={faults[name]} htmlFor={name}>
              <Input id={name} type="datetime-local" value={toLocalInput(values[name])} onChange={(event) => setWindow(name, event.target.value)} />
            </Form.Item>
          ))}
        </div>
      </Card>
      <Card title={<>{t('editions.agency')} <ArticleTag row="10" /></>}>
        <div className="grid">
          <Form.Item label={t('plan.agency')} extra={t('plan.agencyHint')} htmlFor="agency_id">
            <Select
              id="agency_id"
              allowClear
              loading={agencies.isPending}
              value={values.agency_id ?? null}
              placeholder={t('editions.noAgency')}
              options={(agencies.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
              onChange={(value: string | undefined) => set({ agency_id: value ?? null })}
            />
          </Form.Item>
          {values.agency_id && (
            <Form.Item label={t('plan.procurement')} extra={t('plan.procurementHint')} htmlFor="procurement_record">
              <Input id="procurement_record" value={values.procurement_record ?? ''} maxLength={500} onChange={(event) => set({ procurement_record: event.target.value || null })} />
            </Form.Item>
          )}
        </div>
      </Card>
      <Card title={<>{t('plan.budget')} <ArticleTag row="19" /></>}>
        <div className="grid">
          {(['budget_work', 'budget_prizes'] as const).map((name) => (
            <Form.Item key={name} label={t(name === 'budget_work' ? 'plan.budgetWork' : 'plan.budgetPrizes')} htmlFor={name}>
              <InputNumber id={name} min={0} max={1_000_000_000} step={10000} style={{ width: '100%' }} value={values[name] ?? 0} onChange={(value) => set({ [name]: value ?? 0 })} />
            </Form.Item>
          ))}
        </div>
      </Card>
    </Form>
  )
}

const own = (edition: EditionOut): EditionPatchIn => ({
  title: edition.title,
  plan_text: edition.plan_text,
  opens_at: edition.opens_at,
  closes_at: edition.closes_at,
  recommend_by: edition.recommend_by,
  agency_id: edition.agency_id,
  procurement_record: edition.procurement_record,
  interval_exception: edition.interval_exception,
  budget_work: edition.budget_work,
  budget_prizes: edition.budget_prizes,
})

function Reading({ edition }: { edition: EditionOut }) {
  const { t } = useTranslation()
  return (
    <>
      {edition.state !== 'draft' && <Alert type="info" showIcon title={t('plan.locked')} style={{ marginBottom: 20 }} />}
      <Card title={<>{t('plan.title')} <ArticleTag row="17(1)" /></>}>
        <div className="prose">{edition.plan_text || <span className="muted">—</span>}</div>
      </Card>
      <Card>
        <Descriptions
          column={{ xs: 1, md: 2 }}
          items={[
            { key: 'opens', label: t('editions.opensAt'), children: dateTime(edition.opens_at) },
            { key: 'closes', label: t('editions.closesAt'), children: dateTime(edition.closes_at) },
            { key: 'recommend', label: t('editions.recommendBy'), children: dateTime(edition.recommend_by) },
            { key: 'agency', label: t('editions.agency'), children: edition.agency ?? t('editions.noAgency') },
            { key: 'procurement', label: t('plan.procurement'), children: edition.procurement_record ?? '—' },
            { key: 'work', label: t('plan.budgetWork'), children: yuan(edition.budget_work ?? 0) },
            { key: 'prizes', label: t('plan.budgetPrizes'), children: yuan(edition.budget_prizes ?? 0) },
            ...(edition.interval_exception ? [{ key: 'exception', label: t('editions.exception'), children: edition.interval_exception }] : []),
          ]}
        />
      </Card>
    </>
  )
}
