import { Alert, App, Button, Card, Collapse, Progress, Space, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnMotion, castBallot } from '@/api/endpoints/deliberation/deliberation'
import type { BallotOut, EntryOut, MotionOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { score } from '@/shared/lib/money'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { ProblemAlert } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import { TierTag } from '@/shared/ui/TierTag'

const articles: Record<string, string> = {
  plan: '17(1)', accepted_list: '17(4)', initial_list: '17(8)', final_list: '17(9)', objection: '24', revocation: '36', interval_exception: '3',
}

/** A motion: what lies before the members, their votes, and the chair's word on the result. */
export function Motion({ motion }: { motion: MotionOut }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const voted = motion.votes_for + motion.votes_against + motion.abstain

  const vote = async (choice: 'for' | 'against' | 'abstain') => {
    const sure = await modal.confirm({
      title: t('deliberation.confirmVote', { choice: t(`deliberation.choice.${choice}`) }),
      content: motion.title,
      okText: t('common.confirm'),
      cancelText: t('common.cancel'),
    })
    if (!sure) return
    setError(null)
    try {
      await castBallot(motion.id, { choice, note: '' })
      void message.success(t('common.done'))
    } catch (caught) {
      setError(caught)
    }
    await queries.invalidateQueries()
  }

  const listed: Column<EntryOut>[] = [
    { key: 'case', title: t('deliberation.case'), render: (row) => row.case_number },
    { key: 'organisation', title: t('deliberation.organisation'), render: (row) => <>{row.organisation}{row.project && <span className="muted block">{row.project}</span>}</> },
    { key: 'tier', title: t('deliberation.tier'), render: (row) => (row.tier ? <TierTag tier={row.tier} /> : <StateTag entity="application" state={row.state} />) },
    { key: 'score', title: t('deliberation.score'), align: 'right', render: (row) => score(row.score) },
  ]
  const votes: Column<BallotOut>[] = [
    { key: 'voter', title: t('deliberation.voter'), render: (row) => <>{row.name} <Tag>{t(`deliberation.seat.${row.seat}`)}</Tag></> },
    { key: 'choice', title: t('deliberation.choice'), render: (row) => <Tag color={row.choice === 'for' ? 'success' : row.choice === 'against' ? 'error' : 'default'}>{t(`deliberation.choice.${row.choice}`)}</Tag> },
    { key: 'note', title: t('deliberation.note'), wideOnly: true, render: (row) => row.note || '—' },
  ]
  const count = (tier: string) => motion.entries.filter((entry) => entry.tier === tier).length

  return (
    <Card
      title={<Space wrap>{motion.title}<ArticleTag row={articles[motion.kind] ?? '8'} /><StateTag entity="motion" state={motion.state} /></Space>}
      className="motion"
    >
      {motion.text && <p className="prose">{motion.text}</p>}
      {!motion.current && motion.state === 'open' && <Alert type="warning" showIcon title={t('deliberation.changed')} />}
      {error !== null && <ProblemAlert error={error} />}
      {motion.entries.length > 0 && (
        <Collapse
          defaultActiveKey={motion.state === 'open' ? ['list'] : []}
          items={[{
            key: 'list',
            label: `${t('deliberation.list')}（${motion.entries.length}）`,
            children: (
              <>
                {motion.entries.some((entry) => entry.tier) && (
                  <p>{Object.entries(motion.quotas).filter(([tier]) => tier !== 'total').map(([tier, quota]) => <span key={tier} className="gap-right"><TierTag tier={tier} /> {count(tier)}/{quota}</span>)}</p>
                )}
                <DataTable label={t('deliberation.list')} rows={motion.entries} columns={listed} rowKey={(row) => row.case_number} />
              </>
            ),
          }]}
        />
      )}
      <div className="motion-tally">
        <Progress
          percent={Math.round((voted / Math.max(motion.seats - motion.recused, 1)) * 100)}
          success={{ percent: Math.round((motion.votes_for / Math.max(motion.seats - motion.recused, 1)) * 100) }}
          showInfo={false}
          aria-label={t('deliberation.vote')}
        />
        <strong>{t('deliberation.tally', { for: motion.votes_for, against: motion.votes_against, abstain: motion.abstain })}</strong>
        <div className="muted">{t('deliberation.quorum', { present: voted, needed: motion.needed, seats: motion.seats, recused: motion.recused })}</div>
      </div>
      {motion.may_vote && (
        <>
          <div className="vote-buttons" role="group" aria-label={t('deliberation.vote')}>
            <Button type="primary" size="large" onClick={() => void vote('for')}>{t('deliberation.choice.for')}</Button>
            <Button danger size="large" onClick={() => void vote('against')}>{t('deliberation.choice.against')}</Button>
            <Button size="large" onClick={() => void vote('abstain')}>{t('deliberation.choice.abstain')}</Button>
          </div>
          <p className="muted">{t('deliberation.voteHint')}</p>
        </>
      )}
      {motion.own_choice && <p><Tag color="blue">{t('deliberation.voted', { choice: t(`deliberation.choice.${motion.own_choice}`) })}</Tag></p>}
      <ActionBar
        entity="motion"
        actions={motion.actions}
        perform={async (action) => {
          await actOnMotion(motion.id, action, { headers: ifMatch(motion.version) })
          await queries.invalidateQueries()
        }}
      />
      {motion.ballots.length > 0 && (
        <Collapse
          ghost
          items={[{ key: 'votes', label: `${t('deliberation.vote')}（${motion.ballots.length}）`, children: <DataTable label={t('deliberation.vote')} rows={motion.ballots} columns={votes} rowKey={(row) => row.name} /> }]}
        />
      )}
    </Card>
  )
}
