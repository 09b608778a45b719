import { Alert, App, Button, Card, Checkbox, Form, Input, Modal, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { declareInterest, useListInterests } from '@/api/endpoints/assignment/assignment'
import type { DutiesOut, DutyOut } from '@/api/models'
import { useSession } from '@/shared/session/session'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import './assignment.css'

/** Everyone who reviews or handles applicants declares here; with an interest they step aside at once (Art. 32). */
export default function InterestsPage() {
  const { t } = useTranslation()
  const [undeclared, setUndeclared] = useState(false)
  const duties = useListInterests({ limit: 200, undeclared })
  return (
    <Page title={t('assignment.interests')} tags={<ArticleTag row="32" />}>
      <Alert type="info" showIcon title={t('assignment.interestsIntro')} style={{ marginBottom: 20 }} />
      <Card extra={<Checkbox checked={undeclared} onChange={(event) => setUndeclared(event.target.checked)}>{t('assignment.onlyUndeclared')}</Checkbox>}>
        <Loaded query={duties}>{(page) => <Duties page={page} />}</Loaded>
      </Card>
    </Page>
  )
}

function Duties({ page }: { page: DutiesOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { session } = useSession()
  const queries = useQueryClient()
  const [aside, setAside] = useState<DutyOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [form] = Form.useForm<{ detail: string }>()
  const expert = session?.membership?.role === 'expert'
  const declare = async (duty: DutyOut, detail: string | null) => {
    setBusy(true)
    setError(null)
    try {
      const answer = await declareInterest(duty.application_id, { has_interest: detail !== null, detail: detail ?? '' })
      setAside(null)
      await queries.invalidateQueries()
      void message.success(t(answer.recused ? 'assignment.steppedAside' : 'common.done'))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const columns: Column<DutyOut>[] = [
    { key: 'organisation', title: t('assignment.organisation'), render: (duty) => <><strong>{duty.organisation}</strong><div className="muted">{duty.case_number} · {duty.edition}</div></> },
    { key: 'state', title: t('assignment.state'), wideOnly: true, render: (duty) => <StateTag entity="application" state={duty.state} /> },
    { key: 'declared', title: t('assignment.declare'), render: (duty) => duty.has_interest === false ? <Tag color="success">{t('assignment.declaredNo')}</Tag> : <Tag color="warning">{t('assignment.notDeclared')}</Tag> },
    {
      key: 'actions',
      title: t('assignment.actions'),
      render: (duty) => (
        <div className="assignment-choice">
          {duty.has_interest === null && <Button type="primary" loading={busy} onClick={() => void declare(duty, null)}>{t('assignment.noInterest')}</Button>}
          <Button danger onClick={() => { setError(null); form.resetFields(); setAside(duty) }}>{t('assignment.hasInterest')}</Button>
          {expert && !duty.signed && <LinkButton to={`/expert/undertaking/${duty.edition_id}`}>{t('assignment.mustSign')}</LinkButton>}
        </div>
      ),
    },
  ]
  return (
    <>
      {page.recused > 0 && <Alert type="warning" showIcon title={t('assignment.recusedCount', { count: page.recused })} style={{ marginBottom: 16 }} />}
      {error !== null && aside === null && <ProblemAlert error={error} />}
      <DataTable label={t('assignment.interests')} rows={page.items} columns={columns} rowKey={(duty) => duty.application_id} empty={t('assignment.interestsEmpty')} />
      <Modal
        open={aside !== null}
        title={aside && t('assignment.stepAsideTitle', { organisation: aside.organisation })}
        okText={t('assignment.stepAside')}
        cancelText={t('common.cancel')}
        okButtonProps={{ danger: true }}
        confirmLoading={busy}
        onCancel={() => setAside(null)}
        onOk={() => form.submit()}
        destroyOnHidden
      >
        {error !== null && <ProblemAlert error={error} />}
        <Alert type="warning" showIcon title={t('assignment.stepAsideWarn')} style={{ marginBottom: 16 }} />
        <Form form={form} layout="vertical" onFinish={({ detail }) => aside && void declare(aside, detail)}>
          <Form.Item name="detail" label={t('assignment.detail')} extra={t('assignment.detailHint')} rules={[{ required: true, whitespace: true, message: t('assignment.required') }]}>
            <Input.TextArea rows={4} maxLength={2000} showCount />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
