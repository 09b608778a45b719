import { useTranslation } from 'react-i18next'
import { useListAwards } from '@/api/endpoints/awards/awards'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { Loaded, Page } from '@/shared/ui/Page'
import { Awards } from './AwardsPage'

/** Revocations on their way: the committee submits them, the government decides (Art. 27, 36). */
export default function RevocationsPage() {
  const { t } = useTranslation()
  const awards = useListAwards({ limit: 200 })
  return (
    <Page title={t('awards.revocations')} tags={<><ArticleTag row="27" /><ArticleTag row="36" /></>}>
      <Loaded query={awards}>
        {(page) => (
          <Awards awards={page.items.filter((award) => award.state.startsWith('revocation_'))} empty={t('awards.revocationEmpty')} />
        )}
      </Loaded>
    </Page>
  )
}
