import { Alert, Button, Card, Descriptions, Empty } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadCurrentEdition } from '@/api/endpoints/editions/editions'
import { openPanel, useReadPanel } from '@/api/endpoints/recusals/recusals'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'

/** The accepted applicants see the candidate panel for some days before teams are made; opened here, once (Art. 32). */
export default function PanelPage() {
  const { t } = useTranslation()
  const edition = useReadCurrentEdition()
  return (
    <Page title={t('recusals.openPanelTitle')} tags={<ArticleTag row="32" />}>
      <Alert type="info" showIcon title={t('recusals.openPanelIntro')} style={{ marginBottom: 20 }} />
      <Loaded query={edition}>
        {(found) => found ? <Window editionId={found.id} title={found.title} /> : <Empty description={t('recusals.noEdition')} />}
      </Loaded>
    </Page>
  )
}

function Window({ editionId, title }: { editionId: string; title: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const panel = useReadPanel(editionId)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const open = async () => {
    setBusy(true)
    setError(null)
    try {
      await openPanel(editionId)
      await queries.invalidateQueries()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Loaded query={panel}>
      {(shown) => (
        <Card title={title}>
          {error !== null && <ProblemAlert error={error} />}
          <Descriptions
            column={1}
            items={[
              { key: 'state', label: t('recusals.state'), children: t(`recusals.panelState.${shown.state}`) },
              { key: 'days', label: t('recusals.panelDays'), children: t('recusals.dayCount', { count: shown.days }) },
              ...(shown.opens_at ? [{ key: 'window', label: t('recusals.panelWindow'), children: `${dateTime(shown.opens_at)} – ${dateTime(shown.closes_at)}` }] : []),
            ]}
          />
          {shown.may_open && <Button type="primary" loading={busy} onClick={() => void open()}>{t('recusals.openPanel')}</Button>}
        </Card>
      )}
    </Loaded>
  )
}
