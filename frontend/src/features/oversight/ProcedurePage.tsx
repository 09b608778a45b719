import { Card, Collapse, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadProcedure } from '@/api/endpoints/oversight/oversight'
import type { ProcedureOut, TransitionOut } from '@/api/models'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { StateTag } from '@/shared/ui/StateTag'

/** States and transitions as they run: the same rows that the system acts on. */
export default function ProcedurePage() {
  const { t } = useTranslation()
  const procedure = useReadProcedure({ query: { staleTime: Infinity } })
  const [entity, setEntity] = useState('edition')
  return (
    <Page title={t('oversight.procedure')} tags={<ArticleTag row="17" />}>
      <p className="muted">{t('oversight.procedureHint')}</p>
      <Loaded query={procedure}>
        {(data) => (
          <>
            <div style={{ overflowX: 'auto', marginBottom: 16 }}>
              <Segmented value={entity} aria-label={t('oversight.entityLabel')} onChange={setEntity} options={Object.keys(data.states).map((value) => ({ value, label: t(`oversight.entity.${value}`) }))} />
            </div>
            <Card title={t('oversight.stateList')}>
              <div className="row-actions">{data.states[entity]?.map((state) => <StateTag key={state} entity={entity} state={state} />)}</div>
            </Card>
            <Card title={t('oversight.transitions')}><Transitions data={data} entity={entity} /></Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Transitions({ data, entity }: { data: ProcedureOut; entity: string }) {
  const { t } = useTranslation()
  const rules = new Map(data.rules.map((rule) => [rule.code, rule]))
  const columns: Column<TransitionOut>[] = [
    { key: 'source', title: t('oversight.source'), render: (row) => <StateTag entity={entity} state={row.source} /> },
    { key: 'action', title: t('oversight.actionLabel'), render: (row) => <strong>{t(`action.${entity}.${row.action}`)}</strong> },
    { key: 'target', title: t('oversight.target'), render: (row) => <StateTag entity={entity} state={row.target} /> },
    { key: 'roles', title: t('oversight.roleLabel'), render: (row) => <>{row.roles.map((role) => <Tag key={role}>{t(`oversight.role.${role}`)}</Tag>)}{row.seats.length > 0 && <span className="muted block">{row.seats.map((seat) => t(`oversight.seat.${seat}`)).join('、')}</span>}{row.cascade && <span className="muted block">{t('oversight.cascade')}</span>}</> },
    { key: 'article', title: t('oversight.article'), render: (row) => <ArticleTag article={row.article} /> },
    {
      key: 'rules',
      title: t('oversight.rules'),
      render: (row) =>
        row.rules.length === 0 ? '—' : (
          <Collapse
            ghost
            size="small"
            items={[{
              key: 'rules',
              label: t('oversight.ruleCount', { count: row.rules.length }),
              children: (
                <ul className="findings">
                  {row.rules.map((code) => <li key={code}><ArticleTag article={rules.get(code)?.article} /> {rules.get(code)?.next || rules.get(code)?.message} <code className="muted">{code}</code></li>)}
                </ul>
              ),
            }]}
          />
        ),
    },
  ]
  return <DataTable label={t('oversight.transitions')} rows={data.transitions.filter((row) => row.entity === entity)} columns={columns} rowKey={(row) => `${row.source}/${row.action}`} />
}
