import { App, Button, Card, Form, Input, InputNumber, Modal, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { enterOpinion, useListOpinions } from '@/api/endpoints/evaluation/evaluation'
import type { SurveyIn, SurveyOut } from '@/api/models'
import { score } from '@/shared/lib/money'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { EvaluationFrame } from './EvaluationFrame'

/** 社会评价: what the public was found to think of each applicant, entered one by one. */
export default function OpinionsPage() {
  return <EvaluationFrame>{(edition) => <Opinions editionId={edition.id} />}</EvaluationFrame>
}

function Opinions({ editionId }: { editionId: string }) {
  const { t } = useTranslation()
  const query = useListOpinions(editionId)
  const [entering, setEntering] = useState<SurveyOut | null>(null)
  return (
    <Loaded query={query}>
      {(found) => {
        const left = found.rows.filter((row) => row.score === null).length
        const columns: Column<SurveyOut>[] = [
          { key: 'organisation', title: t('ranking.organisation'), render: (row) => <>{row.organisation}<span className="muted block">{row.case_number}</span></> },
          { key: 'score', title: t('opinions.score'), render: (row) => (row.score === null ? <Tag color="warning">{t('opinions.none')}</Tag> : <strong>{score(row.score)}</strong>) },
          { key: 'respondents', title: t('opinions.respondents'), wideOnly: true, render: (row) => row.respondents ?? '—' },
          { key: 'source', title: t('opinions.source'), render: (row) => <>{row.source ?? '—'}{row.note && <span className="muted block">{row.note}</span>}</> },
          { key: 'by', title: t('opinions.by'), wideOnly: true, render: (row) => row.entered_by ?? '—' },
          ...(found.editable
            ? [{ key: 'enter', title: '', render: (row: SurveyOut) => <Button size="small" onClick={() => setEntering(row)}>{t(row.score === null ? 'opinions.enter' : 'opinions.correct')}</Button> }]
            : []),
        ]
        return (
          <Card title={<>{t('opinions.title')} <ArticleTag row="17(7)" /></>} extra={found.rows.length > 0 && <span className="muted" role="status">{left > 0 ? t('opinions.left', { count: left }) : t('opinions.complete')}</span>}>
            <p className="muted">{t('opinions.intro')}</p>
            <DataTable label={t('opinions.title')} rows={found.rows} columns={columns} rowKey={(row) => row.application_id} empty={t('opinions.empty')} />
            {entering && <Enter editionId={editionId} row={entering} onClose={() => setEntering(null)} />}
          </Card>
        )
      }}
    </Loaded>
  )
}

function Enter({ editionId, row, onClose }: { editionId: string; row: SurveyOut; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<SurveyIn>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const save = async (values: SurveyIn) => {
    setBusy(true)
    setError(null)
    try {
      await enterOpinion(editionId, { ...values, application_id: row.application_id })
      await queries.invalidateQueries()
      void message.success(t('common.done'))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Modal open title={`${t('opinions.title')} · ${row.organisation}`} onCancel={onClose} onOk={() => form.submit()} confirmLoading={busy} okText={t('common.confirm')} cancelText={t('common.cancel')}>
      {error !== null && <ProblemAlert error={error} />}
      <Form
        form={form}
        layout="vertical"
        onFinish={(values) => void save(values)}
        initialValues={{ respondents: row.respondents, score: row.score, source: row.source ?? '', note: row.note ?? '' }}
      >
        <Form.Item name="score" label={t('opinions.score')} rules={required}><InputNumber min={0} max={1000} precision={2} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="respondents" label={t('opinions.respondents')} rules={required}><InputNumber min={1} precision={0} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="source" label={t('opinions.source')} rules={required}><Input maxLength={200} /></Form.Item>
        <Form.Item name="note" label={t('opinions.note')}><Input.TextArea rows={3} maxLength={2000} showCount /></Form.Item>
      </Form>
    </Modal>
  )
}
