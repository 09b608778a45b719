import { App, Button, Card, DatePicker, Drawer, Form, Input, InputNumber, Radio, Select, Space } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { declareOwnTie, useReadOwnTies } from '@/api/endpoints/relations/relations'
import type { OwnTieOut } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { WithdrawTie } from './PartyPage'
import { KINDS, type Kind, dates, what } from './words'

/** What a reviewer or a member of staff declares of their own ties: a page, or by `OwnTiesPart` a part of one. */
export default function OwnTies() {
  const { t } = useTranslation()
  return (
    <Page title={t('relations.own.title')} tags={<ArticleTag row="32" />}>
      <OwnTiesPart />
    </Page>
  )
}

export function OwnTiesPart() {
  const { t } = useTranslation()
  const own = useReadOwnTies()
  const [adding, setAdding] = useState(false)
  const [withdrawing, setWithdrawing] = useState<OwnTieOut | null>(null)
  const words = (one: OwnTieOut) => `${one.subject} ${what(t, one.tie)} ${one.target}`
  const columns: Column<OwnTieOut>[] = [
    { key: 'subject', title: t('relations.subject'), render: (one) => one.subject },
    { key: 'kind', title: t('relations.kindLabel'), render: (one) => what(t, one.tie) },
    { key: 'target', title: t('relations.target'), render: (one) => one.target },
    { key: 'dates', title: t('relations.dates'), render: (one) => dates(t, one.tie) },
    { key: 'since', title: t('relations.since'), wideOnly: true, render: (one) => dateTime(one.tie.created_at) },
    { key: 'act', title: t('common.actions'), render: (one) => <Button size="small" onClick={() => setWithdrawing(one)}>{t('relations.withdraw')}</Button> },
  ]
  return (
    <Card extra={<Button type="primary" onClick={() => setAdding(true)}>{t('relations.own.add')}</Button>} title={t('relations.own.menu')}>
      <p className="muted">{t('relations.own.intro')}</p>
      <Loaded query={own}>
        {(found) => <DataTable label={t('relations.own.menu')} rows={found.ties} columns={columns} rowKey={(one) => one.tie.id} empty={t('relations.own.empty')} />}
      </Loaded>
      {adding && <Declare onClose={() => setAdding(false)} />}
      {withdrawing && <WithdrawTie tie={withdrawing.tie} words={words(withdrawing)} onClose={() => setWithdrawing(null)} />}
    </Card>
  )
}

interface Values {
  kind: Kind
  other_kind: 'person' | 'organisation'
  other: string
  uscc?: string
  role?: string
  taught_me?: boolean
  share?: number
  valid_from?: Dayjs
  valid_to?: Dayjs
  kin_employer?: string
  kin_post?: string
}

const PEOPLE = new Set<Kind>(['kinship', 'teaching'])
const EITHER = new Set<Kind>(['joint_work', 'lawsuit'])

function Declare({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form) ?? 'employment'
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const save = async (values: Values) => {
    setBusy(true)
    setError(null)
    try {
      await declareOwnTie({
        kind: values.kind,
        other_kind: PEOPLE.has(values.kind) ? 'person' : EITHER.has(values.kind) ? values.other_kind : 'organisation',
        other: values.other,
        uscc: values.uscc || null,
        role: values.role ?? '',
        taught_me: values.taught_me ?? false,
        share: values.kind === 'shareholding' ? (values.share ?? null) : null,
        valid_from: values.valid_from?.format('YYYY-MM-DD') ?? null,
        valid_to: values.valid_to?.format('YYYY-MM-DD') ?? null,
        kin_employer: values.kind === 'kinship' ? (values.kin_employer ?? '') : '',
        kin_post: values.kind === 'kinship' ? (values.kin_post ?? '') : '',
      })
      await queries.invalidateQueries()
      void message.success(t('relations.own.saved'))
      onClose()
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  const needed = { required: true, whitespace: true, message: t('common.required') }
  const kin = kind === 'kinship'
  return (
    <Drawer open title={t('relations.own.add')} onClose={onClose} extra={<Button type="primary" loading={busy} onClick={() => form.submit()}>{t('common.confirm')}</Button>}>
      {error !== null && <ProblemAlert error={error} />}
      <Form form={form} name="own" layout="vertical" scrollToFirstError={{ focus: true }} initialValues={{ kind: 'employment', other_kind: 'organisation', taught_me: true }} onFinish={(values) => void save(values)}>
        <Form.Item name="kind" label={t('relations.kindLabel')}>
          <Select options={KINDS.map((value) => ({ value, label: t(`relations.kind.${value}`) }))} />
        </Form.Item>
        {EITHER.has(kind) && (
          <Form.Item name="other_kind" label={t('relations.own.otherKind')}>
            <Radio.Group options={(['person', 'organisation'] as const).map((value) => ({ value, label: t(`relations.${value}`) }))} />
          </Form.Item>
        )}
        <Form.Item name="other" label={t('relations.own.other')} rules={[needed]} extra={kin ? t('relations.own.kinOf') : undefined}><Input maxLength={100} /></Form.Item>
        {!PEOPLE.has(kind) && !EITHER.has(kind) && <Form.Item name="uscc" label={t('relations.partyUscc')}><Input maxLength={30} /></Form.Item>}
        {kind === 'teaching' && (
          <Form.Item name="taught_me" label={t('relations.own.otherKind')}>
            <Radio.Group options={[{ value: true, label: t('relations.own.taughtMe') }, { value: false, label: t('relations.own.iTaught') }]} />
          </Form.Item>
        )}
        <Form.Item
          name="role"
          label={kin ? t('relations.own.relation') : kind === 'employment' || kind === 'post' ? t('relations.own.postLabel') : t('relations.own.about')}
          rules={kin ? [needed] : []}
          extra={kin ? t('relations.own.relationHint') : undefined}
        >
          <Input maxLength={100} />
        </Form.Item>
        {kin && (
          <>
            <Form.Item name="kin_employer" label={t('relations.own.kinEmployer')}><Input maxLength={100} /></Form.Item>
            <Form.Item name="kin_post" label={t('relations.own.kinPost')}><Input maxLength={100} /></Form.Item>
          </>
        )}
        {kind === 'shareholding' && <Form.Item name="share" label={t('relations.share')} rules={[{ required: true, message: t('common.required') }]}><InputNumber min={0.01} max={100} step={0.01} suffix="%" style={{ width: 160 }} /></Form.Item>}
        {!kin && (
          <Space wrap>
            <Form.Item name="valid_from" label={t('relations.validFrom')}><DatePicker /></Form.Item>
            <Form.Item name="valid_to" label={t('relations.validTo')}><DatePicker /></Form.Item>
          </Space>
        )}
      </Form>
    </Drawer>
  )
}
