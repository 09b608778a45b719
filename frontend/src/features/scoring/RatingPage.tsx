import { Alert, App, Button, Card, Descriptions, Empty, Form, Input, Rate } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListApplications } from '@/api/endpoints/applications/applications'
import { getReadRatingQueryKey, rateReviewers, useReadRating } from '@/api/endpoints/scoring/scoring'
import type { RatingIn } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'

const aspects = ['quality', 'discipline', 'conduct'] as const

/** The visited organisation rates its reviewers, once, for the office alone (Art. 31). */
export default function RatingPage() {
  const { t } = useTranslation()
  const applications = useListApplications({ limit: 1 })
  return (
    <Page title={t('scoring.rating')} tags={<ArticleTag row="31" />}>
      <div className="narrow stack">
        <Alert type="info" showIcon title={t('scoring.ratingIntro')} />
        <Loaded query={applications}>
          {(page) => page.items[0] ? <Rating applicationId={page.items[0].id} /> : <Empty description={t('scoring.ratingNone')} />}
        </Loaded>
      </div>
    </Page>
  )
}

function Rating({ applicationId }: { applicationId: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const rating = useReadRating(applicationId)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const give = async (values: RatingIn) => {
    setBusy(true)
    setError(null)
    try {
      queries.setQueryData(getReadRatingQueryKey(applicationId), await rateReviewers(applicationId, values))
      void message.success(t('scoring.thanks'))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const words = Array.from({ length: 5 }, (_, index) => t('scoring.stars', { count: index + 1 }))
  return (
    <Loaded query={rating}>
      {(found) => {
        if (found.rated_at) {
          return (
            <Card title={t('scoring.rated', { time: dateTime(found.rated_at) })}>
              <Descriptions
                column={1}
                items={[
                  ...aspects.map((aspect) => ({ key: aspect, label: t(`scoring.${aspect}`), children: <Rate disabled value={found[aspect] ?? 0} aria-label={t('scoring.stars', { count: found[aspect] ?? 0 })} /> })),
                  { key: 'comment', label: t('scoring.comment'), children: <span className="prose">{found.comment || '—'}</span> },
                ]}
              />
            </Card>
          )
        }
        if (!found.open) return <Empty description={t('scoring.ratingClosed')} />
        return (
          <Card>
            {error !== null && <ProblemAlert error={error} />}
            <Form<RatingIn> layout="vertical" onFinish={(values) => void give(values)} scrollToFirstError={{ focus: true }}>
              {aspects.map((aspect) => (
                <Form.Item key={aspect} name={aspect} label={t(`scoring.${aspect}`)} rules={[{ required: true, type: 'number', min: 1, message: t('scoring.pickStars') }]}>
                  <Stars words={words} label={t(`scoring.${aspect}`)} />
                </Form.Item>
              ))}
              <Form.Item name="comment" label={t('scoring.comment')} initialValue="">
                <Input.TextArea rows={5} maxLength={2000} showCount />
              </Form.Item>
              <Button type="primary" htmlType="submit" size="large" loading={busy}>{t('scoring.rate')}</Button>
            </Form>
          </Card>
        )
      }}
    </Loaded>
  )
}

interface StarsProps {
  words: string[]
  label: string
  id?: string
  value?: number
  onChange?: (value: number) => void
}

/** Five stars and, beside them, what the chosen number means: a phone shows no tooltip. */
function Stars({ words, label, id, value, onChange }: StarsProps) {
  return (
    <div className="row-actions">
      <Rate {...(id ? { id } : {})} {...(onChange ? { onChange } : {})} value={value ?? 0} tooltips={words} style={{ fontSize: 36 }} aria-label={label} />
      <span className="muted" role="status">{value ? words[value - 1] : ''}</span>
    </div>
  )
}
