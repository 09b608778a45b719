import { Alert, Card, Descriptions, Tabs } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { EvidenceParts } from '@/shared/lib/evidence'
import { useReadApplication, useReadApplicationForm } from '@/api/endpoints/applications/applications'
import { actOnApplication } from '@/api/endpoints/formal-review/formal-review'
import type { ApplicationOut, FormOut } from '@/api/models'
import { deadlineOf } from '@/shared/lib/deadlines'
import { ifMatch } from '@/shared/http/client'
import { date, dateTime } from '@/shared/lib/time'
import { useSession } from '@/shared/session/session'
import { ActionBar } from '@/shared/ui/ActionBar'
import { CheckAnswers } from '@/shared/ui/CheckAnswers'
import { Deadline } from '@/shared/ui/Deadline'
import { Loaded, Page } from '@/shared/ui/Page'
import { LinkButton } from '@/shared/ui/LinkButton'
import { ProgressLine } from '@/shared/ui/ProgressLine'
import { StateTag } from '@/shared/ui/StateTag'
import { useAnswers } from './Answers'
import { useApplicationId } from './DraftFrame'
import { Eligibility } from './EligibilityPage'
import { History } from './History'
import { Outcome } from './HomePage'
import './applications.css'

interface Props {
  /** What the reader works on beside the material: an opinion, a checklist. */
  aside?: (application: ApplicationOut) => ReactNode
  /** Actions that `aside` takes care of. */
  hide?: string[]
  /** What is shown of the evidence; nothing to a role that doesn't read it. */
  evidence?: EvidenceParts
}

/** An application as its readers see it: facts, form, self-evaluation, evidence, eligibility, course. */
export default function CasePage({ aside, hide = [], evidence }: Props) {
  const { t } = useTranslation()
  const id = useApplicationId()
  const role = useSession().session?.membership?.role ?? 'office'
  const queries = useQueryClient()
  const query = useReadApplication(id)
  const back = role === 'applicant' ? { title: t('applications.home'), to: '/applicant' } : { title: t('applications.list'), to: `/${role}/applications` }
  const application = query.data
  const side = application && aside?.(application)
  return (
    <Page
      title={application?.organisation ?? t('applications.title')}
      back={[back]}
      tags={application && <><StateTag entity="application" state={application.state} /><span className="muted">{application.case_number}</span></>}
      extra={
        application && (
          <ActionBar
            entity="application"
            actions={application.actions}
            hide={hide}
            perform={async (action, body) => {
              await actOnApplication(id, action, body, { headers: ifMatch(application.version) })
              await queries.invalidateQueries()
            }}
          />
        )
      }
    >
      <Loaded query={query}>
        {(shown) => (
          <>
            <ProgressLine step={shown.step} failed={shown.closed_reason !== null} />
            {shown.state === 'submitted' && !side && <p><Deadline deadline={deadlineOf(shown, 'recommendation')} /></p>}
            <Outcome application={shown} />
            {shown.locked ? (
              <Alert type="info" showIcon title={t(`applications.locked.${shown.locked}`)} action={<Owed reason={shown.locked} editionId={shown.edition_id} />} />
            ) : (
              <div className={side ? 'case-split' : undefined}>
                <div className="case-material"><Material application={shown} evidence={evidence} /></div>
                {side && <aside className="case-aside" tabIndex={0} aria-label={t('common.actions')}>{side}</aside>}
              </div>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Material({ application, evidence }: { application: ApplicationOut; evidence: EvidenceParts | undefined }) {
  const { t } = useTranslation()
  const form = useReadApplicationForm(application.id, { query: { staleTime: Infinity } })
  return (
    <Loaded query={form}>
      {(definition) => (
        <Card>
          <Tabs
            tabBarGutter={16}
            items={[
              { key: 'facts', label: t('applications.tab.facts'), children: <Facts application={application} /> },
              { key: 'form', label: t('applications.tab.form'), children: <FormContent application={application} form={definition} evidence={evidence} /> },
              { key: 'self', label: t('applications.tab.self'), children: <SelfEvaluation application={application} form={definition} evidence={evidence} /> },
              ...(evidence ? [{ key: 'evidence', label: t('applications.tab.evidence'), children: <evidence.Files applicationId={application.id} /> }] : []),
              { key: 'eligibility', label: t('applications.tab.eligibility'), children: <Eligibility applicationId={application.id} /> },
              { key: 'history', label: t('applications.history'), children: <History applicationId={application.id} /> },
            ]}
          />
        </Card>
      )}
    </Loaded>
  )
}

function Facts({ application }: { application: ApplicationOut }) {
  const { t } = useTranslation()
  const facts: [string, ReactNode][] = [
    ['edition', application.edition],
    ['channel', `${t(`applications.channel.${application.channel}`)}${application.department ? ` · ${application.department}` : ''}`],
    ['uscc', application.uscc],
    ['area', application.area],
    ['industry', `${application.division} ${application.industry}`],
    ['ownership', t(`ownership.${application.ownership}`)],
    ['nature', t(`nature.${application.nature}`)],
    ['registeredOn', date(application.registered_on)],
    ['representative', application.legal_representative],
    ['employees', application.employees.toLocaleString('zh-CN')],
    ['declaredBy', application.declared_by ? `${application.declared_by} · ${dateTime(application.declared_at)}` : '—'],
    ['submittedAt', dateTime(application.submitted_at)],
  ]
  return <Descriptions column={{ xs: 1, md: 2 }} items={facts.map(([key, children]) => ({ key, label: t(`applications.fact.${key}`), children }))} />
}

interface ContentProps {
  application: ApplicationOut
  form: FormOut
  evidence: EvidenceParts | undefined
}

function FormContent({ application, form, evidence }: ContentProps) {
  const { t } = useTranslation()
  const answers = useAnswers()
  return (
    <div className="stack">
      {form.groups.map((group) => (
        <section key={group.key}>
          <h2 className="part">{group.title}</h2>
          <CheckAnswers answers={answers(application, form, group.key).map((one) => (evidence ? { ...one, more: <evidence.Cited applicationId={application.id} place={one.key} /> } : one))} />
        </section>
      ))}
      <section>
        <h2 className="part">{t('applications.part.profile')}</h2>
        <div className="prose">{application.profile || <span className="muted">—</span>}</div>
      </section>
    </div>
  )
}

function SelfEvaluation({ application, form, evidence }: ContentProps) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      {form.items.map((item) => (
        <article key={item.code}>
          <h2 className="part">{item.code} {item.name} <span className="muted">{t('applications.points', { points: item.points })}</span></h2>
          <div className="prose">{application.self_evaluation?.[item.code] || <span className="muted">—</span>}</div>
          {evidence && <evidence.Cited applicationId={application.id} place={item.code} />}
        </article>
      ))}
    </div>
  )
}

/** Where what is owed before the first look is done: the undertaking (Art. 33), then the declaration (Art. 32). */
function Owed({ reason, editionId }: { reason: string; editionId: string }) {
  const { t } = useTranslation()
  const { session } = useSession()
  const role = session?.membership?.role ?? 'office'
  const sign = reason === 'undertaking-missing'
  return <LinkButton type="primary" to={sign ? `/${role}/undertaking/${editionId}` : `/${role}/interests`}>{t(sign ? 'applications.signNow' : 'applications.declareNow')}</LinkButton>
}
