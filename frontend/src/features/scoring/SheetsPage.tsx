import { Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { useListScoreSheets } from '@/api/endpoints/scoring/scoring'
import type { SheetOut } from '@/api/models'
import { score } from '@/shared/lib/money'
import { dateTime } from '@/shared/lib/time'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Loaded, Page } from '@/shared/ui/Page'
import { StateTag } from '@/shared/ui/StateTag'

/** All sheets that an expert may see: their own, and colleagues' once the whole team's are in. */
export default function SheetsPage() {
  const { t } = useTranslation()
  const sheets = useListScoreSheets({ limit: 200 })
  const columns: Column<SheetOut>[] = [
    { key: 'organisation', title: t('scoring.organisation'), render: (sheet) => <><strong>{sheet.organisation}</strong><div className="muted">{sheet.case_number}{!sheet.mine && ` · ${t('scoring.ofTeam', { expert: sheet.expert })}`}</div></> },
    { key: 'stage', title: t('scoring.stage'), render: (sheet) => t(`scoring.stage.${sheet.stage}`) },
    { key: 'scored', title: t('scoring.scored'), width: 150, render: (sheet) => <Progress percent={Math.round((sheet.scored / sheet.items) * 100)} size="small" aria-label={t('scoring.progress', { scored: sheet.scored, items: sheet.items })} format={() => `${sheet.scored}/${sheet.items}`} /> },
    { key: 'state', title: t('scoring.state'), render: (sheet) => <StateTag entity="score_sheet" state={sheet.state} /> },
    { key: 'total', title: t('scoring.total'), align: 'right', render: (sheet) => score(sheet.total) },
    { key: 'submitted', title: t('scoring.submittedAt'), wideOnly: true, render: (sheet) => dateTime(sheet.submitted_at) },
    {
      key: 'open', title: t('scoring.open'), render: (sheet) => (
        <div className="row-actions">
          <LinkButton to={`/expert/sheets/${sheet.id}`} type={sheet.mine && sheet.state === 'open' ? 'primary' : 'default'}>
            {t(sheet.state === 'submitted' ? 'scoring.view' : sheet.scored ? 'scoring.continue' : 'scoring.start')}
          </LinkButton>
          <LinkButton to={`/expert/applications/${sheet.application_id}`}>{t('scoring.read')}</LinkButton>
        </div>
      ),
    },
  ]
  return (
    <Page title={t('scoring.sheets')}>
      <Loaded query={sheets}>
        {(page) => (
          <DataTable
            label={t('scoring.sheets')}
            rows={[...page.items].sort((a, b) => Number(b.mine) - Number(a.mine) || a.state.localeCompare(b.state))}
            columns={columns}
            rowKey={(sheet) => sheet.id}
            empty={t('scoring.sheetsEmpty')}
          />
        )}
      </Loaded>
    </Page>
  )
}
