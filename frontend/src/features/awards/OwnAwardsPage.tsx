import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { useListAwards } from '@/api/endpoints/awards/awards'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { Awards } from './AwardsPage'

/** An organisation's own awards, and how title and mark may be used (Art. 35). */
export default function OwnAwardsPage() {
  const { t } = useTranslation()
  const awards = useListAwards({ limit: 50 })
  return (
    <Page title={t('awards.mine')}>
      <Loaded query={awards}>
        {(page) => (
          <>
            {page.items.length > 0 && <Alert type="info" showIcon title={<><ArticleTag row="35" /> {t('awards.useRule')}</>} />}
            <Awards awards={page.items} empty={t('awards.mineEmpty')} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
