import { Alert, App, Button, Card, Checkbox, DatePicker, Drawer, Form, Input, Modal, Popconfirm, Radio, Space, Table, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answerInvitation, checkEditionExpert, getListEditionExpertsQueryKey, inviteEditionExperts, removeEditionExpert, useListEditionExperts } from '@/api/endpoints/editions/editions'
import { useListExperts } from '@/api/endpoints/experts/experts'
import type { EditionExpertOut, EditionOut, ExpertOut } from '@/api/models'
import { date, dateTime, fromLocalInput } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { EditionFrame } from './EditionFrame'

/** The expert team: invited from the pool, checked one by one by the office, approved by the committee with the plan. */
export default function TeamPage() {
  return <EditionFrame>{({ edition }) => <Team edition={edition} />}</EditionFrame>
}

function Team({ edition }: { edition: EditionOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const team = useListEditionExperts(edition.id)
  const [inviting, setInviting] = useState(false)
  const [answering, setAnswering] = useState<EditionExpertOut | null>(null)
  const [error, setError] = useState<unknown>(null)
  const take = async (work: Promise<EditionExpertOut[]>) => {
    setError(null)
    try {
      queries.setQueryData(getListEditionExpertsQueryKey(edition.id), await work)
      await queries.invalidateQueries({ queryKey: [`/api/v1/editions/${edition.id}`] })
      void message.success(t('common.done'))
    } catch (caught) {
      setError(caught)
    }
  }
  const checkAll = async (rows: EditionExpertOut[]) => {
    for (const one of rows) if (!one.checked_at && one.against === '') await take(checkEditionExpert(edition.id, one.expert_id))
  }
  const columns: Column<EditionExpertOut>[] = [
    { key: 'name', title: t('team.name'), width: 150, render: (one) => <><strong>{one.name}</strong> {one.status !== 'active' && <Tag color={one.status === 'corrected' ? 'warning' : 'error'}>{t(`expertStatus.${one.status}`)}</Tag>}</> },
    { key: 'pool', title: t('team.pool'), wideOnly: true, render: (one) => one.pool_number ?? <span className="muted">{t('team.offPool', { reason: one.off_pool_reason })}</span> },
    { key: 'employer', title: t('team.employer'), render: (one) => <>{one.employer}<span className="muted block">{one.title}</span></> },
    { key: 'fields', title: t('team.fields'), wideOnly: true, render: (one) => <>{one.categories.join('、')}<span className="muted block" title={one.divisions.join('、')}>{few(one.divisions)}</span></> },
    { key: 'leader', title: t('team.leader'), width: 90, render: (one) => (one.leader_qualified ? <Tag color="blue">{t('common.yes')}</Tag> : t('common.no')) },
    { key: 'by', title: t('team.invitedBy'), wideOnly: true, render: (one) => one.invited_by },
    { key: 'load', title: t('team.load'), width: 90, wideOnly: true, render: (one) => one.assignments },
    { key: 'answer', title: t('team.answer'), render: (one) => <Answer one={one} {...(edition.may_invite ? { onRecord: () => setAnswering(one) } : {})} /> },
    {
      key: 'checked',
      title: t('team.checked'),
      render: (one) =>
        one.checked_at ? <Tag color="success">{t('team.checkedAt')} {date(one.checked_at)}</Tag>
        : edition.may_check && one.against === '' ? <Button size="small" type="primary" onClick={() => void take(checkEditionExpert(edition.id, one.expert_id))}>{t('team.check')}</Button>
        : <Tag color="warning">{t('team.pending')}</Tag>,
    },
    ...(edition.may_invite
      ? [{
          key: 'remove',
          title: '',
          render: (one: EditionExpertOut) => (
            <Popconfirm title={`${t('team.remove')} ${one.name}？`} okText={t('common.confirm')} cancelText={t('common.cancel')} onConfirm={() => take(removeEditionExpert(edition.id, one.expert_id))}>
              <Button size="small" aria-label={`${t('team.remove')} ${one.name}`}>{t('team.remove')}</Button>
            </Popconfirm>
          ),
        }]
      : []),
  ]
  return (
    <>
      <Card title={<>{t('team.title')} <ArticleTag row="10" /> <ArticleTag row="17(1)" /></>} extra={edition.may_invite && <Button type="primary" onClick={() => setInviting(true)}>{t('team.invite')}</Button>}>
        <p className="muted">{t('team.intro')}</p>
        {!edition.may_invite && edition.state !== 'draft' && <Alert type="info" showIcon title={t('team.locked')} style={{ marginBottom: 16 }} />}
        {error !== null && <ProblemAlert error={error} onClose={() => setError(null)} />}
        <Loaded query={team}>
          {(rows) => (
            <>
              <Space wrap style={{ marginBottom: 12 }}>
                <span>{t('common.total', { count: rows.length })}</span>
                {edition.may_check && rows.some((one) => !one.checked_at && one.against === '') && (
                  <Popconfirm title={t('team.checkAll')} okText={t('common.confirm')} cancelText={t('common.cancel')} onConfirm={() => checkAll(rows)}>
                    <Button>{t('team.checkAll')}</Button>
                  </Popconfirm>
                )}
              </Space>
              <DataTable label={t('team.title')} rows={rows} columns={columns} rowKey={(one) => one.expert_id} empty={t('team.empty')} wrap />
            </>
          )}
        </Loaded>
      </Card>
      {inviting && (
        <Invite
          there={new Set(team.data?.filter((one) => one.against !== 'declined' && one.against !== 'overdue').map((one) => one.expert_id))}
          onClose={() => setInviting(false)}
          onInvite={async (ids, answer_by) => {
            setInviting(false)
            await take(inviteEditionExperts(edition.id, { expert_ids: ids, answer_by }))
          }}
        />
      )}
      {answering && (
        <RecordAnswer
          one={answering}
          editionId={edition.id}
          onClose={(saved) => {
            setAnswering(null)
            if (saved) void queries.invalidateQueries({ queryKey: getListEditionExpertsQueryKey(edition.id) })
          }}
        />
      )}
    </>
  )
}

/** The first codes of many, so that a long list breaks no table. */
const few = (codes: string[]) => (codes.length > 8 ? `${codes.slice(0, 8).join('、')}…` : codes.join('、'))

const ANSWER_COLOUR = { accepted: 'success', declined: 'error', overdue: 'error', waiting: 'warning' }

/** The answer to an invitation, or until when it is waited for. */
function Answer({ one, onRecord }: { one: EditionExpertOut; onRecord?: () => void }) {
  const { t } = useTranslation()
  const state = one.against || one.answer
  return (
    <>
      {state ? <Tag color={ANSWER_COLOUR[state]}>{t(`team.answer.${state}`)}</Tag> : <span className="muted">{t('team.noAnswerNeeded')}</span>}
      {one.answer_by && !one.answer && <span className="muted block">{t('team.until', { time: dateTime(one.answer_by) })}</span>}
      {one.answered_by && <span className="muted block">{one.answered_by} {date(one.answered_at)}{one.answer_note && ` · ${one.answer_note}`}</span>}
      {onRecord && <Button size="small" type="link" style={{ paddingInline: 0 }} aria-label={`${t('team.recordAnswer')} ${one.name}`} onClick={onRecord}>{t('team.recordAnswer')}</Button>}
    </>
  )
}

/** An answer that was given by telephone, recorded with who heard it. */
function RecordAnswer({ one, editionId, onClose }: { one: EditionExpertOut; editionId: string; onClose: (saved: boolean) => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ answer: 'accepted' | 'declined'; note: string }>()
  const [error, setError] = useState<unknown>(null)
  const save = async (values: { answer: 'accepted' | 'declined'; note: string }) => {
    setError(null)
    try {
      await answerInvitation(editionId, one.expert_id, values)
      onClose(true)
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <Modal open title={`${t('team.recordAnswer')} · ${one.name}`} onCancel={() => onClose(false)} onOk={() => form.submit()} okText={t('common.save')} cancelText={t('common.cancel')}>
      {error !== null && <ProblemAlert error={error} />}
      <Form form={form} layout="vertical" onFinish={(values) => void save(values)}>
        <Form.Item name="answer" label={t('team.answer')} rules={[{ required: true, message: t('common.required') }]}>
          <Radio.Group options={[{ value: 'accepted', label: t('team.answer.accepted') }, { value: 'declined', label: t('team.answer.declined') }]} />
        </Form.Item>
        <Form.Item name="note" label={t('team.answerNote')} extra={t('team.answerNoteHint')} rules={[{ required: true, whitespace: true, message: t('common.required') }]}>
          <Input.TextArea rows={3} maxLength={500} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function Invite({ there, onClose, onInvite }: { there: Set<string>; onClose: () => void; onInvite: (ids: string[], answerBy: string | null) => Promise<void> }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [division, setDivision] = useState('')
  const [leaders, setLeaders] = useState(false)
  const [chosen, setChosen] = useState<string[]>([])
  const [answerBy, setAnswerBy] = useState<Dayjs | null>(null)
  const pool = useListExperts({ limit: 200, ...(text ? { q: text } : {}), ...(division.length === 2 ? { division } : {}), ...(leaders ? { leader: true } : {}) })
  const fit = (one: ExpertOut) => one.status === 'active' || one.status === 'corrected'
  return (
    <Drawer
      open
      size="large"
      title={t('team.invite')}
      onClose={onClose}
      extra={<Button type="primary" disabled={chosen.length === 0} onClick={() => void onInvite(chosen, answerBy && fromLocalInput(answerBy.format('YYYY-MM-DDTHH:mm')))}>{t('team.inviteCount', { count: chosen.length })}</Button>}
    >
      <Form layout="vertical">
        <Form.Item label={t('team.answerBy')} htmlFor="answer-by" extra={t('team.answerByHint')}>
          <DatePicker id="answer-by" showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" value={answerBy} onChange={setAnswerBy} disabledDate={(day) => day.isBefore(dayjs(), 'day')} />
        </Form.Item>
      </Form>
      <Space wrap style={{ marginBottom: 16 }}>
        <Input.Search allowClear placeholder={t('team.search')} aria-label={t('team.search')} onSearch={setText} style={{ width: 280 }} />
        <Input allowClear maxLength={2} placeholder={t('team.division')} aria-label={t('team.division')} value={division} onChange={(event) => setDivision(event.target.value)} style={{ width: 120 }} />
        <Checkbox checked={leaders} onChange={(event) => setLeaders(event.target.checked)}>{t('team.onlyLeaders')}</Checkbox>
      </Space>
      {pool.error && <ProblemAlert error={pool.error} onRetry={() => void pool.refetch()} />}
      <Table<ExpertOut>
        rowKey="id"
        size="small"
        loading={pool.isPending}
        dataSource={pool.data?.items ?? []}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: t('team.noneFound') }}
        rowSelection={{
          selectedRowKeys: chosen,
          preserveSelectedRowKeys: true,
          onChange: (keys) => setChosen(keys.map(String)),
          getCheckboxProps: (one) => ({ disabled: there.has(one.id) || !fit(one), 'aria-label': one.name }),
        }}
        columns={[
          { title: t('team.name'), render: (_, one) => <>{one.name} {there.has(one.id) && <Tag>{t('team.there')}</Tag>}{!fit(one) && <Tag color="error">{t(`expertStatus.${one.status}`)}</Tag>}</> },
          { title: t('team.pool'), render: (_, one) => one.pool_number ?? '—' },
          { title: t('team.employer'), render: (_, one) => `${one.employer} · ${one.title}` },
          { title: t('team.fields'), render: (_, one) => `${one.categories.join('、')} / ${one.divisions.join('、')}` },
          { title: t('team.leader'), render: (_, one) => (one.leader_qualified ? t('common.yes') : '') },
        ]}
      />
    </Drawer>
  )
}
