import { Alert, Button, Card, Descriptions, Form, Input, List } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { beginObjectionFile, confirmObjectionFile, followObjection } from '@/api/endpoints/objections/objections'
import type { FollowOut } from '@/api/models'
import { deadlineOf } from '@/shared/lib/deadlines'
import { ProblemError } from '@/shared/http/problem'
import { dateTime } from '@/shared/lib/time'
import { Deadline } from '@/shared/ui/Deadline'
import { FileUpload } from '@/shared/ui/FileUpload'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import './objections.css'

/** An objector follows the case with its number and code, without an account. */
export default function FollowPage() {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<{ number: string; code: string } | null>(null)
  const [found, setFound] = useState<FollowOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const required = [{ required: true, message: t('common.required') }]
  const load = async (values: { number: string; code: string }) => {
    setError(null)
    setFound(null)
    try {
      setFound(await followObjection(values.number.trim(), { code: values.code.trim() }))
      setAsked({ number: values.number.trim(), code: values.code.trim() })
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <Page title={t('objections.followTitle')}>
      <Card className="objection-form">
        <p>{t('objections.followHint')}</p>
        <Form layout="vertical" onFinish={(values: { number: string; code: string }) => void load(values)}>
          <div className="follow-ask">
            <Form.Item name="number" label={t('objections.case')} rules={required}><Input /></Form.Item>
            <Form.Item name="code" label={t('objections.followCode')} rules={required}><Input autoComplete="off" /></Form.Item>
          </div>
          <Button type="primary" htmlType="submit">{t('objections.follow')}</Button>
        </Form>
      </Card>
      {error instanceof ProblemError && error.status === 404 ? <Alert type="warning" showIcon className="objection-form follow-found" title={t('objections.notFound')} /> : error !== null && <ProblemAlert error={error} />}
      {found && asked && (
        <Card className="objection-form follow-found" title={<>{found.case_number} <StateTag entity="objection" state={found.state} /></>}>
          <Descriptions
            column={1}
            items={[
              { key: 'application', label: t('objections.application'), children: found.application },
              { key: 'subject', label: t('objections.subject'), children: found.subject },
              { key: 'received', label: t('objections.receivedAt'), children: dateTime(found.received_at) },
              ...(found.refusal ? [{ key: 'refusal', label: t('objections.refusal'), children: found.refusal }] : []),
              ...(found.decision ? [{ key: 'decision', label: t('objections.decision'), children: `${found.decision}（${dateTime(found.decided_at)}）` }] : []),
              ...(found.proof_due_at && found.state === 'investigating' ? [{ key: 'proof', label: t('objections.proofDue'), children: <Deadline deadline={deadlineOf(found, 'objector_proof')} /> }] : []),
            ]}
          />
          <List header={t('objections.evidence')} dataSource={found.files} locale={{ emptyText: t('objections.noFiles') }} renderItem={(file) => <List.Item>{file.filename}</List.Item>} />
          {(found.state === 'received' || found.state === 'investigating') && (
            <FileUpload
              accept="application/pdf,image/jpeg,image/png"
              label={t('objections.evidenceHint')}
              begin={async (file) => {
                const ticket = await beginObjectionFile(asked.number, { filename: file.name, content_type: file.type, size: file.size, code: asked.code })
                return { id: ticket.file_id, url: ticket.url, headers: ticket.headers }
              }}
              confirm={async (id) => {
                await confirmObjectionFile(asked.number, id, { code: asked.code })
                await load(asked)
              }}
            />
          )}
        </Card>
      )}
    </Page>
  )
}
