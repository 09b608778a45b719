import { Alert, App, Button, Card, Descriptions, Empty, Input, Radio } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { startApplication, useListApplications, useReadApplication, useReadApplicationEligibility, useReadApplicationForm } from '@/api/endpoints/applications/applications'
import { useReadCurrentEdition } from '@/api/endpoints/editions/editions'
import { actOnApplication } from '@/api/endpoints/formal-review/formal-review'
import type { ApplicationOut, ApplicationSummaryOut, EditionOut } from '@/api/models'
import { cite } from '@/shared/i18n/cite'
import { deadlineOf } from '@/shared/lib/deadlines'
import { ifMatch, serverNow } from '@/shared/http/client'
import { date, dateTime } from '@/shared/lib/time'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Deadline } from '@/shared/ui/Deadline'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { ProgressLine } from '@/shared/ui/ProgressLine'
import { StateTag } from '@/shared/ui/StateTag'
import { type Task, TaskList, type TaskStatus } from '@/shared/ui/TaskList'
import { partName } from './DraftFrame'
import { History } from './History'
import { pageOf } from './paths'
import './applications.css'

type Subject = 'organisation' | 'project'

const over = new Set(['not_recommended', 'formal_failed', 'not_accepted', 'not_shortlisted', 'not_awarded', 'failed'])

/** The applicant's start: what to do next and until when, or where the application stands. */
export default function HomePage() {
  const { t } = useTranslation()
  const edition = useReadCurrentEdition()
  const mine = useListApplications({ limit: 50 })
  return (
    <Page title={t('applications.home')}>
      <Loaded query={edition}>
        {(current) => (
          <Loaded query={mine}>
            {(page) => {
              const own = page.items.find((one) => one.edition_id === current?.id)
              const before = page.items.filter((one) => one.edition_id !== current?.id)
              return (
                <div className="stack">
                  {own ? <Mine id={own.id} />
                    : current ? <Start edition={current} />
                    : <Card><Empty description={t('applications.noEdition')} /></Card>}
                  {before.length > 0 && <Before applications={before} />}
                </div>
              )
            }}
          </Loaded>
        )}
      </Loaded>
    </Page>
  )
}

function Start({ edition }: { edition: EditionOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const subjects = [...new Set(edition.places.map((place) => place.subject))] as Subject[]
  const [subject, setSubject] = useState<Subject>(subjects[0] ?? 'organisation')
  const [project, setProject] = useState('')
  const open = edition.state === 'open' && edition.closes_at !== null && serverNow() < new Date(edition.closes_at)
  const start = async () => {
    setBusy(true)
    setError(null)
    try {
      const made = await startApplication({ edition_id: edition.id, subject, project_name: subject === 'project' ? project : '' })
      await queries.invalidateQueries()
      void message.success(t('applications.started', { number: made.case_number }))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <ProgressLine step={edition.step} stages={edition.stages} />
      <Card title={edition.title}>
        {error !== null && <ProblemAlert error={error} onClose={() => setError(null)} />}
        <Descriptions
          column={1}
          items={[
            { key: 'window', label: t('applications.window'), children: <>{dateTime(edition.opens_at)} – {dateTime(edition.closes_at)} <ArticleTag row="17(2)" /></> },
            ...(open ? [{ key: 'left', label: t('applications.until'), children: <Deadline deadline={deadlineOf(edition, 'application_window')} /> }] : []),
            { key: 'places', label: t('applications.places'), children: edition.places.map((place) => `${t(`tier.${place.tier}`)} ${place.quota}`).join(' · ') },
          ]}
        />
        {open ? (
          <>
            <p>{t('applications.startHint')}</p>
            {subjects.length > 1 && (
              <div className="gap-below">
                <Radio.Group
                  aria-label={t('applications.subject')}
                  value={subject}
                  onChange={(event) => setSubject(event.target.value as Subject)}
                  options={subjects.map((one) => ({
                    value: one,
                    label: `${t(`subject.${one}`)}（${edition.places.filter((place) => place.subject === one).map((place) => t(`tier.${place.tier}`)).join('、')}）`,
                  }))}
                />
                {subject === 'project' && (
                  <Input className="gap-above" aria-label={t('applications.project')} placeholder={t('applications.project')} maxLength={200} value={project} onChange={(event) => setProject(event.target.value)} />
                )}
              </div>
            )}
            <Button type="primary" size="large" loading={busy} disabled={subject === 'project' && !project.trim()} onClick={() => void start()}>{t('applications.start')}</Button>
          </>
        ) : (
          <Alert type="info" showIcon title={t('applications.notOpen')} />
        )}
      </Card>
    </>
  )
}

function Mine({ id }: { id: string }) {
  const query = useReadApplication(id)
  return <Loaded query={query}>{(application) => <Current application={application} />}</Loaded>
}

/** Where the application stands: what to do while it is a draft, then who has it and until when. */
export function Current({ application }: { application: ApplicationOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const drafting = application.state === 'draft'
  const ended = over.has(application.state)
  return (
    <>
      <ProgressLine step={application.step} failed={ended} />
      <Card
        title={<>{application.edition} <span className="muted">{application.case_number}</span>{application.project_name && <span className="block">{t('subject.project')}：{application.project_name}</span>}</>}
        extra={<StateTag entity="application" state={application.state} />}
      >
        <p>{t(`applications.next.${drafting && !application.may_edit ? 'missed' : application.state}`, { department: application.department ?? '', time: dateTime(application.recommend_by) })}</p>
        {drafting && application.may_edit && <p><Deadline deadline={deadlineOf(application, 'application_window')} /></p>}
        {application.state === 'submitted' && <p><Deadline deadline={deadlineOf(application, 'recommendation')} /></p>}
        <Outcome application={application} />
        <div className="draft-foot">
          {!drafting && <Link to={`/applicant/applications/${application.id}` as string}>{t('applications.view')}</Link>}
          {!drafting && (
            <ActionBar
              entity="application"
              actions={application.actions}
              primary=""
              perform={async (action) => {
                await actOnApplication(application.id, action, {}, { headers: ifMatch(application.version) })
                await queries.invalidateQueries()
              }}
            />
          )}
        </div>
      </Card>
      {drafting && <Tasks application={application} />}
      <Card title={t('applications.history')}><History applicationId={application.id} /></Card>
    </>
  )
}

/** What others decided: the unit's opinion, the formal review's result with its reasons. */
export function Outcome({ application }: { application: ApplicationOut }) {
  const { t } = useTranslation()
  const { recommendation, formal_result: formal } = application
  return (
    <>
      {recommendation && (
        <Alert
          className="gap-below"
          type={recommendation.given ? 'success' : 'error'}
          showIcon
          title={<>{t(recommendation.given ? 'applications.recommended' : 'applications.notRecommended', { department: recommendation.department })} <ArticleTag row="17(3)" /></>}
          description={<><div className="prose">{recommendation.opinion}</div><span className="muted">{dateTime(recommendation.decided_at)}</span></>}
        />
      )}
      {formal && (
        <Alert
          className="gap-below"
          type={formal.complete ? 'success' : 'error'}
          showIcon
          title={<>{t(formal.complete ? 'applications.formalPassed' : 'applications.formalFailed')} <ArticleTag row="17(4)" /></>}
          {...(formal.reasons ? { description: <div className="prose">{formal.reasons}</div> } : {})}
        />
      )}
    </>
  )
}

function Tasks({ application }: { application: ApplicationOut }) {
  const { t } = useTranslation()
  const form = useReadApplicationForm(application.id, { query: { staleTime: Infinity } })
  const eligibility = useReadApplicationEligibility(application.id)
  return (
    <Loaded query={form}>
      {(definition) => {
        const parts: Task[] = application.sections.map((section) => {
          const missing = application.gaps.filter((gap) => gap.section === section.key).length
          return {
            key: section.key,
            title: section.key === 'declaration' ? t('applications.checkTitle') : partName(definition, section.key, t),
            link: pageOf(application.id, section.key),
            hint: section.key === 'declaration' ? t('applications.declarationHint')
              : section.needed === 0 ? t('applications.optionalPart')
              : missing > 0 && section.filled > 0 ? t('applications.missing', { filled: Math.min(section.filled, section.needed), needed: section.needed, missing })
              : t('applications.progress', { filled: Math.min(section.filled, section.needed), needed: section.needed }),
            status: section.status as TaskStatus,
          }
        })
        const found = eligibility.data
        const check: Task = {
          key: 'eligibility',
          title: t('applications.part.eligibility'),
          link: pageOf(application.id, 'eligibility'),
          article: cite('13(1)'),
          hint: found ? t(found.eligible ? 'applications.eligible' : 'applications.ineligible', { count: found.findings.length }) : '…',
          status: found === undefined ? 'not_started' : found.eligible ? 'done' : 'incomplete',
        }
        return <TaskList title={t('applications.tasks')} tasks={[check, ...parts]} />
      }}
    </Loaded>
  )
}

function Before({ applications }: { applications: ApplicationSummaryOut[] }) {
  const { t } = useTranslation()
  return (
    <Card title={t('applications.before')} className="task-list">
      <ul>
        {applications.map((one) => (
          <li key={one.id}>
            <div className="task-main">
              <Link to={`/applicant/applications/${one.id}` as string}>{one.edition}</Link>
              <div className="muted">{one.case_number} · {date(one.submitted_at)}</div>
            </div>
            <StateTag entity="application" state={one.state} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
