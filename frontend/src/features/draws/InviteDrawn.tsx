import { App, Checkbox, DatePicker, Form, Modal } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { inviteDrawn } from '@/api/endpoints/draws/draws'
import type { DrawOut } from '@/api/models'
import { fromLocalInput } from '@/shared/lib/time'
import { ProblemAlert } from '@/shared/ui/Problem'

/** Invite who was drawn; replacements are ticked when somebody falls out. */
export function InviteDrawn({ draw, onClose }: { draw: DrawOut; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const people = draw.people.filter((one) => one.part !== null)
  const save = async ({ codes, answer_by }: { codes: string[]; answer_by?: Dayjs | null }) => {
    setBusy(true)
    setError(null)
    try {
      await inviteDrawn(draw.id, { codes, answer_by: answer_by ? fromLocalInput(answer_by.format('YYYY-MM-DDTHH:mm')) : null })
      await queries.invalidateQueries()
      void message.success(t('common.done'))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  const [form] = Form.useForm<{ codes: string[]; answer_by?: Dayjs | null }>()
  return (
    <Modal open title={t('draws.invite')} onCancel={onClose} onOk={() => form.submit()} okText={t('draws.invite')} cancelText={t('common.cancel')} confirmLoading={busy}>
      {error !== null && <ProblemAlert error={error} />}
      <Form form={form} layout="vertical" initialValues={{ codes: people.filter((one) => one.part === 'drawn' && !one.invited && ['active', 'corrected'].includes(one.status)).map((one) => one.code) }} onFinish={(values) => void save(values)}>
        <Form.Item name="answer_by" label={t('draws.answerBy')}>
          <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" disabledDate={(day) => day.isBefore(dayjs(), 'day')} />
        </Form.Item>
        <Form.Item name="codes" label={t('draws.whom')} rules={[{ required: true, message: t('common.required') }]}>
          <Checkbox.Group
            style={{ display: 'grid', gap: 8 }}
            options={people.map((one) => ({ value: one.code, disabled: one.invited, label: `${one.name} · ${t(`draws.part.${one.part}`, { place: one.place })}${one.invited ? ` · ${t('draws.invited')}` : ''}` }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
