import { Alert, Button, Card, Input, Modal, Radio, Space } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnApplication } from '@/api/endpoints/formal-review/formal-review'
import type { ActionOut, ApplicationOut } from '@/api/models'
import { cite } from '@/shared/i18n/cite'
import { deadlineOf } from '@/shared/lib/deadlines'
import { ifMatch } from '@/shared/http/client'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { CheckAnswers } from '@/shared/ui/CheckAnswers'
import { Deadline } from '@/shared/ui/Deadline'
import { ErrorSummary, Findings, ProblemAlert } from '@/shared/ui/Problem'

interface Words {
  eligible: boolean | null
  truthful: boolean | null
  opinion: string
}
const empty: Words = { eligible: null, truthful: null, opinion: '' }

/** The actions that this card takes care of. */
export const opinionActions = ['recommend', 'refuse_recommendation']

/** 推荐意见: a finding on eligibility, one on truth, words; then recommend or refuse (Art. 17(3)). */
export function Opinion({ application }: { application: ApplicationOut }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const key = `opinion.${application.id}`
  const [words, setWords] = useState<Words>(() => ({ ...empty, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Words>) }))
  const [asked, setAsked] = useState<ActionOut | null>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => localStorage.setItem(key, JSON.stringify(words)), [key, words])

  const find = (name: string) => application.actions.find((action) => action.name === name)
  const [recommend, refuse] = [find('recommend'), find('refuse_recommendation')]
  if (!recommend && !refuse) return null
  const gaps = [
    ...(words.eligible === null ? [{ text: t('recommendation.gap.eligible'), to: 'eligible', article: cite('13') }] : []),
    ...(words.truthful === null ? [{ text: t('recommendation.gap.truthful'), to: 'truthful', article: cite('16') }] : []),
    ...(words.opinion.trim() ? [] : [{ text: t('recommendation.gap.opinion'), to: 'opinion', article: cite('17(3)') }]),
  ]
  const negative = words.eligible === false || words.truthful === false
  const closed = [recommend, refuse].filter((action) => action && !action.allowed).flatMap((action) => action?.findings ?? [])
  const ask = (action: ActionOut) => {
    setTried(true)
    setError(null)
    if (gaps.length === 0) setAsked(action)
  }
  const send = async () => {
    if (!asked) return
    setBusy(true)
    setError(null)
    try {
      await actOnApplication(application.id, asked.name, { ...words, opinion: words.opinion.trim() }, { headers: ifMatch(application.version) })
      localStorage.removeItem(key)
      setAsked(null)
      await queries.invalidateQueries()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  const answer = (value: boolean | null) => (value === null ? '' : t(value ? 'common.yes' : 'common.no'))
  return (
    <Card title={<>{t('recommendation.opinion')} <ArticleTag row="17(3)" /></>}>
      <p><Deadline deadline={deadlineOf(application, 'recommendation')} /></p>
      {closed.length > 0 && <Alert className="problem" type="warning" showIcon title={t('recommendation.closed')} description={<Findings findings={closed} />} />}
      {tried && <ErrorSummary gaps={gaps} />}
      <fieldset className="opinion-question">
        <legend>{t('recommendation.eligible')} <ArticleTag row="13" /><ArticleTag row="14" /></legend>
        <Radio.Group id="eligible" value={words.eligible} onChange={(event) => setWords({ ...words, eligible: event.target.value as boolean })} options={[{ value: true, label: t('common.yes') }, { value: false, label: t('common.no') }]} />
      </fieldset>
      <fieldset className="opinion-question">
        <legend>{t('recommendation.truthful')} <ArticleTag row="16" /></legend>
        <Radio.Group id="truthful" value={words.truthful} onChange={(event) => setWords({ ...words, truthful: event.target.value as boolean })} options={[{ value: true, label: t('common.yes') }, { value: false, label: t('common.no') }]} />
      </fieldset>
      <label htmlFor="opinion">{t('recommendation.words')}</label>
      <Input.TextArea id="opinion" autoSize={{ minRows: 5 }} maxLength={4000} showCount value={words.opinion} onChange={(event) => setWords({ ...words, opinion: event.target.value })} />
      <p className="muted">{t('recommendation.kept')}</p>
      <Space wrap>
        {recommend && <Button type="primary" disabled={!recommend.allowed || negative} onClick={() => ask(recommend)}>{t('action.application.recommend')}</Button>}
        {refuse && <Button danger disabled={!refuse.allowed} onClick={() => ask(refuse)}>{t('action.application.refuse_recommendation')}</Button>}
      </Space>
      {negative && <p className="muted">{t('recommendation.negative')}</p>}
      <Modal
        open={asked !== null}
        title={asked && t('common.confirmAction', { action: t(`action.application.${asked.name}`) })}
        onCancel={() => setAsked(null)}
        onOk={() => void send()}
        okText={t('common.confirm')}
        cancelText={t('common.cancel')}
        confirmLoading={busy}
        okButtonProps={{ danger: asked?.name === 'refuse_recommendation' }}
      >
        {error !== null && <ProblemAlert error={error} />}
        <p>{application.organisation} · {application.case_number}</p>
        <CheckAnswers
          answers={[
            { key: 'eligible', question: t('recommendation.eligible'), answer: answer(words.eligible) },
            { key: 'truthful', question: t('recommendation.truthful'), answer: answer(words.truthful) },
            { key: 'opinion', question: t('recommendation.words'), answer: words.opinion },
          ]}
        />
        <p className="muted">{t(asked?.name === 'recommend' ? 'recommendation.thenFiled' : 'recommendation.thenEnds')}</p>
      </Modal>
    </Card>
  )
}
