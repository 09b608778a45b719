import { Empty, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addCitation, useListEvidence } from '@/api/endpoints/evidence/evidence'
import { ProblemError } from '@/shared/http/problem'
import type { Place } from '@/shared/lib/evidence'
import { ProblemAlert } from '@/shared/ui/Problem'

export interface FixedFile {
  id: string
  filename: string
  page: number
}

interface Props {
  applicationId: string
  places: Place[]
  statement: string
  file?: FixedFile
  onClose: () => void
  onDone: () => void
}

interface Answer {
  item: string
  evidence_id: string
  page: number
  statement: string
}

const LONGEST = 500

/** Point a statement at one page of one file. What the server refuses is said at its field. */
export function CiteDialog({ applicationId, places, statement, file, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Answer>()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const files = (useListEvidence(applicationId).data ?? []).filter((one) => one.state === 'stored')
  const wanted = Form.useWatch('evidence_id', form)
  const chosen = files.find((one) => one.id === wanted)
  const send = async (answer: Answer) => {
    setBusy(true)
    setError(null)
    try {
      await addCitation(applicationId, answer)
      onDone()
    } catch (caught) {
      const gaps = caught instanceof ProblemError ? caught.errors : []
      const known = ['item', 'evidence_id', 'page', 'statement'] as const
      const named = gaps.flatMap((gap) => known.filter((name) => gap.field.endsWith(name)).map((name) => ({ name, errors: [`${gap.message}。${gap.next}`] })))
      form.setFields(named)
      if (named.length === 0) setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={t('evidence.cite')} okText={t('evidence.citeDone')} cancelText={t('common.cancel')} confirmLoading={busy} onCancel={onClose} onOk={() => form.submit()} okButtonProps={{ disabled: files.length === 0 }}>
      {error !== null && <ProblemAlert error={error} />}
      {files.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('evidence.noFilesYet')} />
      ) : (
        <Form<Answer>
          form={form}
          layout="vertical"
          requiredMark={false}
          onFinish={(answer) => void send({ ...answer, statement: answer.statement.trim() })}
          initialValues={{ statement: statement.slice(0, LONGEST), page: file?.page ?? 1, ...(file ? { evidence_id: file.id } : {}), ...(places.length === 1 ? { item: places[0]!.key } : {}) }}
        >
          <Form.Item name="item" label={t('evidence.citeItem')} rules={[{ required: true, message: t('evidence.needed') }]} hidden={places.length === 1}>
            <Select showSearch={{ optionFilterProp: 'label' }} options={places.map((place) => ({ value: place.key, label: place.title }))} />
          </Form.Item>
          <Form.Item name="statement" label={t('evidence.citeStatement')} rules={[{ required: true, min: 2, transform: (value: string) => value.trim(), message: t('evidence.needed') }]}>
            <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} maxLength={LONGEST} showCount placeholder={t('evidence.citeStatementHint')} />
          </Form.Item>
          <Form.Item name="evidence_id" label={t('evidence.citeFile')} rules={[{ required: true, message: t('evidence.needed') }]}>
            <Select
              disabled={file !== undefined}
              showSearch={{ optionFilterProp: 'label' }}
              options={files.map((one) => ({ value: one.id, label: one.pages === null ? one.filename : `${one.filename}（${t('evidence.pages', { count: one.pages })}）` }))}
            />
          </Form.Item>
          <Form.Item name="page" label={t('evidence.citePage')} rules={[{ required: true, message: t('evidence.needed') }]} {...(chosen?.pages ? { extra: t('evidence.pages', { count: chosen.pages }) } : {})}>
            <InputNumber<number> min={1} precision={0} inputMode="numeric" />
          </Form.Item>
        </Form>
      )}
    </Modal>
  )
}
