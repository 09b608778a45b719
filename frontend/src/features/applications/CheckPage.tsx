import { Card, Checkbox, Collapse, Input, Result } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnApplication } from '@/api/endpoints/formal-review/formal-review'
import { useListEvidence } from '@/api/endpoints/evidence/evidence'
import type { ApplicationOut, FormOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { dateTime } from '@/shared/lib/time'
import { ActionBar } from '@/shared/ui/ActionBar'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { CheckAnswers } from '@/shared/ui/CheckAnswers'
import { LinkButton } from '@/shared/ui/LinkButton'
import { ErrorSummary } from '@/shared/ui/Problem'
import { useAnswers } from './Answers'
import type { Draft } from './draft'
import { DraftFrame, partName } from './DraftFrame'
import { pageOf, placeOf } from './paths'

/** Above this the gaps are first counted by part, then listed one by one on demand. */
const MANY = 12

/** Check every answer, sign the declaration, hand in (Art. 16, 17(2)). */
export default function CheckPage() {
  const { t } = useTranslation()
  return (
    <DraftFrame section="declaration" title={() => t('applications.checkTitle')} gaps={false}>
      {(draft, form, application) =>
        application.state === 'draft' ? <Check draft={draft} form={form} application={application} /> : <Sent application={application} />
      }
    </DraftFrame>
  )
}

function Check({ draft, form, application }: { draft: Draft; form: FormOut; application: ApplicationOut }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const answers = useAnswers()
  const evidence = useListEvidence(application.id)
  const name = String(draft.value('declared_by') ?? '')
  const [agreed, setAgreed] = useState(name !== '')
  const stored = evidence.data?.filter((file) => file.state === 'stored') ?? []
  const written = form.items.filter((item) => application.self_evaluation?.[item.code]?.trim())
  // The declaration is signed here; everything else is closed elsewhere.
  const open = application.gaps.filter((gap) => gap.section !== 'declaration')
  const go = (to: string) => {
    const [path, hash] = to.split('#')
    void navigate({ to: path!, ...(hash ? { hash } : {}) })
  }
  const each = open.map((gap) => {
    const place = placeOf(application.id, gap)
    return { text: gap.message, article: gap.article, to: place.hash ? `${place.to}#${place.hash}` : place.to }
  })
  const bySection = [...new Set(open.map((gap) => gap.section))].map((section) => ({
    text: t('applications.partMissing', { part: partName(form, section, t), count: open.filter((gap) => gap.section === section).length }),
    to: pageOf(application.id, section),
  }))
  const many = open.length > MANY
  return (
    <div className="stack">
      <ErrorSummary gaps={many ? bySection : each} onGo={go} />
      {many && (
        <details className="gaps">
          <summary>{t('applications.oneByOne', { count: open.length })}</summary>
          <ErrorSummary gaps={each} onGo={go} />
        </details>
      )}
      <Collapse
        defaultActiveKey={form.groups.map((group) => group.key)}
        items={[
          ...form.groups.map((group) => ({
            key: group.key,
            label: group.title,
            children: <CheckAnswers answers={answers(application, form, group.key, application.may_edit)} />,
          })),
          {
            key: 'rest',
            label: t('applications.restOfIt'),
            children: (
              <CheckAnswers
                answers={[
                  { key: 'profile', question: t('applications.part.profile'), answer: application.profile ? t('applications.chars', { count: application.profile.length }) : '', change: pageOf(application.id, 'profile') },
                  { key: 'self', question: t('applications.part.self_evaluation'), answer: t('applications.itemsDone', { done: written.length, all: form.items.length }), change: pageOf(application.id, 'self_evaluation') },
                  {
                    key: 'evidence',
                    question: t('applications.part.evidence'),
                    answer: form.slots
                      .map((slot) => ({ slot, count: stored.filter((file) => file.slot === slot.key).length }))
                      .filter(({ slot, count }) => slot.required || count > 0)
                      .map(({ slot, count }) => <div key={slot.key}>{slot.title}：{count > 0 ? t('applications.files', { count }) : <strong className="missing">{t('applications.noFile')}</strong>}</div>),
                    change: pageOf(application.id, 'evidence'),
                  },
                ]}
              />
            ),
          },
        ]}
      />
      <Card title={<>{t('applications.part.declaration')} <ArticleTag row="16" /></>}>
        <p className="prose">{form.declaration}</p>
        <p>
          <Checkbox checked={agreed} disabled={!application.may_edit} onChange={(event) => {
            setAgreed(event.target.checked)
            if (!event.target.checked && name) draft.set('declared_by', '')
          }}>
            {t('applications.agree')}
          </Checkbox>
        </p>
        <label htmlFor="declared_by" className="field-label">{t('applications.declaredBy')}</label>
        <Input
          id="declared_by"
          className="signature"
          maxLength={50}
          disabled={!application.may_edit || !agreed}
          placeholder={application.legal_representative}
          value={name}
          onChange={(event) => draft.set('declared_by', event.target.value)}
        />
        <p className="muted">{t(`applications.goesTo.${application.channel}`, { department: application.department })}</p>
        <ActionBar
          entity="application"
          actions={application.actions}
          summary={
            <p>
              {application.organisation} · {application.case_number}<br />
              {t(`applications.goesTo.${application.channel}`, { department: application.department })}<br />
              <span className="muted">{t('applications.takeBackUntil', { time: dateTime(application.closes_at) })}</span>
            </p>
          }
          perform={async (action) => {
            await draft.flush()
            await actOnApplication(application.id, action, {}, { headers: ifMatch(application.version) })
            await queries.invalidateQueries()
          }}
        />
      </Card>
    </div>
  )
}

function Sent({ application }: { application: ApplicationOut }) {
  const { t } = useTranslation()
  return (
    <Result
      status="success"
      title={t('applications.sent')}
      subTitle={<>{application.case_number} · {dateTime(application.submitted_at)}<br />{t(`applications.next.${application.state}`, { department: application.department ?? '', time: dateTime(application.recommend_by) })}</>}
      extra={[
        <LinkButton key="home" type="primary" to="/applicant">{t('applications.home')}</LinkButton>,
        <Link key="view" to={`/applicant/applications/${application.id}` as string}>{t('applications.view')}</Link>,
      ]}
    />
  )
}
