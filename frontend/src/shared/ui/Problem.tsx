import { Alert, Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type Finding, ProblemError } from '@/shared/http/problem'
import { ArticleTag } from './ArticleTag'

/** Findings of rules: the article, what is wrong, what to do next. */
export function Findings({ findings }: { findings: Finding[] }) {
  return (
    <ul className="findings">
      {findings.map((finding, index) => (
        <li key={`${finding.code}-${index}`}>
          <ArticleTag article={finding.article} /> {finding.message}
          {finding.next && <div className="muted">{finding.next}</div>}
        </li>
      ))}
    </ul>
  )
}

/** An error of a request: every gap at once, focus on it, with a way on. */
export function ProblemAlert({ error, onRetry, onClose }: { error: unknown; onRetry?: () => void; onClose?: () => void }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [error])
  if (!error) return null
  const problem =
    error instanceof ProblemError ? error : ProblemError.offline(t('common.server.title'), t('common.server.detail'))
  const stale = problem.code === 'stale-version'
  return (
    <div ref={box} tabIndex={-1} role="alert" className="problem">
      <Alert
        type={stale ? 'warning' : 'error'}
        showIcon
        closable={onClose ? { onClose } : false}
        title={
          <span>
            {problem.findings.length === 0 && <ArticleTag article={problem.article} />} {problem.message}
          </span>
        }
        description={
          <>
            {problem.detail && <div>{problem.detail}</div>}
            <Findings findings={problem.findings} />
            {problem.errors.length > 0 && (
              <ul className="findings">
                {problem.errors.map((gap, index) => (
                  <li key={`${gap.field}-${index}`}>
                    <a href={`#${gap.field}`}>{gap.field}</a>：{gap.message} <span className="muted">{gap.next}</span>
                  </li>
                ))}
              </ul>
            )}
          </>
        }
        action={
          onRetry && (
            <Button size="small" onClick={onRetry}>
              {stale ? t('common.reload') : t('common.retry')}
            </Button>
          )
        }
      />
    </div>
  )
}

export interface Gap {
  /** Id of the element to go to, or a path of the application. */
  to?: string
  text: string
  article?: string
}

/** The summary of everything that is missing, at the top of a form, focused when it appears. */
export function ErrorSummary({ gaps, onGo }: { gaps: Gap[]; onGo?: (to: string) => void }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (gaps.length > 0) box.current?.focus()
  }, [gaps.length])
  if (gaps.length === 0) return null
  return (
    <div ref={box} tabIndex={-1} role="alert" className="problem">
      <Alert
        type="error"
        title={t('common.errorSummary', { count: gaps.length })}
        description={
          <ul className="findings">
            {gaps.map((gap, index) => (
              <li key={index}>
                <ArticleTag article={gap.article} />{' '}
                {gap.to ? (
                  <a
                    href={gap.to.startsWith('/') ? gap.to : `#${gap.to}`}
                    onClick={(event) => {
                      if (!onGo) return
                      event.preventDefault()
                      onGo(gap.to!)
                    }}
                  >
                    {gap.text}
                  </a>
                ) : (
                  gap.text
                )}
              </li>
            ))}
          </ul>
        }
      />
    </div>
  )
}
