import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'

/** `第十七条(3)` for "17(3)": the clause behind an answer; "local" is the city's own procedure. */
export function ArticleTag({ article }: { article: string | null | undefined }) {
  const { t } = useTranslation()
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
