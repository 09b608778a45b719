import { Card, Descriptions, Empty, Statistic, Table, Tag } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnEdition } from '@/api/endpoints/editions/editions'
import type { ActionOut, CountsOut, EditionOut, FindingOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { yuan } from '@/shared/lib/money'
import { type DeadlineKind, deadlineOf } from '@/shared/lib/deadlines'
import { date, dateTime, endTime } from '@/shared/lib/time'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Deadline, Missed } from '@/shared/ui/Deadline'
import { ProgressLine } from '@/shared/ui/ProgressLine'
import { TierTag } from '@/shared/ui/TierTag'
import { EditionFrame } from './EditionFrame'

const Chart = lazy(() => import('@/shared/ui/Chart'))

/** Where each thing that stands against an action is put right. */
const REMEDY: Record<string, string> = {
  'edition.plan_complete': 'plan', 'edition.windows_in_order': 'plan', 'edition.agency_procured': 'plan', 'edition.interval': 'plan',
  'edition.points_confirmed': 'points', 'edition.weights': 'points', 'edition.expert_team': 'team', 'edition.experts_fit': 'team',
  'edition.formal_report': 'reports', 'edition.document_report': 'reports', 'edition.defence_report': 'reports', 'edition.defence_sheets_done': '/scores', 'edition.opinions_complete': 'opinions', 'edition.subjects_proposed': 'lists/proposed', 'edition.subjects_initial': 'lists/initial', 'edition.subjects_final': 'lists/final',
  'edition.site_report': 'reports',
  'edition.evaluation_report': 'reports', 'edition.verification_report': 'reports',
  'edition.site_list_present': 'lists/site', 'edition.proposed_list_present': 'lists/proposed', 'edition.quota_proposed': 'lists/proposed',
  'edition.initial_list_present': 'lists/initial', 'edition.quota_initial': 'lists/initial', 'edition.final_list_present': 'lists/final',
  'edition.quota_final': 'lists/final', 'edition.final_within_initial': 'lists/final', 'edition.no_upheld_on_final': 'lists/final',
  'edition.teams_complete': '/teams', 'edition.document_sheets_done': '/scores', 'edition.site_sheets_done': '/scores',
  'edition.formal_reviews_done': '/applications', 'edition.still_eligible': '/applications', 'edition.objections_decided': '/objections',
  'edition.prizes_paid': '/awards', 'edition.plan_carried': '/meetings', 'edition.accepted_list_carried': '/meetings',
  'edition.initial_list_carried': '/meetings', 'edition.final_list_carried': '/meetings',
}
/** Pages that a role may not have are no remedy for it. */
const ROLE_PAGES: Record<string, string[]> = {
  office: ['/teams', '/scores', '/applications', '/objections', '/awards', '/meetings'],
  committee: ['/teams', '/scores', '/applications', '/objections', '/awards', '/meetings'],
}

/** Where a finding is put right: a page of the edition, or one of the role's own. */
function remedy(code: string, base: string): string | null {
  const page = REMEDY[code]
  const role = base.split('/')[1] ?? ''
  if (!page) return null
  if (!page.startsWith('/')) return `${base}/${page}`
  return ROLE_PAGES[role]?.includes(page) ? `/${role}${page}` : null
}

/** The cockpit of an edition: where it stands, what comes next, what is still missing for it, until when. */
export default function EditionPage() {
  return (
    <EditionFrame>
      {({ edition, base }) => (
        <>
          <ProgressLine step={edition.step} stages={edition.stages} />
          <div className="grid">
            <NextStep edition={edition} base={base} />
            <Dates edition={edition} />
          </div>
          {edition.counts && <Held edition={edition} counts={edition.counts} base={base} />}
          <Places edition={edition} />
        </>
      )}
    </EditionFrame>
  )
}

function NextStep({ edition, base }: { edition: EditionOut; base: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const waitsFor = edition.deadlines.find((one) => one.at === edition.deadline_at)
  return (
    <Card title={t('editions.next')} style={{ marginBottom: 20 }}>
      <p className="prose">{t(`editions.waits.${edition.state}`)}</p>
      {waitsFor && <p><Deadline deadline={waitsFor} /></p>}
      {edition.actions.length === 0 && <p className="muted">{t('common.noActions')}</p>}
      {edition.actions.map((action) => (
        <Blockers key={action.name} action={action} base={base} />
      ))}
      <ActionBar
        entity="edition"
        actions={edition.actions}
        summary={<p className="muted">{edition.title}</p>}
        perform={async (action, body) => {
          await actOnEdition(edition.id, action, body, { headers: ifMatch(edition.version) })
          await queries.invalidateQueries()
        }}
      />
    </Card>
  )
}

/** What stands against an action: one line for each kind of finding, with the way to where it is put right. */
function Blockers({ action, base }: { action: ActionOut; base: string }) {
  const { t } = useTranslation()
  if (action.allowed) return null
  const kinds = new Map<string, FindingOut[]>()
  for (const finding of action.findings) kinds.set(finding.code, [...(kinds.get(finding.code) ?? []), finding])
  return (
    <section aria-label={t('common.whyNot', { action: t(`action.edition.${action.name}`) })} style={{ marginBottom: 16 }}>
      <strong>{t('common.whyNot', { action: t(`action.edition.${action.name}`) })}</strong>
      <ul className="findings">
        {[...kinds].map(([code, findings]) => (
          <li key={code}>
            <ArticleTag article={findings[0]!.article} /> {findings[0]!.message}
            {findings.length > 1 && <span className="muted"> {t('editions.more', { count: findings.length - 1 })}</span>}{' '}
            {remedy(code, base) ? <Link to={remedy(code, base)!}>{t('editions.fix')}</Link> : <span className="muted block">{findings[0]!.next}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Dates({ edition }: { edition: EditionOut }) {
  const { t } = useTranslation()
  const ends = (at: string | null, kind: DeadlineKind) => {
    const deadline = deadlineOf(edition, kind)
    return at && <div>{endTime(at)}{deadline && <Missed deadline={deadline} />}</div>
  }
  const items = [
    ['announced', edition.announced_at && dateTime(edition.announced_at)],
    ['opensAt', edition.opens_at && dateTime(edition.opens_at)],
    ['closesAt', ends(edition.closes_at, 'application_window')],
    ['recommendBy', ends(edition.recommend_by, 'recommendation')],
    ['publicityStarts', edition.publicity_starts_at && dateTime(edition.publicity_starts_at)],
    ['publicityEnds', ends(edition.publicity_ends_at, 'publicity')],
  ] as const
  return (
    <Card title={t('editions.history')} style={{ marginBottom: 20 }}>
      <Descriptions
        column={1}
        size="small"
        items={[
          ...items.filter(([key, at]) => at || !key.startsWith('publicity')).map(([key, at]) => ({ key, label: t(`editions.${key}`), children: at ?? '—' })),
          ...(edition.approval_document
            ? [{ key: 'approved', label: t('editions.approvedOn'), children: `${edition.approval_document} · ${date(edition.approved_on)}` }]
            : []),
          { key: 'agency', label: t('editions.agency'), children: edition.agency ?? t('editions.noAgency') },
          { key: 'ruleset', label: t('editions.ruleset'), children: edition.ruleset_title },
          { key: 'criteria', label: t('editions.criteria'), children: edition.criteria_code === 'gbt19580-2012' ? 'GB/T 19580-2012' : edition.criteria_code },
          { key: 'pinned', label: t('editions.pinned'), children: edition.pinned_at ? dateTime(edition.pinned_at) : t('editions.notPinned') },
        ]}
      />
      <p className="muted">{t('editions.beijing')}</p>
    </Card>
  )
}

function Held({ edition, counts, base }: { edition: EditionOut; counts: CountsOut; base: string }) {
  const { t } = useTranslation()
  const states = useMemo(() => Object.entries(counts.applications).filter(([, count]) => count > 0), [counts.applications])
  const option = useMemo(
    () => ({
      grid: { left: 110, right: 40, top: 8, bottom: 24 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'value', minInterval: 1 },
      yAxis: { type: 'category', data: states.map(([state]) => t(`state.application.${state}`)) },
      series: [{ type: 'bar', barWidth: 16, itemStyle: { color: '#0958d9', borderRadius: 4 }, label: { show: true, position: 'right' }, data: states.map(([, count]) => count) }],
    }),
    [states, t],
  )
  const sheets = (stage: string) => {
    const found = counts.sheets[stage] ?? {}
    const done = found['submitted'] ?? 0
    return { done, all: done + (found['open'] ?? 0) }
  }
  return (
    <div className="grid">
      <Card title={t('editions.applications')} style={{ marginBottom: 20 }}>
        {states.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('editions.noApplications')} />
        ) : (
          <Suspense fallback={null}><Chart option={option} height={60 + states.length * 34} label={t('editions.applicationsChart')} /></Suspense>
        )}
      </Card>
      <Card title={t('editions.progress')} style={{ marginBottom: 20 }}>
        <div className="statistics">
          <Statistic title={t('editions.experts')} value={counts.experts} />
          {edition.state === 'draft' && <Statistic title={t('editions.unchecked')} value={counts.unchecked_experts} />}
          <Statistic title={t('editions.leaders')} value={counts.leaders} />
          {(['document', 'defence', 'site'] as const).filter((stage) => sheets(stage).all > 0).map((stage) => (
            <Statistic key={stage} title={t(`editions.sheets.${stage}`)} value={t('editions.submittedOf', sheets(stage))} styles={{ content: { fontSize: 18 } }} />
          ))}
          {counts.without_team > 0 && edition.state === 'document_review' && <Statistic title={t('editions.withoutTeam')} value={counts.without_team} />}
          {counts.open_objections > 0 && <Statistic title={t('editions.objections')} value={counts.open_objections} />}
          {counts.unpaid > 0 && <Statistic title={t('editions.unpaid')} value={counts.unpaid} />}
        </div>
        <Descriptions
          column={1}
          size="small"
          items={[
            {
              key: 'reports',
              label: t('editions.reports'),
              children: counts.reports.length === 0
                ? <span className="muted">{t('common.none')}</span>
                : <span>{counts.reports.map((kind) => <span key={kind} className="block"><Link to={`${base}/reports` as string}>{t(`report.${kind}`)}</Link></span>)}</span>,
            },
            {
              key: 'votes',
              label: t('editions.votes'),
              children: counts.carried.length === 0
                ? <span className="muted">{t('editions.noVotes')}</span>
                : <span>{counts.carried.map((kind) => <Tag key={kind} color="success">{t(`motion.${kind}`)}</Tag>)}</span>,
            },
          ]}
        />
      </Card>
    </div>
  )
}

function Places({ edition }: { edition: EditionOut }) {
  const { t } = useTranslation()
  const lists = edition.counts?.lists ?? {}
  const kind = ['final', 'initial', 'proposed'].find((one) => lists[one] !== undefined)
  const taken = (tier: string) => (kind ? lists[kind]?.[tier] ?? 0 : 0)
  return (
    <Card title={<>{t('editions.places')} <ArticleTag row="3" /> <ArticleTag row="18" /></>} extra={kind && <Tag>{t(`list.${kind}`)}</Tag>}>
      <Table
        rowKey="tier"
        pagination={false}
        size="small"
        dataSource={edition.places}
        columns={[
          { key: 'tier', title: t('editions.tier'), render: (_, one) => <TierTag tier={one.tier} /> },
          { key: 'quota', title: t('editions.quota'), render: (_, one) => one.quota },
          ...(kind
            ? [
                { key: 'taken', title: t('editions.taken'), render: (_: unknown, one: { tier: string }) => taken(one.tier) },
                { key: 'vacant', title: t('editions.vacant'), render: (_: unknown, one: { tier: string; quota: number }) => one.quota - taken(one.tier) },
              ]
            : []),
          { key: 'prize', title: t('editions.prize'), render: (_, one) => yuan(one.prize) },
        ]}
      />
      <p className="muted">{t('editions.placesHint', { total: edition.quota_total })}</p>
    </Card>
  )
}
