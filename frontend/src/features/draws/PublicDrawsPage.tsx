import { Card, Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { useListPublicDraws } from '@/api/endpoints/draws/draws'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { Published } from './Published'
import './draws.css'

/** Draws of experts for anybody: codes and digests, drawn again in the reader's own browser. */
export default function PublicDrawsPage() {
  const { t } = useTranslation()
  const draws = useListPublicDraws()
  return (
    <Page title={t('draws.publicTitle')} tags={<ArticleTag row="10" />}>
      <Card className="prose">
        <p>{t('draws.publicIntro')}</p>
        <p className="muted">{t('draws.script')} <code>python3 lots.py draw.json</code></p>
      </Card>
      <Loaded query={draws}>
        {(rows) => rows.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('draws.nonePublic')} /> : rows.map((one) => (
          <Card key={one.id} title={String(one.terms['purpose'])} style={{ marginTop: 20 }}><Published published={one} /></Card>
        ))}
      </Loaded>
    </Page>
  )
}
