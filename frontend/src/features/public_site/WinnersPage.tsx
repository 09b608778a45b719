import { Input, Select, Tag } from 'antd'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListWinners } from '@/api/endpoints/public-site/public-site'
import type { WinnerOut } from '@/api/models'
import { ArticleTag } from '@/shared/ui/ArticleTag'
import { type Column, DataTable } from '@/shared/ui/DataTable'
import { Loaded, Page } from '@/shared/ui/Page'
import { StateTag } from '@/shared/ui/StateTag'
import { TierTag } from '@/shared/ui/TierTag'
import './public_site.css'

/** The registry of winners by year (Art. 35: the title goes with its year). */
export default function WinnersPage() {
  const { t } = useTranslation()
  const [year, setYear] = useState<number>()
  const [name, setName] = useState('')
  const winners = useListWinners()
  const columns: Column<WinnerOut>[] = [
    { key: 'organisation', title: t('public_site.organisation'), render: (row) => <>{row.organisation}{row.project && <span className="muted block">{row.project}</span>}</> },
    { key: 'tier', title: t('public_site.tier'), render: (row) => <>{row.year} <TierTag tier={row.tier} /></> },
    { key: 'area', title: t('public_site.area'), render: (row) => row.area },
    { key: 'industry', title: t('public_site.industry'), wideOnly: true, render: (row) => row.industry },
    { key: 'certificate', title: t('public_site.certificate'), render: (row) => <Link to={`/verify/${row.verify_code}` as string}>{row.certificate_number}</Link> },
    { key: 'status', title: t('public_site.status'), render: (row) => (row.state === 'granted' ? <Tag color="success">{t('state.award.granted')}</Tag> : <StateTag entity="award" state={row.state} />) },
  ]
  return (
    <Page title={t('public_site.winners')} tags={<ArticleTag row="35" />}>
      <Loaded query={winners}>
        {(rows) => (
          <>
            <div className="searches" role="search">
              <Input allowClear aria-label={t('public_site.findWinner')} placeholder={t('public_site.findWinner')} value={name} onChange={(event) => setName(event.target.value)} />
              <Select
                allowClear
                aria-label={t('public_site.year')}
                placeholder={t('public_site.allYears')}
                value={year ?? null}
                onChange={(value) => setYear(value ?? undefined)}
                options={[...new Set(rows.map((row) => row.year))].map((value) => ({ value, label: String(value) }))}
              />
            </div>
            <DataTable label={t('public_site.winners')} rows={rows.filter((row) => (!year || row.year === year) && row.organisation.includes(name.trim()))} columns={columns} rowKey={(row) => row.certificate_number} empty={t(rows.length > 0 ? 'public_site.noSuchWinner' : 'public_site.noWinners')} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
