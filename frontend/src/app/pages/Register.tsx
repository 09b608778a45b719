import { Button, Card, DatePicker, Form, Input, InputNumber, Radio, Select, Typography } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { request } from '@/shared/http/client'
import { useSession } from '@/shared/session/session'
import { ProblemAlert } from '@/shared/ui/Problem'
import './register.css'

interface Named {
  code: string
  name_zh: string
  name_en: string
}
interface Check {
  valid: boolean
  taken: boolean
}

/** An organisation registers itself; its code is checked while it is typed (GB 32100). */
export default function Register() {
  const { t, i18n } = useTranslation()
  const { register } = useSession()
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [form] = Form.useForm()
  const ownership = Form.useWatch(['organisation', 'ownership'], form) as string | undefined
  const uscc = ((Form.useWatch(['organisation', 'uscc'], form) as string | undefined) ?? '').trim().toUpperCase()
  const areas = useQuery({ queryKey: ['areas'], queryFn: () => request<Named[]>('/api/v1/areas'), staleTime: Infinity })
  const industries = useQuery({ queryKey: ['industries'], queryFn: () => request<Named[]>('/api/v1/industries'), staleTime: Infinity })
  const departments = useQuery({
    queryKey: ['departments', 'industry'],
    queryFn: () => request<{ id: string; name: string }[]>('/api/v1/departments?kind=industry'),
    enabled: ownership === 'municipal',
  })
  const check = useQuery({
    queryKey: ['uscc', uscc],
    queryFn: () => request<Check>(`/api/v1/organisations/check-uscc?uscc=${encodeURIComponent(uscc)}`),
    enabled: uscc.length === 18,
  })
  const name = (one: Named) => `${one.code} ${i18n.language === 'en' ? one.name_en : one.name_zh}`
  const required = [{ required: true, message: t('common.required') }]
  const usccBad = (uscc.length > 0 && uscc.length !== 18) || check.data?.valid === false

  const submit = async (values: { organisation: { registered_on: Dayjs; uscc: string } }) => {
    setBusy(true)
    setError(null)
    try {
      await register({
        ...values,
        organisation: { ...values.organisation, uscc, registered_on: values.organisation.registered_on.format('YYYY-MM-DD') },
      })
      await navigate({ to: '/applicant' })
    } catch (caught) {
      setError(caught)
      window.scrollTo({ top: 0 })
    } finally {
      setBusy(false)
    }
  }

  return (
    <Card className="register">
      <Typography.Title level={1}>{t('register.title')}</Typography.Title>
      <p className="muted">{t('register.intro')}</p>
      {error !== null && <ProblemAlert error={error} />}
      <Form form={form} layout="vertical" onFinish={(values) => void submit(values)} initialValues={{ organisation: { ownership: 'other', nature: 'for_profit' } }}>
        <Typography.Title level={2}>{t('register.organisation')}</Typography.Title>
        <Form.Item
          name={['organisation', 'uscc']}
          label={t('register.uscc')}
          rules={required}
          validateStatus={usccBad || check.data?.taken ? 'error' : check.data?.valid ? 'success' : ''}
          help={usccBad ? t('register.usccBad') : check.data?.taken ? t('register.usccTaken') : check.data?.valid ? t('register.usccGood') : undefined}
        >
          <Input maxLength={18} placeholder={t('register.usccHint')} autoCapitalize="characters" spellCheck={false} />
        </Form.Item>
        <Form.Item name={['organisation', 'name']} label={t('register.orgName')} rules={required}><Input maxLength={100} /></Form.Item>
        <div className="register-pair">
          <Form.Item name={['organisation', 'area_code']} label={t('register.area')} rules={required}>
            <Select options={areas.data?.map((one) => ({ value: one.code, label: name(one) })) ?? []} loading={areas.isPending} />
          </Form.Item>
          <Form.Item name={['organisation', 'registered_on']} label={t('register.registeredOn')} rules={required}><DatePicker style={{ width: '100%' }} /></Form.Item>
        </div>
        <Form.Item name={['organisation', 'address']} label={t('register.address')} rules={required}><Input maxLength={200} /></Form.Item>
        <Form.Item name={['organisation', 'division']} label={t('register.division')} rules={required}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={industries.data?.map((one) => ({ value: one.code, label: name(one) })) ?? []} loading={industries.isPending} />
        </Form.Item>
        <Form.Item name={['organisation', 'ownership']} label={t('register.ownership')} extra={t('register.ownershipHint')} rules={required}>
          <Radio.Group options={['central', 'provincial', 'municipal', 'other'].map((value) => ({ value, label: t(`ownership.${value}`) }))} />
        </Form.Item>
        {ownership === 'municipal' && (
          <Form.Item name={['organisation', 'industry_department_id']} label={t('register.department')} rules={required}>
            <Select options={departments.data?.map((one) => ({ value: one.id, label: one.name })) ?? []} loading={departments.isPending} />
          </Form.Item>
        )}
        <Form.Item name={['organisation', 'nature']} label={t('register.nature')} rules={required}>
          <Radio.Group options={['for_profit', 'non_profit'].map((value) => ({ value, label: t(`nature.${value}`) }))} />
        </Form.Item>
        <div className="register-pair">
          <Form.Item name={['organisation', 'legal_representative']} label={t('register.legal')} rules={required}><Input maxLength={50} /></Form.Item>
          <Form.Item name={['organisation', 'employees']} label={t('register.employees')} rules={required}><InputNumber min={1} max={1_000_000} style={{ width: '100%' }} /></Form.Item>
        </div>
        <Typography.Title level={2}>{t('register.person')}</Typography.Title>
        <div className="register-pair">
          <Form.Item name="name" label={t('register.name')} rules={required}><Input maxLength={50} autoComplete="name" /></Form.Item>
          <Form.Item name="phone" label={t('register.phone')} rules={required}><Input maxLength={20} inputMode="tel" autoComplete="tel" /></Form.Item>
        </div>
        <div className="register-pair">
          <Form.Item name="login" label={t('register.login')} extra={t('register.loginHint')} rules={required}><Input maxLength={50} autoCapitalize="none" autoComplete="username" /></Form.Item>
          <Form.Item name="password" label={t('register.password')} extra={t('register.passwordHint')} rules={[{ required: true, min: 12, message: t('register.passwordHint') }]}>
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        </div>
        <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t('register.submit')}</Button>
      </Form>
      <p className="login-links"><Link to="/login">{t('register.haveAccount')}</Link></p>
    </Card>
  )
}
