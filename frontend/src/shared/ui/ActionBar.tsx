import { App, Button, Checkbox, DatePicker, Form, Input, Modal, Popover, Space } from 'antd'
import type { Dayjs } from 'dayjs'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Finding } from '@/shared/http/problem'
import { Findings, ProblemAlert } from './Problem'

export interface Action {
  name: string
  allowed: boolean
  article: string
  irreversible: boolean
  asks: string[]
  findings: Finding[]
}

interface Props {
  entity: string
  actions: Action[]
  /** Sends the action; the returned promise's rejection is shown in the dialog. */
  perform: (action: string, body: Record<string, unknown>) => Promise<unknown>
  /** What the dialog shows above its inputs: a check of the answers. */
  summary?: ReactNode
  /** Actions that another part of the screen takes care of. */
  hide?: string[]
  /** Drawn as the main one. */
  primary?: string
}

const yesNo = new Set(['eligible', 'truthful'])
const lines = new Set(['reason', 'reasons', 'opinion', 'report', 'decision_reason'])

/** The buttons of an entity, from its `actions`: a closed one says which article stands against it and what to do. */
export function ActionBar({ entity, actions, perform, summary, hide = [], primary }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [open, setOpen] = useState<Action | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [form] = Form.useForm<Record<string, unknown>>()
  const shown = actions.filter((action) => !hide.includes(action.name))
  if (shown.length === 0) return null
  const label = (action: Action) => t(`action.${entity}.${action.name}`)

  const run = async (action: Action, values: Record<string, unknown>) => {
    setBusy(true)
    setError(null)
    try {
      const body = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, key === 'paid_on' && value ? (value as Dayjs).format('YYYY-MM-DD') : value]),
      )
      await perform(action.name, body)
      setOpen(null)
      void message.success(t('common.done'))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <Space wrap role="group" aria-label={t('common.actions')}>
        {shown.map((action) =>
          action.allowed ? (
            <Button
              key={action.name}
              type={action.name === primary || (primary === undefined && action === shown.find((one) => one.allowed)) ? 'primary' : 'default'}
              onClick={() => {
                setError(null)
                form.resetFields()
                setOpen(action)
              }}
            >
              {label(action)}
            </Button>
          ) : (
            <Popover
              key={action.name}
              trigger={['hover', 'click', 'focus']}
              title={t('common.whyNot', { action: label(action) })}
              content={<div className="popover-findings"><Findings findings={action.findings} /></div>}
            >
              <Button aria-disabled className="button-closed">{label(action)}</Button>
            </Popover>
          ),
        )}
      </Space>
      <Modal
        open={open !== null}
        title={open && t('common.confirmAction', { action: label(open) })}
        onCancel={() => setOpen(null)}
        onOk={() => form.submit()}
        okText={t('common.confirm')}
        cancelText={t('common.cancel')}
        confirmLoading={busy}
        okButtonProps={{ danger: open?.irreversible === true }}
        destroyOnHidden
      >
        {error !== null && <ProblemAlert error={error} />}
        {summary}
        <Form form={form} name="action" layout="vertical" onFinish={(values) => open && void run(open, values)}>
          {open?.asks.map((name) => (
            <Form.Item
              key={name}
              name={name}
              label={yesNo.has(name) ? undefined : t(`asks.${name}`)}
              valuePropName={yesNo.has(name) ? 'checked' : 'value'}
              initialValue={yesNo.has(name) ? open.name === 'recommend' : undefined}
              rules={yesNo.has(name) ? [] : [{ required: true, message: t('common.required') }]}
            >
              {yesNo.has(name) ? <Checkbox>{t(`asks.${name}`)}</Checkbox>
                : name === 'paid_on' ? <DatePicker />
                : lines.has(name) ? <Input.TextArea rows={4} maxLength={4000} showCount />
                : <Input maxLength={200} />}
            </Form.Item>
          ))}
        </Form>
        {open?.irreversible && <p className="muted">{t('common.irreversible')}</p>}
      </Modal>
    </>
  )
}
