import { Button, Card, DatePicker, Empty, Form, Input, Modal, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { conveneMeeting, useListMeetings } from '@/api/endpoints/deliberation/deliberation'
import { useReadCurrentEdition } from '@/api/endpoints/editions/editions'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'

/** The committee's meetings in the running edition, for the office and the committee. */
export default function MeetingsPage() {
  const { t } = useTranslation()
  const edition = useReadCurrentEdition()
  return (
    <Page title={t('deliberation.meetings')} tags={<ArticleTag row="8" />}>
      <Loaded query={edition}>{(found) => found ? <Meetings editionId={found.id} /> : <Empty description={t('deliberation.noEdition')} />}</Loaded>
    </Page>
  )
}

function Meetings({ editionId }: { editionId: string }) {
  const { t } = useTranslation()
  const meetings = useListMeetings(editionId)
  const role = useLocation({ select: (location) => location.pathname.split('/')[1] })
  return (
    <div className="stack">
      <div><Convene editionId={editionId} /></div>
      <Loaded query={meetings}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty description={t('deliberation.empty')} />
          ) : (
            <div className="grid">
              {rows.map((meeting) => (
                <Card
                  key={meeting.id}
                  title={<Link to={`/${role}/meetings/${meeting.id}` as string}>{meeting.title}</Link>}
                  extra={meeting.open_motions > 0 && <Tag color="processing">{t('deliberation.openMotions', { count: meeting.open_motions })}</Tag>}
                >
                  {dateTime(meeting.held_at)} · {meeting.place}
                  <div className="muted">{t('deliberation.agenda')} {meeting.motions}</div>
                </Card>
              ))}
            </div>
          )
        }
      </Loaded>
    </div>
  )
}

interface Call {
  title: string
  place: string
  held_at: Dayjs
}

function Convene({ editionId }: { editionId: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const role = useLocation({ select: (location) => location.pathname.split('/')[1] })
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [form] = Form.useForm<Call>()
  const required = [{ required: true, message: t('common.required') }]
  const send = async (values: Call) => {
    setBusy(true)
    setError(null)
    try {
      const meeting = await conveneMeeting(editionId, { ...values, held_at: values.held_at.toISOString() })
      await queries.invalidateQueries()
      await navigate({ to: `/${role}/meetings/${meeting.id}` as string })
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>{t('deliberation.convene')}</Button>
      <Modal title={t('deliberation.convene')} open={open} onCancel={() => setOpen(false)} onOk={() => form.submit()} confirmLoading={busy} okText={t('common.confirm')} cancelText={t('common.cancel')}>
        {error !== null && <ProblemAlert error={error} />}
        <Form form={form} layout="vertical" onFinish={(values) => void send(values)}>
          <Form.Item name="title" label={t('deliberation.title')} rules={required}><Input maxLength={100} /></Form.Item>
          <Form.Item name="place" label={t('deliberation.place')} rules={required}><Input maxLength={100} /></Form.Item>
          <Form.Item name="held_at" label={t('deliberation.heldAt')} rules={required}><DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} /></Form.Item>
        </Form>
      </Modal>
    </>
  )
}
