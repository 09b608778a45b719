import { UploadOutlined } from '@ant-design/icons'
import { Alert, App, Button, Card, Empty, Form, Input, Modal, Tag, Upload } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListApplications } from '@/api/endpoints/applications/applications'
import { useReadTeam } from '@/api/endpoints/assignment/assignment'
import { beginRecusalFile, confirmRecusalFile, requestRecusal, useListRecusals, useReadOwnPanel } from '@/api/endpoints/recusals/recusals'
import type { CandidateShownOut, RecusalOut, ShownMemberOut } from '@/api/models'
import { date, dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { FileUpload, put } from '@/shared/ui/FileUpload'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import { Proofs } from './Proofs'
import './recusals.css'

/** The applicant sees who reviews it, and may ask for a recusal with reasons and proof (Art. 32). */
export default function OwnTeamPage() {
  const { t } = useTranslation()
  const applications = useListApplications({ limit: 1 })
  return (
    <Page title={t('recusals.team')} tags={<ArticleTag row="32" />}>
      <Alert type="info" showIcon title={t('recusals.teamIntro')} style={{ marginBottom: 20 }} />
      <Loaded query={applications}>
        {(page) => page.items[0] ? <Team applicationId={page.items[0].id} /> : <Empty description={t('recusals.applicationNone')} />}
      </Loaded>
    </Page>
  )
}

type Person = Pick<ShownMemberOut, 'expert_id' | 'name' | 'employer' | 'title'>

function Team({ applicationId }: { applicationId: string }) {
  const { t } = useTranslation()
  const team = useReadTeam(applicationId)
  const panel = useReadOwnPanel(applicationId)
  const requests = useListRecusals({ application_id: applicationId, limit: 200 })
  const [asking, setAsking] = useState<Person | 'staff' | null>(null)
  const pending = new Set((requests.data?.items ?? []).filter((one) => one.state === 'requested').map((one) => one.expert_id))
  const ask = (person: Person) => pending.has(person.expert_id) ? <Tag color="processing">{t('recusals.alreadyAsked')}</Tag> : <Button onClick={() => setAsking(person)}>{t('recusals.request')}<span className="recusals-spoken"> {person.name}</span></Button>
  const columns: Column<ShownMemberOut>[] = [
    { key: 'name', title: t('recusals.person'), render: (member) => <><strong>{member.name}</strong> {member.leader && <Tag color="processing">{t('recusals.leader')}</Tag>}<div className="muted">{member.title}</div></> },
    { key: 'employer', title: t('recusals.employer'), render: (member) => member.employer },
    { key: 'actions', title: t('recusals.actions'), render: ask },
  ]
  const shown: Column<CandidateShownOut>[] = [
    { key: 'name', title: t('recusals.person'), render: (one) => <><strong>{one.name}</strong><div className="muted">{one.title}</div></> },
    { key: 'employer', title: t('recusals.employer'), render: (one) => one.employer },
    { key: 'actions', title: t('recusals.actions'), render: ask },
  ]
  const history: Column<RecusalOut>[] = [
    { key: 'person', title: t('recusals.person'), render: (row) => <>{row.person}<div className="muted">{dateTime(row.requested_at)}</div></> },
    { key: 'reason', title: t('recusals.reason'), render: (row) => <><span className="prose">{row.reason}</span><Proofs recusal={row} /></> },
    { key: 'state', title: t('recusals.state'), render: (row) => <StateTag entity="recusal" state={row.state} /> },
    { key: 'decision', title: t('recusals.decision'), render: (row) => row.decision_reason ? <span className="prose">{row.decision_reason}<span className="muted block">{dateTime(row.decided_at)}</span></span> : row.may_add_files ? <Add recusal={row} /> : '—' },
  ]
  return (
    <div className="stack">
      {panel.data?.state === 'running' && (
        <Card title={t('recusals.panel')}>
          <Alert type="warning" showIcon title={t('recusals.panelUntil', { time: dateTime(panel.data.closes_at) })} description={t('recusals.panelIntro')} style={{ marginBottom: 16 }} />
          <DataTable label={t('recusals.panel')} rows={panel.data.candidates} columns={shown} rowKey={(one) => one.expert_id} empty={t('recusals.panelEmpty')} />
        </Card>
      )}
      <Card title={t('recusals.members')}>
        <Loaded query={team}>
          {(found) => (
            <>
              {found.visit_on && <Alert type="info" showIcon title={t('recusals.visitOn', { day: date(found.visit_on) })} style={{ marginBottom: 16 }} />}
              <DataTable label={t('recusals.members')} rows={found.members} columns={columns} rowKey={(member) => member.expert_id} empty={t('recusals.teamEmpty')} />
            </>
          )}
        </Loaded>
      </Card>
      <Card title={t('recusals.myRequests')} extra={<Button onClick={() => setAsking('staff')}>{t('recusals.requestStaff')}</Button>}>
        <Loaded query={requests}>
          {(page) => <DataTable label={t('recusals.myRequests')} rows={page.items} columns={history} rowKey={(row) => row.id} empty={t('recusals.myRequestsEmpty')} />}
        </Loaded>
      </Card>
      {asking && <Ask person={asking} applicationId={applicationId} onClose={() => setAsking(null)} />}
    </div>
  )
}

const TYPES = 'application/pdf,image/jpeg,image/png'

async function begin(recusalId: string, file: File) {
  const ticket = await beginRecusalFile(recusalId, { filename: file.name, content_type: file.type, size: file.size })
  return { id: ticket.file_id, url: ticket.url, headers: ticket.headers }
}

/** More proof for a request that waits. */
function Add({ recusal }: { recusal: RecusalOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  return (
    <FileUpload
      accept={TYPES}
      label={t('recusals.addFiles')}
      begin={(file) => begin(recusal.id, file)}
      confirm={async (id) => {
        await confirmRecusalFile(recusal.id, id)
        await queries.invalidateQueries()
      }}
    />
  )
}

interface Asked { person?: string; reason: string; evidence_note: string }

function Ask({ person, applicationId, onClose }: { person: Person | 'staff'; applicationId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<Asked>()
  const [files, setFiles] = useState<File[]>([])
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const staff = person === 'staff'
  const send = async (values: Asked) => {
    setBusy(true)
    setError(null)
    try {
      const made = await requestRecusal({ application_id: applicationId, ...(staff ? {} : { expert_id: person.expert_id }), ...values })
      for (const file of files) {
        const ticket = await begin(made.id, file)
        await put(ticket, file, () => undefined)
        await confirmRecusalFile(made.id, ticket.id)
      }
      void message.success(t('recusals.sent'))
      onClose()
    } catch (caught) {
      setError(caught)
    } finally {
      // The request stands even if a file did not arrive: it is in the list, and takes the file there.
      await queries.invalidateQueries()
      setBusy(false)
    }
  }
  const required = [{ required: true, whitespace: true, message: t('recusals.required') }]
  return (
    <Modal open title={staff ? t('recusals.requestStaff') : t('recusals.requestTitle', { name: person.name })} okText={t('recusals.send')} cancelText={t('common.cancel')} confirmLoading={busy} onCancel={onClose} onOk={() => form.submit()}>
      {error !== null && <ProblemAlert error={error} />}
      {!staff && <p className="muted">{person.employer} · {person.title}</p>}
      <Form form={form} layout="vertical" scrollToFirstError={{ focus: true }} onFinish={(values) => void send(values)}>
        {staff && <Form.Item name="person" label={t('recusals.staffName')} extra={t('recusals.staffHint')} rules={required}><Input maxLength={100} /></Form.Item>}
        <Form.Item name="reason" label={t('recusals.requestReason')} rules={required}><Input.TextArea rows={4} maxLength={4000} showCount /></Form.Item>
        <Form.Item name="evidence_note" label={t('recusals.requestEvidence')} extra={t('recusals.requestEvidenceHint')} rules={required}><Input.TextArea rows={3} maxLength={4000} showCount /></Form.Item>
        <Form.Item label={t('recusals.files')} extra={t('recusals.filesHint')}>
          <Upload
            accept={TYPES}
            multiple
            beforeUpload={(file) => { setFiles((all) => [...all, file]); return false }}
            onRemove={(file) => setFiles((all) => all.filter((one) => one.name !== file.name))}
          >
            <Button icon={<UploadOutlined />}>{t('recusals.choose')}</Button>
          </Upload>
        </Form.Item>
      </Form>
    </Modal>
  )
}
