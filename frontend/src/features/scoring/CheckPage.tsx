import { Alert, Button, Card, Result, Statistic } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnScoreSheet, useReadCriteria, useReadScoreSheet } from '@/api/endpoints/scoring/scoring'
import type { SheetDetailOut } from '@/api/models'
import { ifMatch } from '@/shared/http/client'
import { score } from '@/shared/lib/money'
import { ActionBar } from '@/shared/ui/ActionBar'
import { type Answer, CheckAnswers } from '@/shared/ui/CheckAnswers'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Loaded, Page } from '@/shared/ui/Page'
import { ErrorSummary, type Gap } from '@/shared/ui/Problem'
import { StateTag } from '@/shared/ui/StateTag'
import { SUMMARY } from './drafts'
import './scoring.css'

/** Every score with a way back to change it, then hand in. */
export default function CheckPage() {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [shown, setShown] = useState(false)
  const { sheetId = '' } = useParams({ strict: false }) as { sheetId?: string }
  const sheet = useReadScoreSheet(sheetId, { query: { refetchOnMount: 'always' } })
  const criteria = useReadCriteria(sheet.data?.criteria_code ?? '', { query: { enabled: sheet.data !== undefined, staleTime: Infinity } })
  const items = criteria.data?.categories.flatMap((category) => category.items) ?? []
  const name = (code: string) => {
    const item = items.find((one) => one.code === code)
    return item ? `${code} ${i18n.language.startsWith('zh') ? item.name_zh : item.name_en}` : code
  }
  const change = (code: string) => `/expert/sheets/${sheetId}/items/${code}`

  const answers = (detail: SheetDetailOut): Answer[] => [
    ...detail.rows.map((row): Answer => ({
      key: row.item,
      question: name(row.item),
      answer: row.percent === null ? '' : (
        <>
          <strong>{row.percent}%</strong> · {t('scoring.itemScore', { score: score(row.score) })}
          {row.strengths && <div className="muted">{t('scoring.strengths')}：{row.strengths}</div>}
          {row.improvements && <div className="muted">{t('scoring.improvements')}：{row.improvements}</div>}
        </>
      ),
      ...(detail.state === 'open' ? { change: change(row.item) } : {}),
    })),
    { key: SUMMARY, question: t('scoring.summary'), answer: detail.summary, ...(detail.state === 'open' ? { change: change(SUMMARY) } : {}) },
  ]
  const gaps = (detail: SheetDetailOut): Gap[] =>
    detail.actions.flatMap((action) => action.findings.map((finding): Gap => {
      const item = (finding.params as { item?: string }).item
      const to = item ? change(item) : finding.code === 'sheet.summary' ? change(SUMMARY) : undefined
      return { text: finding.message, article: finding.article, ...(to ? { to } : {}) }
    }))
  return (
    <Page
      title={t('scoring.checkTitle')}
      back={[{ title: t('scoring.menu.sheets'), to: '/expert/sheets' }, { title: sheet.data?.organisation ?? '…', to: `/expert/sheets/${sheetId}` }]}
      tags={sheet.data && <StateTag entity="score_sheet" state={sheet.data.state} />}
    >
      <Loaded query={sheet}>
        {(detail) =>
          detail.state === 'submitted' && !shown ? (
            <Result
              status="success"
              title={t('scoring.submitted')}
              subTitle={<>{detail.organisation} · {t('scoring.total')} {score(detail.total)}<br />{t('scoring.submittedNext')}</>}
              extra={[
                <LinkButton key="back" type="primary" to="/expert/sheets">{t('scoring.backToSheets')}</LinkButton>,
                <Button key="view" onClick={() => setShown(true)}>{t('scoring.view')}</Button>,
              ]}
            />
          ) : (
            <div className="stack">
              <ErrorSummary gaps={gaps(detail)} onGo={(to) => void navigate({ to })} />
              <Card>
                <Statistic title={t(detail.state === 'open' ? 'scoring.provisional' : 'scoring.total')} value={t('scoring.provisionalOf', { score: score(detail.total ?? detail.provisional) })} />
              </Card>
              <Card title={t('scoring.checkTitle')}><CheckAnswers answers={answers(detail)} /></Card>
              {detail.state === 'open' && (
                <>
                  <Alert type="info" showIcon title={t('scoring.checkHint')} />
                  <ActionBar
                    entity="score_sheet"
                    actions={detail.actions}
                    summary={<p>{detail.organisation} · {t(`scoring.stage.${detail.stage}`)} · <strong>{t('scoring.provisionalOf', { score: score(detail.provisional) })}</strong></p>}
                    perform={async (action) => {
                      await actOnScoreSheet(detail.id, action, {}, { headers: ifMatch(detail.version) })
                      await queries.invalidateQueries()
                    }}
                  />
                </>
              )}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}
