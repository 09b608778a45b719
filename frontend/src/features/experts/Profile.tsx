import { App, Button, Card, DatePicker, Descriptions, Form, Input, InputNumber, Popconfirm, Select, Space, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addExpertAbsence, editExpertProfile, getGetExpertQueryKey, removeExpertAbsence } from '@/api/endpoints/experts/experts'
import type { ExpertRecordOut, ProfileIn } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { date } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { ProblemAlert } from '@/shared/ui/Problem'

/** Sends a change and reads the expert anew; what was refused is shown where it was tried. */
export function useChange(expertId: string) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const change = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setError(null)
    try {
      await work()
      await queries.invalidateQueries({ queryKey: getGetExpertQueryKey(expertId) })
      await queries.invalidateQueries({ queryKey: ['/api/v1/tasks'] })
      void message.success(t('common.done'))
      return true
    } catch (caught) {
      setError(caught)
      return false
    } finally {
      setBusy(false)
    }
  }
  return { change, busy, error, clear: () => setError(null) }
}

interface Values {
  qualifications: string[]
  area?: string
  load_wish: number | null
  max_load: number | null
}

/** What an expert states about themselves: qualifications, district, how much they wish for and take. */
export function ProfileCard({ record }: { record: ExpertRecordOut }) {
  const { t } = useTranslation()
  const { expert, may_edit } = record
  const { change, busy, error, clear } = useChange(expert.id)
  const [editing, setEditing] = useState(false)
  const save = async (values: Values) => {
    const body: ProfileIn = { qualifications: values.qualifications, area: values.area?.trim() || null, load_wish: values.load_wish, max_load: values.max_load }
    if (await change(() => editExpertProfile(expert.id, body, { headers: ifMatch(expert.version) }))) setEditing(false)
  }
  return (
    <Card title={<>{t('experts.profile')} <ArticleTag row="10" /></>} extra={may_edit && !editing && <Button onClick={() => setEditing(true)}>{t('common.edit')}</Button>}>
      {error !== null && <ProblemAlert error={error} onClose={clear} />}
      {editing ? (
        <Form<Values> layout="vertical" initialValues={{ ...expert, area: expert.area ?? '' }} onFinish={(values) => void save(values)} scrollToFirstError={{ focus: true }}>
          <Form.Item name="qualifications" label={t('experts.qualifications')} extra={t('experts.qualificationsHint')}>
            <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', '、', ';']} maxCount={20} />
          </Form.Item>
          <Form.Item name="area" label={t('experts.area')} rules={[{ pattern: /^([1-9]\d{5})?$/, message: t('experts.areaHint') }]}>
            <Input maxLength={6} inputMode="numeric" style={{ width: 160 }} />
          </Form.Item>
          <Space wrap size="large">
            <Form.Item name="load_wish" label={t('experts.loadWish')}><InputNumber min={0} max={200} precision={0} /></Form.Item>
            <Form.Item name="max_load" label={t('experts.maxLoad')}><InputNumber min={0} max={200} precision={0} /></Form.Item>
          </Space>
          <Space>
            <Button type="primary" htmlType="submit" loading={busy}>{t('common.save')}</Button>
            <Button onClick={() => { clear(); setEditing(false) }}>{t('common.cancel')}</Button>
          </Space>
        </Form>
      ) : (
        <Descriptions
          column={1}
          items={[
            { key: 'papers', label: t('experts.qualifications'), children: expert.qualifications.length > 0 ? expert.qualifications.map((one) => <Tag key={one}>{one}</Tag>) : '—' },
            { key: 'area', label: t('experts.area'), children: expert.area ?? '—' },
            { key: 'wish', label: t('experts.loadWish'), children: expert.load_wish ?? t('experts.noWish') },
            { key: 'most', label: t('experts.maxLoad'), children: expert.max_load ?? t('experts.noLimit') },
          ]}
        />
      )}
    </Card>
  )
}

/** Days on which the expert cannot review. */
export function AbsencesCard({ record }: { record: ExpertRecordOut }) {
  const { t } = useTranslation()
  const { expert, absences, may_edit } = record
  const { change, busy, error, clear } = useChange(expert.id)
  const [form] = Form.useForm<{ days: [Dayjs, Dayjs]; note?: string }>()
  const add = async ({ days, note }: { days: [Dayjs, Dayjs]; note?: string }) => {
    const body = { from_day: days[0].format('YYYY-MM-DD'), until_day: days[1].format('YYYY-MM-DD'), note: note ?? '' }
    if (await change(() => addExpertAbsence(expert.id, body))) form.resetFields()
  }
  return (
    <Card title={t('experts.absences')}>
      {error !== null && <ProblemAlert error={error} onClose={clear} />}
      {absences.length === 0 && <p className="muted">{t('experts.noAbsences')}</p>}
      <ul className="findings">
        {absences.map((one) => (
          <li key={one.id}>
            {t('experts.absentFrom', { from: date(one.from_day), until: date(one.until_day) })}{one.note && <span className="muted"> · {one.note}</span>}{' '}
            {may_edit && (
              <Popconfirm title={t('experts.removeAbsence')} okText={t('common.confirm')} cancelText={t('common.cancel')} onConfirm={() => void change(() => removeExpertAbsence(expert.id, one.id))}>
                <Button size="small" type="link" aria-label={`${t('experts.removeAbsence')} ${one.from_day}`}>{t('common.remove')}</Button>
              </Popconfirm>
            )}
          </li>
        ))}
      </ul>
      {may_edit && (
        <Form form={form} layout="vertical" onFinish={(values) => void add(values)} style={{ maxWidth: 420 }}>
          <Form.Item name="days" label={t('experts.absentDays')} rules={[{ required: true, message: t('common.required') }]}>
            <DatePicker.RangePicker style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="note" label={t('experts.note')}><Input maxLength={200} /></Form.Item>
          <Button htmlType="submit" loading={busy}>{t('experts.addAbsence')}</Button>
        </Form>
      )}
    </Card>
  )
}
