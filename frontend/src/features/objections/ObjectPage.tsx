import { Alert, Button, Card, Form, Input, Result, Typography } from 'antd'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { beginObjectionFile, confirmObjectionFile, lodgeObjection } from '@/api/endpoints/objections/objections'
import type { ObjectionIn, ReceiptOut } from '@/api/models'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { FileUpload } from '@/shared/ui/FileUpload'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import './objections.css'

/** The public's door: an objection with real identity; then its written evidence (Art. 20, 25). */
export default function ObjectPage() {
  const { t } = useTranslation()
  const [receipt, setReceipt] = useState<ReceiptOut | null>(null)
  const [files, setFiles] = useState<string[]>([])
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const caseNumber = new URLSearchParams(window.location.search).get('case') ?? ''
  const required = [{ required: true, message: t('common.required') }]

  const send = async (values: ObjectionIn) => {
    setBusy(true)
    setError(null)
    try {
      setReceipt(await lodgeObjection(values))
      window.scrollTo({ top: 0 })
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }

  if (receipt) {
    return (
      <Page title={t('objections.receipt')}>
        <Card>
          <Result
            status={receipt.in_time ? 'success' : 'warning'}
            title={<Typography.Text copyable>{receipt.case_number}</Typography.Text>}
            subTitle={<>{t('objections.followCode')}：<Typography.Text copyable strong>{receipt.follow_code}</Typography.Text></>}
          />
          {!receipt.in_time && <Alert type="warning" showIcon title={<><ArticleTag row="20" /> {t('objections.late')}</>} />}
          <p>{t('objections.receiptHint')}</p>
          <h2>{t('objections.evidence')}</h2>
          <FileUpload
            accept="application/pdf,image/jpeg,image/png"
            label={t('objections.evidenceHint')}
            begin={async (file) => {
              const ticket = await beginObjectionFile(receipt.case_number, {
                filename: file.name, content_type: file.type, size: file.size, code: receipt.follow_code,
              })
              return { id: ticket.file_id, url: ticket.url, headers: ticket.headers }
            }}
            confirm={async (id) => {
              const stored = await confirmObjectionFile(receipt.case_number, id, { code: receipt.follow_code })
              setFiles((all) => [...all, stored.filename])
            }}
          />
          <ul>{files.map((name) => <li key={name}>{name}</li>)}</ul>
          <Link to="/follow">{t('objections.follow')}</Link>
        </Card>
      </Page>
    )
  }
  return (
    <Page title={t('objections.object')} tags={<><ArticleTag row="20" /><ArticleTag row="25" /></>}>
      <Alert className="objection-form" type="info" showIcon title={t('objections.objectHint')} />
      {error !== null && <ProblemAlert error={error} />}
      <Card className="objection-form">
        <Form<ObjectionIn> layout="vertical" initialValues={{ case_number: caseNumber }} onFinish={(values) => void send(values)}>
          <Typography.Title level={2} className="objection-part">{t('objections.partWhat')}</Typography.Title>
          <Form.Item name="case_number" label={t('objections.caseNumber')} extra={t('objections.caseNumberHint')} rules={required}><Input maxLength={60} /></Form.Item>
          <Form.Item name="subject" label={t('objections.subject')} extra={t('objections.subjectHint')} rules={required}><Input maxLength={200} /></Form.Item>
          <Form.Item name="grounds" label={t('objections.grounds')} extra={t('objections.groundsHint')} rules={[{ required: true, min: 10, message: t('objections.groundsShort') }]}><Input.TextArea rows={6} maxLength={10_000} showCount /></Form.Item>
          <Typography.Title level={2} className="objection-part">{t('objections.partWho')}</Typography.Title>
          <div className="objection-pair">
            <Form.Item name={['objector', 'name']} label={t('objections.name')} rules={required}><Input maxLength={100} autoComplete="name" /></Form.Item>
            <Form.Item name={['objector', 'contact']} label={t('objections.contact')} rules={required}><Input maxLength={100} autoComplete="tel" /></Form.Item>
          </div>
          <Form.Item name={['objector', 'identity_number']} label={t('objections.identityNumber')} extra={t('objections.identityHint')} rules={required}><Input maxLength={30} autoComplete="off" /></Form.Item>
          <p className="muted">{t('objections.afterLodging')}</p>
          <Button type="primary" size="large" htmlType="submit" loading={busy}>{t('objections.lodge')}</Button>
        </Form>
      </Card>
    </Page>
  )
}
