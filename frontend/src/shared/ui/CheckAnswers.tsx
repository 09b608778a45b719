import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

export interface Answer {
  key: string
  question: string
  answer: ReactNode
  /** Stands below the answer. */
  more?: ReactNode
  change?: string
}

/** Check your answers: every answer with a way back to change it. */
export function CheckAnswers({ answers }: { answers: Answer[] }) {
  const { t } = useTranslation()
  return (
    <dl className="check-answers">
      {answers.map((one) => (
        <div key={one.key}>
          <dt>{one.question}</dt>
          <dd>{one.answer || <span className="muted">—</span>}{one.more}</dd>
          {one.change && (
            <dd className="check-change">
              <Link to={one.change} aria-label={`${t('common.edit')} ${one.question}`}>{t('common.edit')}</Link>
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}
