import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/shared/session/session'
import { filePath } from './paths'

interface Props {
  applicationId: string
  evidenceId: string
  filename: string
  page?: number
  children?: ReactNode
}

/** A link into a file, at a page: 《文件名》第 12 页. */
export function FileLink({ applicationId, evidenceId, filename, page, children }: Props) {
  const { t } = useTranslation()
  const role = useSession().session?.membership?.role ?? ''
  const shown = children ?? (page ? t('evidence.pageOf', { name: filename, page }) : filename)
  return <Link className="evidence-link" to={filePath(role, applicationId, evidenceId, page) as string}>{shown}</Link>
}
