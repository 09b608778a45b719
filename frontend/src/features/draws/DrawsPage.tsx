import { Button, Card, Empty, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnDraw, getListDrawsQueryKey, useListDraws } from '@/api/endpoints/draws/draws'
import { useReadEdition } from '@/api/endpoints/editions/editions'
import type { DrawOut, EditionOut, LotOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { useSession } from '@/shared/session/session'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { EditionShell } from '@/shared/ui/EditionShell'
import { Loaded } from '@/shared/ui/Page'
import { CommitDraw } from './CommitDraw'
import { InviteDrawn } from './InviteDrawn'
import { Published } from './Published'
import './draws.css'

/** The edition's draws of experts: committed to by the office, revealed by a second person, invited from. */
export default function DrawsPage() {
  const { editionId = '' } = useParams({ strict: false }) as { editionId?: string }
  return <EditionShell<EditionOut> query={useReadEdition(editionId)}>{(edition) => <Draws edition={edition} />}</EditionShell>
}

function Draws({ edition }: { edition: EditionOut }) {
  const { t } = useTranslation()
  const { session } = useSession()
  const draws = useListDraws(edition.id)
  const [making, setMaking] = useState(false)
  const office = session?.membership?.role === 'office' && edition.state !== 'closed'
  return (
    <>
      <Card title={<>{t('draws.title')} <ArticleTag row="10" /></>} extra={office && <Button type="primary" onClick={() => setMaking(true)}>{t('draws.new')}</Button>}>
        <p className="muted">{t('draws.intro')}</p>
        <Loaded query={draws}>
          {(rows) => rows.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('draws.none')} /> : null}
        </Loaded>
      </Card>
      {draws.data?.map((one) => <One key={one.id} draw={one} edition={edition} />)}
      {making && <CommitDraw editionId={edition.id} onClose={() => setMaking(false)} />}
    </>
  )
}

function One({ draw, edition }: { draw: DrawOut; edition: EditionOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [inviting, setInviting] = useState(false)
  const [names, setNames] = useState(false)
  const titles = new Map((draw.published.terms['strata'] as { key: string; title: string }[]).map((one) => [one.key, one.title]))
  const columns: Column<LotOut>[] = [
    { key: 'code', title: t('draws.code'), render: (one) => <code>{one.code}</code> },
    { key: 'name', title: t('draws.name'), render: (one) => <><strong>{one.name}</strong>{one.status !== 'active' && <Tag color="warning" style={{ marginInlineStart: 8 }}>{t(`expertStatus.${one.status}`)}</Tag>}<span className="muted block">{one.employer}</span></> },
    { key: 'stratum', title: t('draws.stratum'), render: (one) => titles.get(one.stratum) },
    { key: 'part', title: t('draws.outcome'), render: (one) => one.part === null ? <span className="muted">{t(draw.state === 'revealed' ? 'draws.notDrawn' : 'draws.notYet')}</span> : <Tag color={one.part === 'drawn' ? 'success' : 'blue'}>{t(`draws.part.${one.part}`, { place: one.place })}</Tag> },
    { key: 'invited', title: t('draws.invited'), render: (one) => t(one.invited ? 'common.yes' : 'common.no') },
  ]
  return (
    <Card title={draw.purpose} style={{ marginTop: 20 }}>
      <p className="muted">{t('draws.by', { name: draw.committed_by })}{draw.revealed_by && ` · ${t('draws.revealedBy', { name: draw.revealed_by })}`}</p>
      <Published published={draw.published} roster={draw.roster} />
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, margin: '16px 0' }}>
        <ActionBar
          entity="draw"
          primary="reveal"
          actions={draw.actions}
          perform={async (action, body) => {
            await actOnDraw(draw.id, action, body, { headers: ifMatch(draw.version) })
            await queries.invalidateQueries({ queryKey: getListDrawsQueryKey(edition.id) })
          }}
        />
        {draw.may_invite && edition.may_invite && <Button type="primary" onClick={() => setInviting(true)}>{t('draws.invite')}</Button>}
        <Button onClick={() => setNames(!names)} aria-expanded={names}>{t('draws.names', { count: draw.people.length })}</Button>
      </div>
      {names && <DataTable label={t('draws.names', { count: draw.people.length })} rows={draw.people} columns={columns} rowKey={(one) => one.code} />}
      {inviting && <InviteDrawn draw={draw} onClose={() => setInviting(false)} />}
    </Card>
  )
}
