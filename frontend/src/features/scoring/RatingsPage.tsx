import { Empty, Rate } from 'antd'
import { useTranslation } from 'react-i18next'
import { useListRatings } from '@/api/endpoints/scoring/scoring'
import type { RatingOut } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { ProblemAlert } from '@/shared/ui/Problem'
import { useEditionChoice } from './EditionSelect'

/** What the visited organisations say about the reviewers: for the office and the auditor (Art. 31). */
export default function RatingsPage() {
  const { t } = useTranslation()
  const { editionId, empty, error, control } = useEditionChoice()
  const ratings = useListRatings(editionId ?? '', { query: { enabled: editionId !== undefined } })
  const stars = (aspect: 'quality' | 'discipline' | 'conduct'): Column<RatingOut> => ({
    key: aspect,
    title: t(`scoring.${aspect}`),
    render: (row) => <Rate disabled value={row[aspect] ?? 0} aria-label={t('scoring.stars', { count: row[aspect] ?? 0 })} />,
  })
  const columns: Column<RatingOut>[] = [
    { key: 'organisation', title: t('scoring.organisation'), render: (row) => <><strong>{row.organisation}</strong><div className="muted">{row.case_number}</div></> },
    stars('quality'),
    stars('discipline'),
    stars('conduct'),
    { key: 'comment', title: t('scoring.comment'), render: (row) => <span className="prose">{row.comment || '—'}</span> },
    { key: 'time', title: t('scoring.submittedAt'), render: (row) => dateTime(row.rated_at) },
  ]
  return (
    <Page title={t('scoring.ratings')} tags={<ArticleTag row="31" />} extra={control}>
      {error !== null && error !== undefined && <ProblemAlert error={error} />}
      {empty ? <Empty description={t('scoring.ratingsEmpty')} /> : (
        <Loaded query={ratings}>
          {(rows) => <DataTable label={t('scoring.ratings')} rows={rows} columns={columns} rowKey={(row) => row.application_id} empty={t('scoring.ratingsEmpty')} />}
        </Loaded>
      )}
    </Page>
  )
}
