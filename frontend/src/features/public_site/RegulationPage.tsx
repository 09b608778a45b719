import { Card, Input, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadRegulation } from '@/api/endpoints/public-site/public-site'
import { Loaded, Page } from '@/shared/ui/Page'

/** The regulation, clause by clause, and how the system honours each. */
export default function RegulationPage() {
  const { t } = useTranslation()
  const regulation = useReadRegulation()
  const [search, setSearch] = useState('')
  return (
    <Page title={t('public_site.regulation')}>
      <Input.Search allowClear aria-label={t('public_site.searchText')} placeholder={t('public_site.searchText')} style={{ maxWidth: 420, marginBottom: 16 }} onChange={(event) => setSearch(event.target.value)} />
      <Loaded query={regulation}>
        {(found) => (
          <div className="stack">
            {found.chapters.map((chapter, index) => {
              const clauses = found.clauses.filter((one) => one.chapter === index + 1 && (!search || one.text.includes(search)))
              return clauses.length === 0 ? null : (
                <Card key={chapter} title={chapter}>
                  {clauses.map((clause) => (
                    <div key={clause.id} className="clause" id={`art-${clause.id}`}>
                      <p><strong>{clause.label}</strong> <Tag>{t(`public_site.kindOf.${clause.kind}`)}</Tag></p>
                      <p className="prose">{clause.text}</p>
                      <p className="muted">{clause.summary}</p>
                    </div>
                  ))}
                </Card>
              )
            })}
          </div>
        )}
      </Loaded>
    </Page>
  )
}
