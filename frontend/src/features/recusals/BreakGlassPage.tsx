import { Alert, Button, Card, Descriptions, Empty, Form, Input, InputNumber, Modal } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnBreakGlass, askToRead, useListBreakGlass } from '@/api/endpoints/recusals/recusals'
import type { BreakGlassOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { dateTime } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'

/** Emergency readings by recused officers: asked for, opened by a second person, told to the committee (Art. 26, 32). */
export default function BreakGlassPage() {
  const { t } = useTranslation()
  const { session } = useSession()
  const office = session?.membership?.role === 'office'
  const readings = useListBreakGlass({ limit: 200 })
  const [asking, setAsking] = useState(false)
  return (
    <Page
      title={t('recusals.breakGlass')}
      tags={<><ArticleTag row="32" /> <ArticleTag row="26" /></>}
      extra={office && <Button type="primary" onClick={() => setAsking(true)}>{t('recusals.askToRead')}</Button>}
    >
      <Alert type="info" showIcon title={t('recusals.breakGlassIntro')} style={{ marginBottom: 20 }} />
      <Loaded query={readings}>
        {(page) => page.items.length === 0
          ? <Empty description={t('recusals.breakGlassEmpty')} />
          : <div className="stack">{page.items.map((row) => <Reading key={row.id} row={row} />)}</div>}
      </Loaded>
      {asking && <Ask onClose={() => setAsking(false)} />}
    </Page>
  )
}

function Reading({ row }: { row: BreakGlassOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const open = row.state === 'open'
  return (
    <Card title={<>{row.person} <span className="muted">{row.case_number}</span></>} extra={<StateTag entity="break_glass" state={row.state} />}>
      <Descriptions
        column={1}
        items={[
          { key: 'case', label: t('recusals.organisation'), children: <span>{row.organisation} <span className="muted">{row.edition}</span></span> },
          { key: 'reason', label: t('recusals.reason'), children: <span className="prose">{row.reason}</span> },
          { key: 'asked', label: t('recusals.requestedAt'), children: t('recusals.forHours', { time: dateTime(row.requested_at), count: row.hours }) },
          ...(row.decided_at ? [{ key: 'decided', label: t('recusals.secondPerson'), children: <>{t('recusals.decidedBy', { name: row.decided_by ?? '—', time: dateTime(row.decided_at) })} {row.decision_reason && <span className="prose block">{row.decision_reason}</span>}</> }] : []),
          ...(row.ends_at ? [{ key: 'ends', label: t('recusals.ends'), children: dateTime(row.ended_at ?? row.ends_at) }, { key: 'looks', label: t('recusals.looks'), children: t('recusals.lookCount', { count: row.looks }) }] : []),
        ]}
      />
      {open && row.own && <p><LinkButton type="primary" to={`/office/applications/${row.application_id}`}>{t('recusals.readNow')}</LinkButton></p>}
      <ActionBar
        entity="break_glass"
        actions={row.actions}
        summary={<p><strong>{row.person}</strong> · {row.case_number} {row.organisation}<br /><span className="prose">{row.reason}</span></p>}
        perform={async (action, body) => {
          await actOnBreakGlass(row.id, action, body, { headers: ifMatch(row.version) })
          await queries.invalidateQueries()
        }}
      />
    </Card>
  )
}

interface Asked { case_number: string; reason: string; hours: number }

function Ask({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [form] = Form.useForm<Asked>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const send = async (values: Asked) => {
    setBusy(true)
    setError(null)
    try {
      await askToRead(values)
      await queries.invalidateQueries()
      onClose()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const required = [{ required: true, message: t('recusals.required') }]
  return (
    <Modal open title={t('recusals.askToRead')} okText={t('recusals.send')} cancelText={t('common.cancel')} confirmLoading={busy} onCancel={onClose} onOk={() => form.submit()}>
      {error !== null && <ProblemAlert error={error} />}
      <Alert type="warning" showIcon title={t('recusals.askWarn')} style={{ marginBottom: 16 }} />
      <Form form={form} layout="vertical" initialValues={{ hours: 1 }} onFinish={(values) => void send(values)}>
        <Form.Item name="case_number" label={t('recusals.caseNumber')} rules={required}><Input maxLength={60} /></Form.Item>
        <Form.Item name="reason" label={t('recusals.reason')} rules={required}><Input.TextArea rows={4} maxLength={4000} showCount /></Form.Item>
        <Form.Item name="hours" label={t('recusals.hours')} rules={required}><InputNumber min={1} max={24} precision={0} /></Form.Item>
      </Form>
    </Modal>
  )
}
