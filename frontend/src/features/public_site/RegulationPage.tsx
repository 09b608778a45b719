import { Alert, Card, Empty, Input, Select, Space, Tag } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListArticles } from '@/api/endpoints/oversight/oversight'
import { useReadRegulation } from '@/api/endpoints/public-site/public-site'
import { dateTime } from '@/shared/lib/time'
import { Loaded, Page } from '@/shared/ui/Page'
import { Trace } from './Trace'
import './public_site.css'

/** The regulation, clause by clause, and how the system honours each. */
export default function RegulationPage() {
  const { t, i18n } = useTranslation()
  const regulation = useReadRegulation()
  const trace = useListArticles()
  const rows = new Map((trace.data?.articles ?? []).map((one) => [one.row, one]))
  const [search, setSearch] = useState('')
  const [kind, setKind] = useState<string | null>(null)
  // The clauses come after the page: a link to one of them is followed once they are there.
  useEffect(() => {
    const clause = decodeURIComponent(window.location.hash.slice(1))
    if (regulation.data && clause) document.getElementById(clause)?.scrollIntoView()
  }, [regulation.data])
  return (
    <Page title={t('public_site.regulation')}>
      <p className="prose muted">{t('trace.intro')}</p>
      <Space wrap style={{ marginBottom: 16 }}>
        <Input.Search allowClear aria-label={t('public_site.searchText')} placeholder={t('public_site.searchText')} style={{ width: 300 }} onChange={(event) => setSearch(event.target.value)} />
        <Select
          allowClear
          aria-label={t('trace.kind')}
          placeholder={t('trace.kind')}
          style={{ width: 220 }}
          value={kind}
          onChange={(value: string | undefined) => setKind(value ?? null)}
          options={['R', 'H', 'D'].map((one) => ({ value: one, label: t(`public_site.kindOf.${one}`) }))}
        />
        {trace.data && <span className="muted">{trace.data.built_at ? t('trace.built', { time: dateTime(trace.data.built_at) }) : t('trace.notBuilt')}</span>}
      </Space>
      {trace.data?.note && <Alert type="info" showIcon title={trace.data.note} style={{ marginBottom: 16 }} />}
      <Loaded query={regulation}>
        {(found) => (
          <>
          <nav className="chapters" aria-label={t('public_site.chapters')}>
            {found.chapters.map((chapter, index) => <a key={chapter} href={`#chapter-${index + 1}`}>{chapter}</a>)}
          </nav>
          <div className="stack">
            {!found.clauses.some((one) => (!search || one.text.includes(search)) && (!kind || one.kind.includes(kind))) && <Card><Empty description={t('public_site.noClause', { text: search })} /></Card>}
            {found.chapters.map((chapter, index) => {
              const clauses = found.clauses.filter((one) => one.chapter === index + 1 && (!search || one.text.includes(search)) && (!kind || one.kind.includes(kind)))
              return clauses.length === 0 ? null : (
                <Card key={chapter} id={`chapter-${index + 1}`} title={chapter}>
                  {clauses.map((clause) => (
                    <div key={clause.id} className="clause" id={`art-${clause.id}`}>
                      <p><strong>{clause.label}</strong> <Tag>{t(`public_site.kindOf.${clause.kind}`)}</Tag></p>
                      <p className="prose">{clause.text}</p>
                      {i18n.language === 'en' && <p className="muted">{clause.summary}</p>}
                      {rows.has(clause.row) && <Trace row={rows.get(clause.row)!} edition={trace.data?.edition ?? null} />}
                    </div>
                  ))}
                </Card>
              )
            })}
          </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}
