import { Alert, Button, Spin } from 'antd'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadApplication, useReadApplicationForm } from '@/api/endpoints/applications/applications'
import type { ApplicationOut, FormOut } from '@/api/models'
import { deadlineOf } from '@/shared/lib/deadlines'
import { ProblemError } from '@/shared/http/problem'
import { AutosaveStatus } from '@/shared/ui/autosave'
import { Deadline } from '@/shared/ui/Deadline'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Loaded, Page } from '@/shared/ui/Page'
import { ErrorSummary, ProblemAlert } from '@/shared/ui/Problem'
import { type Draft, useDraft } from './draft'
import { groups, pageOf, placeOf } from './paths'
import './applications.css'

const order = [...groups, 'profile', 'self_evaluation', 'evidence', 'declaration']

/** The id in the address. */
export const useApplicationId = () => (useParams({ strict: false }) as { applicationId?: string }).applicationId ?? ''

interface Props {
  title: (form: FormOut, application: ApplicationOut) => string
  /** The part of the application that this page fills in. */
  section: string
  children: (draft: Draft, form: FormOut, application: ApplicationOut) => ReactNode
  /** Where "next" leads when it is not the next part. */
  next?: (form: FormOut) => { to: string; label: string } | undefined
  gaps?: boolean
}

/** The frame of every page of a draft: what is missing here, autosave with its time, the way on. */
export function DraftFrame(props: Props) {
  const { t } = useTranslation()
  const id = useApplicationId()
  const application = useReadApplication(id)
  const form = useReadApplicationForm(id, { query: { staleTime: Infinity } })
  if (application.data && form.data) return <Frame {...props} key={id} application={application.data} form={form.data} />
  return (
    <Page title={t('applications.title')} back={[{ title: t('applications.home'), to: '/applicant' }]}>
      <Loaded query={application}>{() => <Loaded query={form}>{() => <Spin />}</Loaded>}</Loaded>
    </Page>
  )
}

function Frame({ title, section, children, next, gaps = true, application, form }: Props & { application: ApplicationOut; form: FormOut }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const draft = useDraft(application)
  const failed = draft.state.kind === 'failed' ? draft.state.error : null
  const stale = failed instanceof ProblemError && failed.code === 'stale-version'
  const mine = application.gaps.filter((gap) => gap.section === section)
  const following = order[order.indexOf(section) + 1]
  const onward = next?.(form) ?? (following ? { to: pageOf(application.id, following), label: t('applications.nextPart', { part: partName(form, following, t) }) } : undefined)

  // A link to a field from the task list or the summary: go there once it is drawn.
  useEffect(() => {
    const target = window.location.hash.slice(1)
    if (!target) return
    const element = document.getElementById(decodeURIComponent(target))
    element?.scrollIntoView({ block: 'center' })
    element?.focus()
  }, [section])

  return (
    <Page
      title={title(form, application)}
      back={[{ title: t('applications.home'), to: '/applicant' }]}
      tags={application.may_edit && <Deadline deadline={deadlineOf(application, 'application_window')} />}
      extra={<AutosaveStatus state={draft.state} />}
    >
      {!application.may_edit && <Alert className="gap-below" type="info" showIcon title={t(application.state === 'draft' ? 'applications.windowOver' : 'applications.handedIn')} />}
      {failed !== null && <ProblemAlert error={failed} onRetry={() => void (stale ? draft.reload() : draft.flush())} />}
      {gaps && mine.length > 0 && mine.length <= 40 && application.sections.some((one) => one.key === section && one.status !== 'not_started') && (
        <details className="gaps">
          <summary>{t('applications.gapsHere', { count: mine.length })}</summary>
          <ErrorSummary
            gaps={mine.map((gap) => ({ text: gap.message, article: gap.article, to: placeOf(application.id, gap).hash ?? placeOf(application.id, gap).to }))}
            onGo={(to) => {
              if (to.startsWith('/')) void navigate({ to })
              else {
                const element = document.getElementById(to)
                element?.scrollIntoView({ block: 'center' })
                element?.focus()
              }
            }}
          />
        </details>
      )}
      {children(draft, form, application)}
      <div className="draft-foot">
        <LinkButton to="/applicant">{t('applications.toTasks')}</LinkButton>
        {onward && <LinkButton type="primary" to={onward.to}>{onward.label}</LinkButton>}
        {draft.state.kind === 'failed' && !stale && <Button onClick={() => void draft.flush()}>{t('common.retry')}</Button>}
      </div>
    </Page>
  )
}

/** What a part is called. */
export function partName(form: FormOut, section: string, t: (key: string) => string): string {
  return form.groups.find((group) => group.key === section)?.title ?? t(`applications.part.${section}`)
}
