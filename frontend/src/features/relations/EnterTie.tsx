import { App, Button, DatePicker, Drawer, Form, Input, InputNumber, Radio, Select, Space } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { enterOneTie, useListParties } from '@/api/endpoints/relations/relations'
import { ProblemAlert } from '@/shared/ui/Problem'
import { KINDS, type Kind } from './words'
import './relations.css'

interface Party {
  id?: string
  kind: 'person' | 'organisation'
  name?: string
  uscc?: string
  identity?: string
  phone?: string
}

interface Values {
  subject: Party
  target: Party
  kind: Kind
  role?: string
  share?: number
  valid_from?: Dayjs
  valid_to?: Dayjs
  source: string
  document?: string
}

const party = ({ id, kind, name, uscc, identity, phone }: Party) =>
  id ? { id } : { kind, name: name ?? '', ...(uscc ? { uscc } : {}), ...(identity ? { identity } : {}), ...(phone ? { phone } : {}) }

/** Enter one tie: both sides chosen from what is on file, or named. */
export function EnterTie({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const save = async ({ subject, target, share, valid_from, valid_to, ...rest }: Values) => {
    setBusy(true)
    setError(null)
    try {
      await enterOneTie({
        ...rest,
        subject: party(subject),
        target: party(target),
        share: rest.kind === 'shareholding' ? (share ?? null) : null,
        valid_from: valid_from?.format('YYYY-MM-DD') ?? null,
        valid_to: valid_to?.format('YYYY-MM-DD') ?? null,
      })
      await queries.invalidateQueries()
      void message.success(t('relations.saved'))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  const needed = { required: true, message: t('common.required') }
  return (
    <Drawer open size="large" title={t('relations.enterTitle')} onClose={onClose} extra={<Button type="primary" loading={busy} onClick={() => form.submit()}>{t('common.confirm')}</Button>}>
      {error !== null && <ProblemAlert error={error} />}
      <Form
        form={form}
        name="tie"
        layout="vertical"
        scrollToFirstError={{ focus: true }}
        initialValues={{ subject: { kind: 'person' }, target: { kind: 'organisation' }, kind: 'employment' }}
        onFinish={(values) => void save(values)}
      >
        <PartyFields end="subject" title={t('relations.subject')} />
        <Form.Item name="kind" label={t('relations.kindLabel')} rules={[needed]}>
          <Select options={KINDS.map((value) => ({ value, label: t(`relations.kind.${value}`) }))} />
        </Form.Item>
        <PartyFields end="target" title={t('relations.target')} />
        <Form.Item name="role" label={t('relations.role')}><Input maxLength={100} /></Form.Item>
        {kind === 'shareholding' && <Form.Item name="share" label={t('relations.share')} rules={[needed]}><InputNumber min={0.01} max={100} step={0.01} suffix="%" style={{ width: 160 }} /></Form.Item>}
        <Space wrap>
          <Form.Item name="valid_from" label={t('relations.validFrom')}><DatePicker /></Form.Item>
          <Form.Item name="valid_to" label={t('relations.validTo')}><DatePicker /></Form.Item>
        </Space>
        <Form.Item name="source" label={t('relations.sourceLabel')} rules={[{ ...needed, whitespace: true }]}><Input maxLength={200} /></Form.Item>
        <Form.Item name="document" label={t('relations.document')}><Input maxLength={200} /></Form.Item>
      </Form>
    </Drawer>
  )
}

function PartyFields({ end, title }: { end: 'subject' | 'target'; title: string }) {
  const { t } = useTranslation()
  const [q, setQ] = useState('')
  const found = useListParties({ q, limit: 20 }, { query: { enabled: q.length > 0 } })
  const form = Form.useFormInstance<Values>()
  const chosen = Form.useWatch([end, 'id'], form)
  const kind = Form.useWatch([end, 'kind'], form)
  return (
    <fieldset className="relations-party">
      <legend>{title}</legend>
      <Form.Item name={[end, 'id']} label={t('relations.pick')}>
        <Select
          allowClear
          showSearch={{ filterOption: false, onSearch: setQ }}
          placeholder={t('relations.pickHint')}
          loading={found.isFetching}
          options={(found.data?.items ?? []).map((one) => ({ value: one.id, label: `${one.name}${one.uscc ? `（${one.uscc}）` : ''}` }))}
        />
      </Form.Item>
      {!chosen && (
        <>
          <Form.Item name={[end, 'kind']} label={t('relations.partyKind')}>
            <Radio.Group options={(['person', 'organisation'] as const).map((value) => ({ value, label: t(`relations.${value}`) }))} />
          </Form.Item>
          <Form.Item name={[end, 'name']} label={t('relations.partyName')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}><Input maxLength={100} /></Form.Item>
          {kind === 'organisation' ? (
            <Form.Item name={[end, 'uscc']} label={t('relations.partyUscc')}><Input maxLength={30} /></Form.Item>
          ) : (
            <Space wrap align="start">
              <Form.Item name={[end, 'identity']} label={t('relations.partyIdentity')} extra={t('relations.numbersHint')}><Input maxLength={30} autoComplete="off" /></Form.Item>
              <Form.Item name={[end, 'phone']} label={t('relations.partyPhone')}><Input maxLength={30} autoComplete="off" inputMode="tel" /></Form.Item>
            </Space>
          )}
        </>
      )}
    </fieldset>
  )
}
