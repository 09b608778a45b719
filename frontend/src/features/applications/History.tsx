import { Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import { useReadApplicationHistory } from '@/api/endpoints/applications/applications'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded } from '@/shared/ui/Page'

/** Every step that the application has taken, under which article, by whom. */
export function History({ applicationId }: { applicationId: string }) {
  const { t } = useTranslation()
  const history = useReadApplicationHistory(applicationId)
  return (
    <Loaded query={history}>
      {(steps) => (
        <Timeline
          items={[...steps].reverse().map((step, index) => ({
            key: index,
            color: index === 0 ? 'blue' : 'gray',
            content: (
              <>
                <strong>{t(`applications.event.${step.action}`)}</strong> <ArticleTag article={step.article} />
                <div className="muted">{dateTime(step.at)} · {t(step.role === 'system' ? 'applications.system' : `role.${step.role}`)}</div>
              </>
            ),
          }))}
        />
      )}
    </Loaded>
  )
}
