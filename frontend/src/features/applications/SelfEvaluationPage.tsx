import { Card, Progress, Tag } from 'antd'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Count } from './Count'
import { DraftFrame, useApplicationId } from './DraftFrame'

/** The self-evaluation by category: which items are written, how much room is left (Art. 17(2)). */
export default function SelfEvaluationPage() {
  const { t } = useTranslation()
  const id = useApplicationId()
  return (
    <DraftFrame section="self_evaluation" title={() => t('applications.part.self_evaluation')} gaps={false}>
      {(draft, form) => {
        const text = (code: string) => String(draft.value(`self_evaluation.${code}`) ?? '')
        const written = form.items.filter((item) => text(item.code).trim()).length
        const used = form.items.reduce((sum, item) => sum + text(item.code).length, 0)
        const categories = [...new Map(form.items.map((item) => [item.category, item.category_name]))]
        return (
          <div className="stack">
            <Card>
              <p>{t('applications.selfIntro')} <ArticleTag row="17(2)" /></p>
              <Progress aria-label={t('applications.part.self_evaluation')} percent={Math.round((written / form.items.length) * 100)} format={() => `${written}/${form.items.length}`} />
              <Count used={used} limit={form.self_evaluation_chars} label={t('applications.total')} />
            </Card>
            {categories.map(([code, name]) => (
              <Card key={code} size="small" title={`${code} ${name}`} className="task-list">
                <ul>
                  {form.items.filter((item) => item.category === code).map((item) => (
                    <li key={item.code}>
                      <div className="task-main">
                        <Link to={`/applicant/applications/${id}/self-evaluation/${item.code}` as string}>{item.code} {item.name}</Link>
                        <span className="muted">{t('applications.points', { points: item.points })}</span>
                        <div className="muted">{text(item.code).trim() ? t('applications.chars', { count: text(item.code).length }) : item.asks}</div>
                      </div>
                      <Tag color={text(item.code).trim() ? 'success' : 'default'}>{t(text(item.code).trim() ? 'task.done' : 'task.not_started')}</Tag>
                    </li>
                  ))}
                </ul>
              </Card>
            ))}
          </div>
        )
      }}
    </DraftFrame>
  )
}
