import { CheckCircleFilled, CloseCircleFilled, UserOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { Finding } from '@/shared/http/problem'
import { ArticleTag } from './ArticleTag'
import './assessments.css'

export type Outcome = 'passed' | 'failed' | 'person'

export interface Assessment {
  code: string
  article: string
  outcome: Outcome
  message: string
  next: string
  facts: { name: string; label: string; value: string; source: string }[]
  findings: Finding[]
}

const icons = { passed: <CheckCircleFilled />, failed: <CloseCircleFilled />, person: <UserOutlined /> }

/** An outcome by icon and word; the colour only helps. */
export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation()
  return <strong className={`outcome outcome-${outcome}`}>{icons[outcome]} {t(`assess.${outcome}`)}</strong>
}

/** Eligibility rule by rule: clause, outcome, why, and the facts looked at with where each comes from. */
export function Assessments({ assessments }: { assessments: Assessment[] }) {
  const { t } = useTranslation()
  return (
    <ul className="assessments" aria-label={t('assess.title')}>
      {assessments.map((one, index) => {
        // A rule of several clauses cites the one that its finding stands under.
        const article = one.findings[0]?.article ?? one.article
        return (
        <li key={`${one.code}-${one.article}-${index}`} className={`assessment assessment-${one.outcome}`}>
          <OutcomeTag outcome={one.outcome} />
          <div>
            <a className="assessment-article" href={`/regulation#art-${article}`}><ArticleTag article={article} /></a>
            {one.findings.length > 0 ? (
              one.findings.map((finding, number) => (
                <p key={number}>
                  {finding.article !== article && <ArticleTag article={finding.article} />}{finding.message}
                  {finding.next && <span className="muted block">{finding.next}</span>}
                </p>
              ))
            ) : (
              <p>{one.message}</p>
            )}
            {one.facts.length > 0 && (
              <details>
                <summary>{t('assess.facts')}</summary>
                <ul className="assessment-facts">
                  {one.facts.map((fact) => (
                    <li key={fact.name}>{fact.label}：{fact.value} <span className="muted">（{t(`assess.source.${fact.source}`)}）</span></li>
                  ))}
                </ul>
              </details>
            )}
          </div>
        </li>
        )
      })}
    </ul>
  )
}
