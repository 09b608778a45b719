import { Alert, Button, Drawer, Form, Input, Segmented, Select, Space, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tryOutPerson } from '@/api/endpoints/conflicts/conflicts'
import { useListExperts } from '@/api/endpoints/experts/experts'
import type { WhatIfOut } from '@/api/models'
import { ProblemAlert } from '@/shared/ui/Problem'
import { Chain } from './Chain'
import { Mark } from './Matrix'

interface Values {
  expert_id?: string
  name?: string
  identity_number?: string
  phone?: string
  employers?: { name: string; uscc?: string }[]
}

/** Which conflicts somebody would have, before anyone is contacted. */
export function WhatIf({ editionId, onClose }: { editionId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const [who, setWho] = useState<'pool' | 'typed'>('pool')
  const [q, setQ] = useState('')
  const experts = useListExperts({ ...(q ? { q } : {}), limit: 20 })
  const [result, setResult] = useState<WhatIfOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const run = async (values: Values) => {
    setBusy(true)
    setError(null)
    setResult(null)
    try {
      setResult(await tryOutPerson(editionId, who === 'pool'
        ? { expert_id: values.expert_id ?? null }
        : {
            name: values.name ?? '',
            identity_number: values.identity_number ?? '',
            phone: values.phone ?? '',
            employers: (values.employers ?? []).map((one) => ({ name: one.name, uscc: one.uscc?.trim().toUpperCase() || null })),
          }))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const needed = { required: true, whitespace: true, message: t('common.required') }
  return (
    <Drawer open size="large" title={t('conflicts.whatIfTitle')} onClose={onClose} extra={<Button type="primary" loading={busy} onClick={() => form.submit()}>{t('conflicts.run')}</Button>}>
      <p className="muted">{t('conflicts.whatIfHint')}</p>
      {error !== null && <ProblemAlert error={error} />}
      <Segmented aria-label={t('conflicts.whatIfFrom')} value={who} onChange={(next) => { setWho(next as 'pool' | 'typed'); setResult(null) }} options={[{ value: 'pool', label: t('conflicts.fromPool') }, { value: 'typed', label: t('conflicts.typed') }]} style={{ marginBottom: 16 }} />
      <Form form={form} name="whatif" layout="vertical" scrollToFirstError={{ focus: true }} onFinish={(values) => void run(values)}>
        {who === 'pool' ? (
          <Form.Item name="expert_id" label={t('conflicts.expert')} rules={[{ required: true, message: t('common.required') }]}>
            <Select
              showSearch={{ filterOption: false, onSearch: setQ }}
              loading={experts.isFetching}
              options={(experts.data?.items ?? []).map((one) => ({ value: one.id, label: `${one.name} · ${one.employer}` }))}
            />
          </Form.Item>
        ) : (
          <>
            <Form.Item name="name" label={t('conflicts.name')} rules={[needed]}><Input maxLength={100} /></Form.Item>
            <Space wrap align="start">
              <Form.Item name="identity_number" label={t('conflicts.identity')} extra={t('conflicts.numbersHint')}><Input maxLength={30} autoComplete="off" /></Form.Item>
              <Form.Item name="phone" label={t('conflicts.phone')}><Input maxLength={30} autoComplete="off" inputMode="tel" /></Form.Item>
            </Space>
            <Form.List name="employers">
              {(fields, { add, remove }) => (
                <fieldset className="what-if-employers">
                  <legend>{t('conflicts.employers')}</legend>
                  {fields.map(({ key, name }) => (
                    <Space key={key} wrap align="start">
                      <Form.Item name={[name, 'name']} label={t('conflicts.employer')} rules={[needed]}><Input maxLength={200} /></Form.Item>
                      <Form.Item name={[name, 'uscc']} label={t('conflicts.uscc')}><Input maxLength={18} /></Form.Item>
                      <Button onClick={() => remove(name)} style={{ marginTop: 30 }}>{t('conflicts.removeEmployer')}</Button>
                    </Space>
                  ))}
                  <Button onClick={() => add({ name: '' })}>{t('conflicts.addEmployer')}</Button>
                </fieldset>
              )}
            </Form.List>
          </>
        )}
      </Form>
      {result && (
        <div aria-live="polite">
          <Alert
            showIcon
            type={result.conflicts.length === 0 ? 'success' : 'warning'}
            title={result.conflicts.length === 0 ? t('conflicts.clear', { count: result.applicants }) : t('conflicts.would', { count: result.conflicts.length, all: result.applicants })}
          />
          {result.conflicts.map((one) => (
            <section key={one.application_id} className="tried" aria-label={one.organisation}>
              <Space wrap><Mark cell={{ grade: one.grade, state: 'confirmed' }} /><strong>{one.organisation}</strong><Tag>{t(`conflicts.grade.${one.grade}`)}</Tag><span className="muted">{one.case_number}</span></Space>
              <Chain path={one.path} />
            </section>
          ))}
        </div>
      )}
    </Drawer>
  )
}
