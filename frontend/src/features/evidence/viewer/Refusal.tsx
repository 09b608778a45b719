import { Alert, Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '@/shared/http/problem'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { LinkButton } from '@/shared/ui/LinkButton'
import { casePath, undertakingPath } from '../paths'

interface Props {
  error: unknown
  role: string
  applicationId: string
  editionId: string | undefined
  /** Where the reader is, to come back to. */
  here: string
  onReopen: () => void
}

/** Why a file is closed, under which article, and what to do. */
export function Refusal({ error, role, applicationId, editionId, here, onReopen }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [error])
  const problem = error instanceof ProblemError ? error : ProblemError.offline(t('common.server.title'), t('common.server.detail'))
  const unsigned = problem.code === 'undertaking-missing'
  const undeclared = problem.code === 'interest-undeclared'
  const gone = problem.status === 404
  const again = problem.code === 'look-over' || problem.status === 0 || problem.status >= 500
  return (
    <div ref={box} tabIndex={-1} role="alert" className="viewer-refusal">
      <Alert
        type={unsigned || undeclared ? 'info' : 'warning'}
        showIcon
        title={<><ArticleTag article={problem.article ?? '33'} /> {gone ? t('evidence.gone') : problem.message}</>}
        description={gone ? t('evidence.goneWhy') : problem.detail}
      />
      <div className="row-actions">
        {unsigned && editionId && <LinkButton type="primary" to={undertakingPath(role, editionId, here)}>{t('evidence.signNow')}</LinkButton>}
        {undeclared && <LinkButton type="primary" to={`/${role}/interests`}>{t('evidence.declareNow')}</LinkButton>}
        {again && <Button type="primary" onClick={onReopen}>{t('evidence.reopen')}</Button>}
        <LinkButton to={gone ? `/${role}` : casePath(role, applicationId)}>{t(gone ? 'evidence.toStart' : 'evidence.toCase')}</LinkButton>
      </div>
    </div>
  )
}
