import { Alert, App, Button, Card, Checkbox, Form, Input, Modal, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { declareInterest, declareNoInterest, useListInterests } from '@/api/endpoints/recusals/recusals'
import type { DutyOut } from '@/api/models'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import './recusals.css'

/** Everyone who reviews or handles applicants declares here; with an interest they step aside at once (Art. 32). */
export default function InterestsPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('recusals.interests')} tags={<ArticleTag row="32" />}>
      <Alert type="info" showIcon title={t('recusals.interestsIntro')} style={{ marginBottom: 20 }} />
      <InterestsPart />
    </Page>
  )
}

/** The declarations alone, to stand on a page with other things of one's own. */
export function InterestsPart({ title }: { title?: string }) {
  const { t } = useTranslation()
  const [undeclared, setUndeclared] = useState(false)
  const duties = useListInterests({ limit: 200, undeclared })
  return (
      <Card {...(title ? { title } : {})} extra={<Checkbox checked={undeclared} onChange={(event) => setUndeclared(event.target.checked)}>{t('recusals.onlyUndeclared')}</Checkbox>}>
        <Loaded query={duties}>{(page) => <Duties items={page.items} />}</Loaded>
      </Card>
  )
}

function Duties({ items }: { items: DutyOut[] }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { session } = useSession()
  const queries = useQueryClient()
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [aside, setAside] = useState<DutyOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [form] = Form.useForm<{ detail: string }>()
  const role = session?.membership?.role ?? 'expert'
  const owed = items.filter((duty) => duty.has_interest === null)
  const rest = owed.filter((duty) => !ticked.has(duty.application_id))
  const unsigned = [...new Map(items.filter((duty) => !duty.signed).map((duty) => [duty.edition_id, duty.edition])).entries()]

  const run = async (work: () => Promise<string>) => {
    setBusy(true)
    setError(null)
    try {
      const said = await work()
      setAside(null)
      await queries.invalidateQueries()
      void message.success(said)
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const declareRest = () => run(async () => {
    for (const edition of new Set(rest.map((duty) => duty.edition_id))) {
      await declareNoInterest(edition, { no_interest: rest.filter((duty) => duty.edition_id === edition).map((duty) => duty.application_id) })
    }
    return t('recusals.declaredAll', { count: rest.length })
  })
  const stepAside = (duty: DutyOut, detail: string) => run(async () => {
    await declareInterest(duty.application_id, { has_interest: true, detail })
    return t('recusals.steppedAside')
  })
  const tick = (duty: DutyOut, on: boolean) =>
    setTicked((all) => new Set(on ? [...all, duty.application_id] : [...all].filter((one) => one !== duty.application_id)))

  const columns: Column<DutyOut>[] = [
    { key: 'organisation', title: t('recusals.organisation'), render: (duty) => <><strong>{duty.organisation}</strong><div className="muted">{duty.case_number} · {duty.edition}</div></> },
    { key: 'state', title: t('recusals.state'), wideOnly: true, render: (duty) => <StateTag entity="application" state={duty.state} /> },
    { key: 'declared', title: t('recusals.declare'), render: (duty) => duty.has_interest === false ? <Tag color="success">{t('recusals.declaredNo')}</Tag> : <Tag color="warning">{t('recusals.notDeclared')}</Tag> },
    {
      key: 'actions',
      title: t('recusals.actions'),
      render: (duty) => (
        <div className="recusals-choice">
          {duty.has_interest === null && (
            <Checkbox checked={ticked.has(duty.application_id)} onChange={(event) => tick(duty, event.target.checked)}>
              {t('recusals.tick')}<span className="recusals-spoken"> {duty.organisation}</span>
            </Checkbox>
          )}
          {(duty.has_interest !== null || ticked.has(duty.application_id)) && (
            <Button danger onClick={() => { setError(null); form.resetFields(); setAside(duty) }}>{t('recusals.hasInterest')}</Button>
          )}
        </div>
      ),
    },
  ]
  return (
    <div className="stack">
      {unsigned.map(([edition, title]) => (
        <Alert key={edition} type="warning" showIcon title={t('recusals.mustSign', { edition: title })} action={<LinkButton to={`/${role}/undertaking/${edition}`}>{t('recusals.sign')}</LinkButton>} />
      ))}
      {owed.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t('recusals.owed', { count: owed.length })}
          description={t('recusals.owedHint')}
          action={<Button type="primary" loading={busy} disabled={rest.length === 0} onClick={() => void declareRest()}>{t('recusals.declareRest', { count: rest.length })}</Button>}
        />
      )}
      {error !== null && aside === null && <ProblemAlert error={error} />}
      <DataTable label={t('recusals.interests')} rows={items} columns={columns} rowKey={(duty) => duty.application_id} empty={t('recusals.interestsEmpty')} />
      <Modal
        open={aside !== null}
        title={aside && t('recusals.stepAsideTitle', { organisation: aside.organisation })}
        okText={t('recusals.stepAside')}
        cancelText={t('common.cancel')}
        okButtonProps={{ danger: true }}
        confirmLoading={busy}
        onCancel={() => setAside(null)}
        onOk={() => form.submit()}
        destroyOnHidden
      >
        {error !== null && <ProblemAlert error={error} />}
        <Alert type="warning" showIcon title={t('recusals.stepAsideWarn')} style={{ marginBottom: 16 }} />
        <Form form={form} layout="vertical" onFinish={({ detail }) => aside && void stepAside(aside, detail)}>
          <Form.Item name="detail" label={t('recusals.detail')} extra={t('recusals.detailHint')} rules={[{ required: true, whitespace: true, message: t('recusals.required') }]}>
            <Input.TextArea rows={4} maxLength={2000} showCount />
          </Form.Item>
        </Form>
      </Modal>
    </div>
  )
}
