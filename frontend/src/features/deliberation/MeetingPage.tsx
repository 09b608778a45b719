import { Alert, App, Button, Card, Checkbox, Empty, Form, Input, Modal, Select, Space, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { editMeeting, putMotion, useReadMeeting } from '@/api/endpoints/deliberation/deliberation'
import { actOnEdition, useReadEdition } from '@/api/endpoints/editions/editions'
import { useListAwards } from '@/api/endpoints/awards/awards'
import { useListObjections } from '@/api/endpoints/objections/objections'
import type { MeetingOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { dateTime } from '@/shared/lib/time'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { AutosaveStatus, useAutosave } from '@/shared/ui/autosave'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import { Motion } from './Motion'

/** One meeting: agenda with votes, attendance, minutes, and the step of the edition that the votes open. */
export default function MeetingPage() {
  const { t } = useTranslation()
  const { meetingId = '' } = useParams({ strict: false }) as { meetingId?: string }
  const role = useLocation({ select: (location) => location.pathname.split('/')[1] })
  const meeting = useReadMeeting(meetingId, { query: { refetchInterval: 10_000 } })
  return (
    <Loaded query={meeting}>
      {(found) => (
        <Page
          title={found.title}
          back={[{ title: t('deliberation.meetings'), to: `/${role}/meetings` }]}
          tags={<span className="muted">{dateTime(found.held_at)} · {found.place}</span>}
          extra={found.may_manage && <PutMotion meeting={found} />}
        >
          <Decision editionId={found.edition_id} />
          <section className="stack" aria-label={t('deliberation.agenda')}>
            {found.motions.length === 0 && <Empty description={t('deliberation.noMotions')} />}
            {found.motions.map((motion) => <Motion key={motion.id} motion={motion} />)}
          </section>
          <div className="grid">
            <Attendance meeting={found} />
            <Minutes key={found.id} meeting={found} />
          </div>
        </Page>
      )}
    </Loaded>
  )
}

const decided = ['approve_plan', 'settle_accepted_list', 'fix_initial_list', 'settle_final_list']

function Decision({ editionId }: { editionId: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const edition = useReadEdition(editionId)
  const actions = edition.data?.actions.filter((action) => decided.includes(action.name)) ?? []
  if (!edition.data || actions.length === 0) return null
  const found = edition.data
  return (
    <Card title={<>{t('deliberation.decisions')} <StateTag entity="edition" state={found.state} /></>}>
      <ActionBar
        entity="edition"
        actions={actions}
        perform={async (action, body) => {
          await actOnEdition(found.id, action, body, { headers: ifMatch(found.version) })
          await queries.invalidateQueries()
        }}
      />
    </Card>
  )
}

function Attendance({ meeting }: { meeting: MeetingOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const change = async (present: string[]) => {
    setError(null)
    try {
      await editMeeting(meeting.id, { present }, { headers: ifMatch(meeting.version) })
    } catch (caught) {
      setError(caught)
    }
    await queries.invalidateQueries()
  }
  return (
    <Card title={<>{t('deliberation.attendance')} <ArticleTag row="7" /></>}>
      {error !== null && <ProblemAlert error={error} />}
      <Checkbox.Group
        disabled={!meeting.may_manage}
        value={meeting.seats.filter((seat) => seat.present).map((seat) => seat.membership_id)}
        onChange={(values) => void change(values as string[])}
      >
        <div className="card-list">
          {meeting.seats.map((seat) => (
            <Checkbox key={seat.membership_id} value={seat.membership_id}>
              {seat.name} <Tag>{t(`deliberation.seat.${seat.seat}`)}</Tag> <span className="muted">{seat.title}</span>
            </Checkbox>
          ))}
        </div>
      </Checkbox.Group>
    </Card>
  )
}

function Minutes({ meeting }: { meeting: MeetingOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const version = useRef(meeting.version)
  version.current = Math.max(version.current, meeting.version)
  const [text, setText] = useState(meeting.minutes)
  const { state, change } = useAutosave<{ minutes: string }>(`minutes-${meeting.id}`, async (changes) => {
    const saved = await editMeeting(meeting.id, changes, { headers: ifMatch(version.current) })
    version.current = saved.version
    await queries.invalidateQueries()
  })
  return (
    <Card title={t('deliberation.minutes')} extra={<AutosaveStatus state={state} />}>
      {state.kind === 'failed' && <ProblemAlert error={state.error} />}
      {meeting.may_manage ? (
        <Input.TextArea
          aria-label={t('deliberation.minutes')}
          autoSize={{ minRows: 8 }}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            change({ minutes: event.target.value })
          }}
        />
      ) : (
        <p className="prose">{meeting.minutes || t('common.none')}</p>
      )}
    </Card>
  )
}

interface Put {
  kind: string
  subject_id?: string
  title: string
  text?: string
}

function PutMotion({ meeting }: { meeting: MeetingOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [form] = Form.useForm<Put>()
  const kind = Form.useWatch('kind', form)
  const objections = useListObjections({ edition_id: meeting.edition_id, state: 'reported' }, { query: { enabled: kind === 'objection' } })
  const awards = useListAwards({ state: 'revocation_proposed' }, { query: { enabled: kind === 'revocation' } })
  const kinds = ['plan', 'accepted_list', 'initial_list', 'final_list', 'objection', 'revocation', 'interval_exception', 'other']
  const subjects =
    kind === 'objection'
      ? objections.data?.items.map((one) => ({ value: one.id, label: `${one.case_number} ${one.organisation}` }))
      : awards.data?.items.map((one) => ({ value: one.id, label: `${one.certificate_number} ${one.organisation}` }))
  const required = [{ required: true, message: t('common.required') }]
  const send = async (values: Put) => {
    setBusy(true)
    setError(null)
    try {
      await putMotion(meeting.id, { ...values, text: values.text ?? '' })
      await queries.invalidateQueries()
      setOpen(false)
      form.resetFields()
      void message.success(t('common.done'))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Space>
      <Button type="primary" onClick={() => setOpen(true)}>{t('deliberation.put')}</Button>
      <Modal title={t('deliberation.put')} open={open} onCancel={() => setOpen(false)} onOk={() => form.submit()} confirmLoading={busy} okText={t('common.confirm')} cancelText={t('common.cancel')}>
        {error !== null && <ProblemAlert error={error} />}
        <Alert type="info" title={t('deliberation.local')} style={{ marginBottom: 16 }} />
        <Form form={form} layout="vertical" onFinish={(values) => void send(values)}>
          <Form.Item name="kind" label={t('deliberation.kind')} rules={required}>
            <Select
              options={kinds.map((value) => ({ value, label: t(`deliberation.kind.${value}`) }))}
              onChange={(value: string) => form.setFieldValue('title', t(`deliberation.kind.${value}`))}
            />
          </Form.Item>
          {(kind === 'objection' || kind === 'revocation') && (
            <Form.Item name="subject_id" label={t('deliberation.subject')} rules={required}><Select options={subjects ?? []} /></Form.Item>
          )}
          <Form.Item name="title" label={t('deliberation.motionTitle')} rules={required}><Input maxLength={200} /></Form.Item>
          <Form.Item name="text" label={t('deliberation.text')}><Input.TextArea rows={3} maxLength={10_000} /></Form.Item>
        </Form>
      </Modal>
    </Space>
  )
}
