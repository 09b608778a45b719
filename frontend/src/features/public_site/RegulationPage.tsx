import { Card, Empty, Input, Tag } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadRegulation } from '@/api/endpoints/public-site/public-site'
import { Loaded, Page } from '@/shared/ui/Page'
import './public_site.css'

/** The regulation, clause by clause, and how the system honours each. */
export default function RegulationPage() {
  const { t, i18n } = useTranslation()
  const regulation = useReadRegulation()
  const [search, setSearch] = useState('')
  // The clauses come after the page: a link to one of them is followed once they are there.
  useEffect(() => {
    const clause = decodeURIComponent(window.location.hash.slice(1))
    if (regulation.data && clause) document.getElementById(clause)?.scrollIntoView()
  }, [regulation.data])
  return (
    <Page title={t('public_site.regulation')}>
      <Input.Search allowClear aria-label={t('public_site.searchText')} placeholder={t('public_site.searchText')} style={{ maxWidth: 420, marginBottom: 16 }} onChange={(event) => setSearch(event.target.value)} />
      <Loaded query={regulation}>
        {(found) => (
          <>
          <nav className="chapters" aria-label={t('public_site.chapters')}>
            {found.chapters.map((chapter, index) => <a key={chapter} href={`#chapter-${index + 1}`}>{chapter}</a>)}
          </nav>
          <div className="stack">
            {!found.clauses.some((one) => !search || one.text.includes(search)) && <Card><Empty description={t('public_site.noClause', { text: search })} /></Card>}
            {found.chapters.map((chapter, index) => {
              const clauses = found.clauses.filter((one) => one.chapter === index + 1 && (!search || one.text.includes(search)))
              return clauses.length === 0 ? null : (
                <Card key={chapter} id={`chapter-${index + 1}`} title={chapter}>
                  {clauses.map((clause) => (
                    <div key={clause.id} className="clause" id={`art-${clause.id}`}>
                      <p><strong>{clause.label}</strong> <Tag>{t(`public_site.kindOf.${clause.kind}`)}</Tag></p>
                      <p className="prose">{clause.text}</p>
                      {i18n.language === 'en' && <p className="muted">{clause.summary}</p>}
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
