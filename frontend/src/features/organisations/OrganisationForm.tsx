import { App, Button, DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeOrganisation, useListAreas, useListDepartments, useListIndustries, useListSectors } from '@/api/endpoints/organisations/organisations'
import type { OrganisationOut, OrganisationPatch } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { ProblemAlert } from '@/shared/ui/Problem'

interface Named {
  code: string
  name_zh: string
  name_en: string
}
type Entry = Omit<OrganisationPatch, 'registered_on'> & { registered_on: Dayjs }

/** The registered particulars of an organisation; `explain` asks for the reason of the change. */
export function OrganisationForm({ one, explain = false, onSaved }: { one: OrganisationOut; explain?: boolean; onSaved?: () => void }) {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<Entry>()
  const ownership = Form.useWatch('ownership', form)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const areas = useListAreas({ query: { staleTime: Infinity } })
  const industries = useListIndustries({ query: { staleTime: Infinity } })
  const sectors = useListSectors({ query: { staleTime: Infinity } })
  const departments = useListDepartments({ kind: 'industry' }, { query: { enabled: ownership === 'municipal' } })
  const option = (item: Named) => ({ value: item.code, label: `${item.code} ${i18n.language === 'en' ? item.name_en : item.name_zh}` })
  const required = [{ required: true, message: t('common.required') }]
  const save = async (values: Entry) => {
    setBusy(true)
    setError(null)
    try {
      await changeOrganisation(one.id, { ...values, registered_on: values.registered_on.format('YYYY-MM-DD') }, { headers: ifMatch(one.version) })
      await queries.invalidateQueries()
      void message.success(t('organisations.saved'))
      onSaved?.()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Form form={form} layout="vertical" initialValues={{ ...one, registered_on: dayjs(one.registered_on) }} onFinish={(values) => void save(values)}>
      {error !== null && <ProblemAlert error={error} onRetry={() => void queries.invalidateQueries()} />}
      <Form.Item label={t('register.uscc')} htmlFor="uscc" extra={t('organisations.usccFixed')}><Input id="uscc" value={one.uscc} readOnly /></Form.Item>
      <Form.Item name="name" label={t('register.orgName')} rules={required}><Input maxLength={100} /></Form.Item>
      <Form.Item name="area_code" label={t('register.area')} rules={required}><Select options={areas.data?.map(option) ?? []} /></Form.Item>
      <Form.Item name="address" label={t('register.address')} rules={required}><Input maxLength={200} /></Form.Item>
      <Form.Item name="registered_on" label={t('register.registeredOn')} rules={required}><DatePicker style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="division" label={t('register.division')} rules={required}><Select showSearch={{ optionFilterProp: 'label' }} options={industries.data?.map(option) ?? []} /></Form.Item>
      <Form.Item name="ownership" label={t('register.ownership')} rules={required}><Radio.Group options={['central', 'provincial', 'municipal', 'other'].map((value) => ({ value, label: t(`ownership.${value}`) }))} /></Form.Item>
      {ownership === 'municipal' && (
        <Form.Item name="industry_department_id" label={t('register.department')} rules={required}><Select options={departments.data?.map((item) => ({ value: item.id, label: item.name })) ?? []} /></Form.Item>
      )}
      <Form.Item name="nature" label={t('register.nature')} rules={required}><Radio.Group options={['for_profit', 'non_profit'].map((value) => ({ value, label: t(`nature.${value}`) }))} /></Form.Item>
      <Form.Item name="legal_representative" label={t('register.legal')} rules={required}><Input maxLength={50} /></Form.Item>
      <Form.Item name="employees" label={t('register.employees')} rules={required}><InputNumber min={1} max={1_000_000} style={{ width: '100%' }} /></Form.Item>
      <Form.Item name="sectors" label={t('organisations.sectors')} extra={t('organisations.sectorsHint')}>
        <Select mode="multiple" options={sectors.data?.map((item) => ({ value: item.code, label: i18n.language === 'en' ? item.name_en : item.name_zh })) ?? []} />
      </Form.Item>
      {explain && <Form.Item name="reason" label={t('organisations.reason')} rules={required}><Input.TextArea rows={2} maxLength={500} /></Form.Item>}
      <Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button>
    </Form>
  )
}
