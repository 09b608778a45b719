import { App, Form, Input, Modal, Radio } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sanctionExpert } from '@/api/endpoints/experts/experts'
import type { ExpertOut } from '@/api/models'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { ProblemAlert } from '@/shared/ui/Problem'

export const STATUSES = ['active', 'corrected', 'dismissed', 'disqualified'] as const
export const COLOUR = { active: 'success', corrected: 'warning', dismissed: 'error', disqualified: 'error' }

interface Measure {
  status: 'corrected' | 'dismissed' | 'disqualified'
  reason: string
}

/** A measure under Art. 29, with effect at once. */
export function Sanction({ expert, onClose }: { expert: ExpertOut; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<Measure>()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const open = STATUSES.slice(STATUSES.indexOf(expert.status) + 1)
  const save = async (values: Measure) => {
    setBusy(true)
    setError(null)
    try {
      const done = await sanctionExpert(expert.id, values)
      await queries.invalidateQueries()
      void message.success(t('experts.sanctioned', { released: done.released_assignments, ended: done.ended_memberships }))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Modal open title={<>{t('experts.sanctionTitle')} <ArticleTag row="29" /></>} onCancel={onClose} onOk={() => form.submit()} okText={t('common.confirm')} cancelText={t('common.cancel')} confirmLoading={busy} okButtonProps={{ danger: true }}>
      {error !== null && <ProblemAlert error={error} />}
      <p><strong>{expert.name}</strong> · {expert.employer} · {t('experts.load')} {expert.live_assignments}</p>
      <Form form={form} layout="vertical" onFinish={(values) => void save(values)}>
        <Form.Item name="status" label={t('experts.measure')} rules={[{ required: true, message: t('common.required') }]}>
          <Radio.Group options={open.map((one) => ({ value: one, label: t(`expertStatus.${one}`) }))} />
        </Form.Item>
        <Form.Item name="reason" label={t('experts.reason')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input.TextArea rows={4} maxLength={2000} showCount />
        </Form.Item>
      </Form>
      <p className="muted">{t('experts.sanctionHint')}</p>
    </Modal>
  )
}
