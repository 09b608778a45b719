import { Breadcrumb, Skeleton, Typography } from 'antd'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '@/shared/http/problem'
import { ProblemAlert } from './Problem'
import './ui.css'

interface Props {
  title: string
  extra?: ReactNode
  tags?: ReactNode
  back?: { title: string; to: string }[]
  children: ReactNode
}

/** A page: its heading (also the document's title), what leads back, its actions, its content. */
export function Page({ title, extra, tags, back = [], children }: Props) {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = `${title} · ${t('common.award')}`
  }, [title, t])
  return (
    <div className="page">
      {back.length > 0 && (
        <Breadcrumb items={[...back.map((step) => ({ title: <Link to={step.to}>{step.title}</Link> })), { title }]} />
      )}
      <header className="page-header">
        <div className="page-title">
          <Typography.Title level={1}>{title}</Typography.Title>
          {tags}
        </div>
        {extra && <div className="page-extra">{extra}</div>}
      </header>
      {children}
    </div>
  )
}

interface QueryLike<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

/** Loading, failed or there: the three states of every screen that reads from the API. What may not be read any more goes away (Art. 33). */
export function Loaded<T>({ query, children }: { query: QueryLike<T>; children: (data: T) => ReactNode }) {
  const refused = query.error instanceof ProblemError && [403, 404].includes(query.error.status)
  if (query.data !== undefined && !refused) return children(query.data)
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
  return <Skeleton active paragraph={{ rows: 6 }} />
}
