import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { cite } from '@/shared/i18n/cite'

interface Props {
  /** A clause as the server says it. */
  article?: string | null
  /** A row of the standard matrix, which the city's own regulation may have under another number. */
  row?: string | null
}

/** `第十七条(3)` for "17(3)": the clause behind an answer; "local" is the city's own procedure. */
export function ArticleTag(props: Props) {
  const { t } = useTranslation()
  const article = props.row ? cite(props.row) : props.article
  if (!article) return null
  if (article === 'local') return <Tag variant="filled" className="article-tag">{t('common.local')}</Tag>
  const [, number, part] = /^(\d+)(.*)$/.exec(article) ?? []
  if (!number) return null
  return (
    <Tag color="blue" variant="filled" className="article-tag">
      {t('common.clause', { number, part: part ?? '' })}
    </Tag>
  )
}
