import { Alert, App, Button, Card, Empty, Form, Input, Modal, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListApplications } from '@/api/endpoints/applications/applications'
import { requestRecusal, useListRecusals, useReadTeam } from '@/api/endpoints/assignment/assignment'
import type { RecusalOut, ShownMemberOut } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import './assignment.css'

/** The applicant sees who reviews it, and may ask for a recusal with reasons and proof (Art. 32). */
export default function OwnTeamPage() {
  const { t } = useTranslation()
  const applications = useListApplications({ limit: 1 })
  return (
    <Page title={t('assignment.team')} tags={<ArticleTag row="32" />}>
      <Alert type="info" showIcon title={t('assignment.teamIntro')} style={{ marginBottom: 20 }} />
      <Loaded query={applications}>
        {(page) => page.items[0] ? <Team applicationId={page.items[0].id} /> : <Empty description={t('assignment.applicationNone')} />}
      </Loaded>
    </Page>
  )
}

function Team({ applicationId }: { applicationId: string }) {
  const { t } = useTranslation()
  const team = useReadTeam(applicationId)
  const requests = useListRecusals({ application_id: applicationId, limit: 200 })
  const [asking, setAsking] = useState<ShownMemberOut | null>(null)
  const pending = new Set((requests.data?.items ?? []).filter((one) => one.state === 'requested').map((one) => one.expert_id))
  const columns: Column<ShownMemberOut>[] = [
    { key: 'name', title: t('assignment.person'), render: (member) => <><strong>{member.name}</strong> {member.leader && <Tag color="processing">{t('assignment.leader')}</Tag>}<div className="muted">{member.title}</div></> },
    { key: 'employer', title: t('assignment.employer'), render: (member) => member.employer },
    { key: 'actions', title: t('assignment.actions'), render: (member) => pending.has(member.expert_id) ? <Tag color="processing">{t('assignment.alreadyAsked')}</Tag> : <Button onClick={() => setAsking(member)}>{t('assignment.request')}</Button> },
  ]
  const history: Column<RecusalOut>[] = [
    { key: 'person', title: t('assignment.person'), render: (row) => <>{row.person}<div className="muted">{dateTime(row.requested_at)}</div></> },
    { key: 'reason', title: t('assignment.reason'), render: (row) => <span className="prose">{row.reason}</span> },
    { key: 'state', title: t('assignment.state'), render: (row) => <StateTag entity="recusal" state={row.state} /> },
    { key: 'decision', title: t('assignment.decision'), render: (row) => row.decision_reason ? <span className="prose">{row.decision_reason}<span className="muted block">{dateTime(row.decided_at)}</span></span> : '—' },
  ]
  return (
    <div className="stack">
      <Card title={t('assignment.members')}>
        <Loaded query={team}>
          {(shown) => <DataTable label={t('assignment.members')} rows={shown.members} columns={columns} rowKey={(member) => member.expert_id} empty={t('assignment.teamEmpty')} />}
        </Loaded>
      </Card>
      <Card title={t('assignment.myRequests')}>
        <Loaded query={requests}>
          {(page) => <DataTable label={t('assignment.myRequests')} rows={page.items} columns={history} rowKey={(row) => row.id} empty={t('assignment.myRequestsEmpty')} />}
        </Loaded>
      </Card>
      {asking && <Ask member={asking} applicationId={applicationId} onClose={() => setAsking(null)} />}
    </div>
  )
}

function Ask({ member, applicationId, onClose }: { member: ShownMemberOut; applicationId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<{ reason: string; evidence_note: string }>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const send = async (values: { reason: string; evidence_note: string }) => {
    setBusy(true)
    setError(null)
    try {
      await requestRecusal({ application_id: applicationId, expert_id: member.expert_id, ...values })
      await queries.invalidateQueries()
      void message.success(t('assignment.sent'))
      onClose()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const required = [{ required: true, whitespace: true, message: t('assignment.required') }]
  return (
    <Modal open title={t('assignment.requestTitle', { name: member.name })} okText={t('assignment.send')} cancelText={t('common.cancel')} confirmLoading={busy} onCancel={onClose} onOk={() => form.submit()}>
      {error !== null && <ProblemAlert error={error} />}
      <p className="muted">{member.employer} · {member.title}</p>
      <Form form={form} layout="vertical" scrollToFirstError={{ focus: true }} onFinish={(values) => void send(values)}>
        <Form.Item name="reason" label={t('assignment.requestReason')} rules={required}><Input.TextArea rows={4} maxLength={4000} showCount /></Form.Item>
        <Form.Item name="evidence_note" label={t('assignment.requestEvidence')} extra={t('assignment.requestEvidenceHint')} rules={required}><Input.TextArea rows={3} maxLength={4000} showCount /></Form.Item>
      </Form>
    </Modal>
  )
}
