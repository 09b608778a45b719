import { Alert, App, Button, Checkbox, DatePicker, Drawer, Form, Input, InputNumber, Select, Space, Table } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { commitDraw, getListDrawsQueryKey, previewDraw } from '@/api/endpoints/draws/draws'
import { useListIndustries } from '@/api/endpoints/organisations/organisations'
import type { StratumCountOut, StratumIn } from '@/api/models'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { ProblemAlert } from '@/shared/ui/Problem'

interface Values {
  purpose: string
  number_source: string
  number_on: Dayjs
  area?: string
  without_invited: boolean
  strata: StratumIn[]
}

const CATEGORIES = ['4.1', '4.2', '4.3', '4.4', '4.5', '4.6', '4.7']
const KINDS = ['any', 'category', 'division'] as const

/** A draw to commit to: who may be drawn, how many, and the public number that decides. What is committed stays. */
export function CommitDraw({ editionId, onClose }: { editionId: string; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [counts, setCounts] = useState<StratumCountOut[] | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const industries = useListIndustries({ query: { staleTime: Infinity } })
  const required = [{ required: true, message: t('common.required') }]
  const pool = (values: Values) => ({ strata: values.strata, without_invited: values.without_invited, ...(values.area ? { area: values.area } : {}) })
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(null)
    try {
      await work()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const count = async () => {
    const values = await form.validateFields(['strata', 'area'], { recursive: true }).then(() => form.getFieldsValue(), () => null)
    if (values) await attempt(async () => setCounts(await previewDraw(editionId, pool(values))))
  }
  const commit = (values: Values) =>
    void modal.confirm({
      title: t('draws.commitTitle'),
      content: t('draws.commitHint'),
      okText: t('draws.commit'),
      cancelText: t('common.cancel'),
      onOk: () =>
        attempt(async () => {
          await commitDraw(editionId, { ...pool(values), purpose: values.purpose.trim(), number_source: values.number_source.trim(), number_on: values.number_on.format('YYYY-MM-DD') })
          await queries.invalidateQueries({ queryKey: getListDrawsQueryKey(editionId) })
          void message.success(t('draws.committed'))
          onClose()
        }),
    })
  return (
    <Drawer
      open
      size="large"
      title={<>{t('draws.new')} <ArticleTag row="10" /></>}
      onClose={onClose}
      extra={<Space><Button loading={busy} onClick={() => void count()}>{t('draws.count')}</Button><Button type="primary" loading={busy} onClick={() => form.submit()}>{t('draws.commit')}</Button></Space>}
    >
      {error !== null && <ProblemAlert error={error} onClose={() => setError(null)} />}
      <Form<Values> form={form} layout="vertical" scrollToFirstError={{ focus: true }} initialValues={{ without_invited: true, strata: [{ title: '', by: 'any', codes: [], leader: false, wanted: 1, replacements: 1 }] }} onFinish={commit} onValuesChange={() => setCounts(null)}>
        <Form.Item name="purpose" label={t('draws.purpose')} rules={required}><Input maxLength={200} /></Form.Item>
        <Form.Item name="number_source" label={t('draws.numberSource')} extra={t('draws.numberHint')} rules={required}><Input maxLength={200} /></Form.Item>
        <Form.Item name="number_on" label={t('draws.numberOn')} rules={required}><DatePicker disabledDate={(day) => !day.isAfter(dayjs(), 'day')} /></Form.Item>
        <Space wrap size="large">
          <Form.Item name="area" label={t('draws.area')} rules={[{ pattern: /^(\d{2,6})?$/, message: t('draws.areaHint') }]}><Input maxLength={6} inputMode="numeric" style={{ width: 140 }} /></Form.Item>
          <Form.Item name="without_invited" valuePropName="checked" label=" "><Checkbox>{t('draws.withoutInvited')}</Checkbox></Form.Item>
        </Space>
        <Form.List name="strata">
          {(fields, { add, remove }) => (
            <>
              {fields.map((field, place) => (
                <fieldset key={field.key} className="draw-stratum">
                  <legend>{t('draws.stratumNumber', { number: place + 1 })}</legend>
                  <Form.Item name={[field.name, 'title']} label={t('draws.stratum')} rules={required}><Input maxLength={200} /></Form.Item>
                  <Form.Item name={[field.name, 'by']} label={t('draws.by.label')}><Select options={KINDS.map((one) => ({ value: one, label: t(`draws.by.${one}`) }))} onChange={() => form.setFieldValue(['strata', field.name, 'codes'], [])} /></Form.Item>
                  <Form.Item noStyle shouldUpdate>
                    {() => {
                      const by = form.getFieldValue(['strata', field.name, 'by']) as string
                      return by === 'any' ? null : (
                        <Form.Item name={[field.name, 'codes']} label={t(`draws.by.${by}`)} rules={required}>
                          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={by === 'category' ? CATEGORIES.map((one) => ({ value: one, label: one })) : industries.data?.map((one) => ({ value: one.code, label: `${one.code} ${i18n.language === 'en' ? one.name_en : one.name_zh}` })) ?? []} />
                        </Form.Item>
                      )
                    }}
                  </Form.Item>
                  <Space wrap size="large" align="end">
                    <Form.Item name={[field.name, 'wanted']} label={t('draws.howMany')} rules={required}><InputNumber min={1} max={500} precision={0} /></Form.Item>
                    <Form.Item name={[field.name, 'replacements']} label={t('draws.replacements')} rules={required}><InputNumber min={0} max={500} precision={0} /></Form.Item>
                    <Form.Item name={[field.name, 'leader']} valuePropName="checked"><Checkbox>{t('draws.leaders')}</Checkbox></Form.Item>
                    {fields.length > 1 && <Form.Item><Button onClick={() => remove(field.name)}>{t('common.remove')}</Button></Form.Item>}
                  </Space>
                </fieldset>
              ))}
              <Button onClick={() => add({ title: '', by: 'any', codes: [], leader: false, wanted: 1, replacements: 1 })}>{t('draws.addStratum')}</Button>
            </>
          )}
        </Form.List>
      </Form>
      <div aria-live="polite" style={{ marginTop: 16 }}>
        {counts && (
          <>
            {counts.some((one) => one.candidates < one.needed) && <Alert type="warning" showIcon title={t('draws.tooFew')} style={{ marginBottom: 12 }} />}
            <Table
              rowKey="key"
              size="small"
              pagination={false}
              dataSource={counts}
              columns={[{ title: t('draws.stratum'), dataIndex: 'title' }, { title: t('draws.candidates'), dataIndex: 'candidates' }, { title: t('draws.needed'), dataIndex: 'needed' }]}
            />
            <p className="muted">{t('draws.onceEach')}</p>
          </>
        )}
      </div>
    </Drawer>
  )
}
