import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Alert, Button, Card, DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd'
import { Link } from '@tanstack/react-router'
import type { Dayjs } from 'dayjs'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListAreas } from '@/api/endpoints/organisations/organisations'
import { checkEligibility, useListEventKinds } from '@/api/endpoints/public-site/public-site'
import type { SelfCheckOut } from '@/api/models'
import { ProblemError } from '@/shared/http/problem'
import { date } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Assessments, OutcomeTag } from '@/shared/ui/Assessments'
import { Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { TierTag } from '@/shared/ui/TierTag'
import './public_site.css'

interface Answers {
  uscc: string
  area_code: string
  registered_on: Dayjs
  ownership: string
  nature: string
  events?: { kind?: string; occurred_on?: Dayjs; fatalities?: number }[]
}

const ownerships = ['central', 'provincial', 'municipal', 'other']
const natures = ['for_profit', 'non_profit']
/** No area of the city: the check says so, it is not refused as input. */
const elsewhere = '000000'

/** May we apply? Anyone asks, nobody signs in, neither the server nor this browser keeps anything. */
export default function EligibilityCheckPage() {
  const { t, i18n } = useTranslation()
  const areas = useListAreas()
  const kinds = useListEventKinds()
  const [form] = Form.useForm<Answers>()
  const events = Form.useWatch('events', form)
  const [found, setFound] = useState<SelfCheckOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const result = useRef<HTMLElement>(null)
  useEffect(() => result.current?.focus(), [found])
  const required = [{ required: true, message: t('common.required') }]

  const send = async (values: Answers) => {
    setBusy(true)
    setError(null)
    setFound(null)
    try {
      setFound(
        await checkEligibility({
          ...values,
          registered_on: values.registered_on.format('YYYY-MM-DD'),
          events: (values.events ?? []).map((one) => ({
            kind: one.kind ?? '',
            occurred_on: one.occurred_on?.format('YYYY-MM-DD') ?? '',
            fatalities: one.fatalities ?? 0,
          })),
        }),
      )
    } catch (caught) {
      const gaps = caught instanceof ProblemError ? caught.errors : []
      if (gaps.length === 0) setError(caught)
      // Each fault at its own field.
      for (const gap of gaps) {
        const name = gap.field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
        form.setFields([{ name: name as unknown as keyof Answers, errors: [`${gap.message} ${gap.next}`] }])
      }
      const first = gaps[0]
      if (first) form.scrollToField(first.field.split('.'), { focus: true })
    } finally {
      setBusy(false)
    }
  }

  const areaName = (one: { name_zh: string; name_en: string }) => (i18n.language === 'en' ? one.name_en : one.name_zh)
  return (
    <Page title={t('eligibility.title')} tags={<><ArticleTag row="13" /><ArticleTag row="14" /><ArticleTag row="15" /></>}>
      <div className="stack form-page">
        <p className="muted eligibility-intro">{t('eligibility.intro')}</p>
        {error !== null && <ProblemAlert error={error} />}
        <Card className="eligibility-form">
          <Form<Answers> form={form} name="eligibility" layout="vertical" autoComplete="off" initialValues={{ ownership: 'other', nature: 'for_profit' }} onFinish={(values) => void send(values)}>
            <div className="form-pair">
              <Form.Item name="uscc" label={t('register.uscc')} rules={required}><Input maxLength={20} autoCapitalize="characters" spellCheck={false} autoComplete="off" /></Form.Item>
              <Form.Item name="registered_on" label={t('register.registeredOn')} rules={required}><DatePicker style={{ width: '100%' }} /></Form.Item>
              <Form.Item name="area_code" label={t('register.area')} rules={required}>
                <Select virtual={false} listHeight={420} loading={areas.isPending} options={[...(areas.data ?? []).map((one) => ({ value: one.code, label: areaName(one) })), { value: elsewhere, label: t('eligibility.elsewhere') }]} />
              </Form.Item>
              <Form.Item name="ownership" label={t('register.ownership')} rules={required}>
                <Select options={ownerships.map((value) => ({ value, label: t(`ownership.${value}`) }))} />
              </Form.Item>
            </div>
            <Form.Item name="nature" label={t('register.nature')} rules={required}>
              <Radio.Group options={natures.map((value) => ({ value, label: t(`nature.${value}`) }))} />
            </Form.Item>
            <Form.List name="events">
              {(rows, { add, remove }) => (
                <fieldset className="eligibility-events">
                  <legend>{t('eligibility.events')} <ArticleTag row="14" /><ArticleTag row="36" /></legend>
                  {rows.map((row) => (
                    <div key={row.key} className="eligibility-event">
                      <Form.Item name={[row.name, 'kind']} label={t('eligibility.kind')} rules={required}>
                        <Select virtual={false} loading={kinds.isPending} options={(kinds.data ?? []).map((one) => ({ value: one.kind, label: one.title }))} />
                      </Form.Item>
                      <Form.Item name={[row.name, 'occurred_on']} label={t('eligibility.occurred')} rules={required}><DatePicker style={{ width: '100%' }} /></Form.Item>
                      {events?.[row.name]?.kind?.startsWith('safety_accident') && (
                        <Form.Item name={[row.name, 'fatalities']} label={t('eligibility.fatalities')}><InputNumber min={0} max={10000} precision={0} style={{ width: '100%' }} /></Form.Item>
                      )}
                      <Button icon={<DeleteOutlined />} onClick={() => remove(row.name)}>{t('eligibility.removeEvent')}</Button>
                    </div>
                  ))}
                  <Button icon={<PlusOutlined />} onClick={() => add({})}>{t('eligibility.addEvent')}</Button>
                </fieldset>
              )}
            </Form.List>
            <Button type="primary" size="large" htmlType="submit" loading={busy}>{t('eligibility.check')}</Button>
          </Form>
        </Card>
        {found && (
          <section ref={result} tabIndex={-1} aria-label={t('eligibility.result')} className="stack eligibility-result">
            <Result found={found} />
          </section>
        )}
      </div>
    </Page>
  )
}

function Result({ found }: { found: SelfCheckOut }) {
  const { t } = useTranslation()
  const failed = found.assessments.filter((one) => one.outcome === 'failed').length
  const channel = found.recipient ?? t(`public_site.channel.${found.channel}`)
  return (
    <>
      <Alert
        type={failed > 0 ? 'error' : 'info'}
        showIcon
        title={<h2 className="eligibility-verdict">{failed > 0 ? t('eligibility.failed', { count: failed }) : t('eligibility.open')}</h2>}
        description={
          <>
            <div>{found.basis === 'closing_day' ? t('eligibility.onClosingDay', { edition: found.edition_title, day: date(found.reference_day) }) : t('eligibility.onToday', { number: found.edition, day: date(found.reference_day) })}</div>
            <div>{t('eligibility.recipient')}：{channel} <ArticleTag row="17(3)" /></div>
            {found.awards.length > 0 && <div>{t('eligibility.awards')}：{found.awards.map((one) => <span key={`${one.edition}-${one.tier}`}>{one.year} <TierTag tier={one.tier} />{one.state === 'revoked' && t('eligibility.revoked')} </span>)}</div>}
          </>
        }
      />
      <Card>
        <p className="muted">{(['passed', 'failed', 'person'] as const).map((outcome) => <span key={outcome} className="eligibility-count"><OutcomeTag outcome={outcome} /> {found.assessments.filter((one) => one.outcome === outcome).length}</span>)}</p>
        <Assessments assessments={found.assessments} />
      </Card>
      <Alert type="warning" showIcon title={t('eligibility.records')} />
      <div className="row-actions">
        <Link to="/register"><Button type="primary" size="large">{t('eligibility.start')}</Button></Link>
        <Link to="/guide"><Button size="large">{t('public_site.guide')}</Button></Link>
      </div>
    </>
  )
}
