import { App, Button, Card, Checkbox, Collapse, Result } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { signUndertaking, useReadUndertaking } from '@/api/endpoints/recusals/recusals'
import { useSession } from '@/shared/session/session'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import './recusals.css'

/** The confidentiality undertaking: read, then sign (Art. 33). */
export default function UndertakingPage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { session } = useSession()
  const queries = useQueryClient()
  const { editionId = '' } = useParams({ strict: false }) as { editionId?: string }
  const navigate = useNavigate()
  const role = session?.membership?.role ?? 'expert'
  const asked = (useSearch({ strict: false }) as { back?: unknown }).back
  // Back to the file that asked for it, and nowhere outside the role's own pages.
  const back = typeof asked === 'string' && asked.startsWith(`/${role}/`) ? asked : null
  const undertaking = useReadUndertaking(editionId)
  const [read, setRead] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const sign = async (digest: string) => {
    setBusy(true)
    setError(null)
    try {
      await signUndertaking(editionId, { text_sha256: digest })
      await queries.invalidateQueries()
      void message.success(t('common.done'))
      if (back) await navigate({ to: back })
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Page title={t('recusals.undertaking')} tags={<><span className="muted">{undertaking.data?.edition}</span> <ArticleTag row="33" /></>}>
      <Loaded query={undertaking}>
        {(text) => (
          <div className="narrow stack">
            {text.signed_at && (
              <Card>
                <Result
                  status="success"
                  title={t('recusals.signedAt', { time: dateTime(text.signed_at) })}
                  subTitle={back ? undefined : t('recusals.next')}
                  extra={
                    back ? (
                      <LinkButton type="primary" to={back}>{t('recusals.toFile')}</LinkButton>
                    ) : (
                      <LinkButton type="primary" to={`/${role}/interests`}>{t('recusals.toInterests')}</LinkButton>
                    )
                  }
                />
              </Card>
            )}
            <Card>
              <div className="recusals-text" lang="zh-CN">{text.text_zh}</div>
              <p className="muted">{t('recusals.textChinese')}</p>
              <Collapse size="small" items={[{ key: 'en', label: t('recusals.textEnglish'), children: <div className="prose" lang="en">{text.text_en}</div> }]} />
            </Card>
            {!text.signed_at && (
              <Card>
                {error !== null && <ProblemAlert error={error} onRetry={() => void undertaking.refetch()} />}
                <p><Checkbox checked={read} onChange={(event) => setRead(event.target.checked)}>{t('recusals.undertakingRead')}</Checkbox></p>
                <Button type="primary" size="large" disabled={!read} loading={busy} onClick={() => void sign(text.text_sha256)}>{t('recusals.sign')}</Button>
              </Card>
            )}
          </div>
        )}
      </Loaded>
    </Page>
  )
}
