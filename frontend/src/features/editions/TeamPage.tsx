import { Alert, App, Button, Card, Checkbox, Drawer, Input, Popconfirm, Space, Table, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { checkEditionExpert, getListEditionExpertsQueryKey, inviteEditionExperts, removeEditionExpert, useListEditionExperts } from '@/api/endpoints/editions/editions'
import { useListExperts } from '@/api/endpoints/experts/experts'
import type { EditionExpertOut, EditionOut, ExpertOut } from '@/api/models'
import { date } from '@/shared/lib/time'
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
    for (const one of rows) if (!one.checked_at) await take(checkEditionExpert(edition.id, one.expert_id))
  }
  const columns: Column<EditionExpertOut>[] = [
    { key: 'name', title: t('team.name'), render: (one) => <><strong>{one.name}</strong> {one.status !== 'active' && <Tag color={one.status === 'corrected' ? 'warning' : 'error'}>{t(`expertStatus.${one.status}`)}</Tag>}</> },
    { key: 'pool', title: t('team.pool'), render: (one) => one.pool_number ?? <span className="muted">{t('team.offPool', { reason: one.off_pool_reason })}</span> },
    { key: 'employer', title: t('team.employer'), render: (one) => <>{one.employer}<span className="muted block">{one.title}</span></> },
    { key: 'fields', title: t('team.fields'), wideOnly: true, render: (one) => <>{one.categories.join('、')}<span className="muted block">{one.divisions.join('、')}</span></> },
    { key: 'leader', title: t('team.leader'), render: (one) => (one.leader_qualified ? <Tag color="blue">{t('common.yes')}</Tag> : t('common.no')) },
    { key: 'by', title: t('team.invitedBy'), wideOnly: true, render: (one) => one.invited_by },
    { key: 'load', title: t('team.load'), wideOnly: true, render: (one) => one.assignments },
    {
      key: 'checked',
      title: t('team.checked'),
      render: (one) =>
        one.checked_at ? <Tag color="success">{t('team.checkedAt')} {date(one.checked_at)}</Tag>
        : edition.may_check ? <Button size="small" type="primary" onClick={() => void take(checkEditionExpert(edition.id, one.expert_id))}>{t('team.check')}</Button>
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
                {edition.may_check && rows.some((one) => !one.checked_at) && (
                  <Popconfirm title={t('team.checkAll')} okText={t('common.confirm')} cancelText={t('common.cancel')} onConfirm={() => checkAll(rows)}>
                    <Button>{t('team.checkAll')}</Button>
                  </Popconfirm>
                )}
              </Space>
              <DataTable label={t('team.title')} rows={rows} columns={columns} rowKey={(one) => one.expert_id} empty={t('team.empty')} />
            </>
          )}
        </Loaded>
      </Card>
      {inviting && (
        <Invite
          there={new Set(team.data?.map((one) => one.expert_id))}
          onClose={() => setInviting(false)}
          onInvite={async (ids) => {
            setInviting(false)
            await take(inviteEditionExperts(edition.id, { expert_ids: ids }))
          }}
        />
      )}
    </>
  )
}

function Invite({ there, onClose, onInvite }: { there: Set<string>; onClose: () => void; onInvite: (ids: string[]) => Promise<void> }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [division, setDivision] = useState('')
  const [leaders, setLeaders] = useState(false)
  const [chosen, setChosen] = useState<string[]>([])
  const pool = useListExperts({ limit: 200, ...(text ? { q: text } : {}), ...(division.length === 2 ? { division } : {}), ...(leaders ? { leader: true } : {}) })
  const fit = (one: ExpertOut) => one.status === 'active' || one.status === 'corrected'
  return (
    <Drawer
      open
      size="large"
      title={t('team.invite')}
      onClose={onClose}
      extra={<Button type="primary" disabled={chosen.length === 0} onClick={() => void onInvite(chosen)}>{t('team.inviteCount', { count: chosen.length })}</Button>}
    >
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
