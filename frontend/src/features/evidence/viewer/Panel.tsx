import { Empty, Input, Tabs, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { searchEvidence } from '@/api/endpoints/evidence/evidence'
import type { CitationOut, EvidenceOut, FoundPageOut } from '@/api/models'
import { ProblemAlert } from '@/shared/ui/Problem'
import type { Place } from '@/shared/lib/evidence'
import { Citing } from '../Citing'
import { FileLink } from '../FileLink'
import { Standing } from '../FileLine'

interface Props {
  applicationId: string
  evidenceId: string
  filename: string
  page: number
  files: EvidenceOut[]
  citations: CitationOut[]
  /** Where a statement can stand; empty when nothing can be cited. */
  places: Place[]
  editable: boolean
  onGo: (page: number) => void
}

/** Beside the document: the other files, the statements that point here, the search over all of them. */
export function Panel({ applicationId, evidenceId, filename, page, files, citations, places, editable, onGo }: Props) {
  const { t } = useTranslation()
  const here = citations.filter((one) => one.evidence_id === evidenceId).sort((a, b) => a.page - b.page)
  const titleOf = (key: string) => places.find((place) => place.key === key)?.title ?? key
  return (
    <Tabs
      className="viewer-tabs"
      defaultActiveKey={editable || here.length > 0 ? 'citations' : 'files'}
      items={[
        {
          key: 'citations',
          label: t('evidence.tab.citations', { count: here.length }),
          children: editable ? (
            <Citing applicationId={applicationId} places={places} editable file={{ id: evidenceId, filename, page }} onGo={onGo} />
          ) : here.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('evidence.notCitedHere')} />
          ) : (
            <ul className="viewer-list">
              {here.map((one) => (
                <li key={one.id}>
                  <button type="button" className="viewer-jump" onClick={() => onGo(one.page)}>
                    <strong>{t('evidence.pageNumber', { page: one.page })}</strong> <span className="muted">{titleOf(one.item)}</span>
                    <q>{one.statement}</q>
                  </button>
                </li>
              ))}
            </ul>
          ),
        },
        {
          key: 'files',
          label: t('evidence.tab.files', { count: files.length }),
          children: (
            <ul className="viewer-list">
              {files.map((file) => (
                <li key={file.id} aria-current={file.id === evidenceId ? 'true' : undefined}>
                  <FileLink applicationId={applicationId} evidenceId={file.id} filename={file.filename} />
                  {file.pages !== null && <span className="muted"> {t('evidence.pages', { count: file.pages })}</span>} <Standing file={file} />
                </li>
              ))}
            </ul>
          ),
        },
        { key: 'search', label: t('evidence.tab.search'), children: <Search applicationId={applicationId} evidenceId={evidenceId} onGo={onGo} /> },
      ]}
    />
  )
}

function Search({ applicationId, evidenceId, onGo }: { applicationId: string; evidenceId: string; onGo: (page: number) => void }) {
  const { t } = useTranslation()
  const [found, setFound] = useState<FoundPageOut[] | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const search = async (words: string) => {
    if (words.trim().length < 2) return
    setBusy(true)
    setError(null)
    try {
      setFound(await searchEvidence(applicationId, { q: words.trim() }))
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="stack">
      <Input.Search aria-label={t('evidence.searchAll')} placeholder={t('evidence.searchAll')} maxLength={60} loading={busy} enterButton onSearch={(words) => void search(words)} />
      {error !== null && <ProblemAlert error={error} />}
      <div role="status">
        {found && <p className="muted">{found.length === 0 ? t('evidence.foundNone') : t('evidence.found', { count: found.length })}</p>}
      </div>
      <ul className="viewer-list">
        {found?.map((one) => (
          <li key={`${one.evidence_id}-${one.page}`}>
            {one.evidence_id === evidenceId ? (
              <button type="button" className="viewer-jump" onClick={() => onGo(one.page)}>
                <strong>{t('evidence.pageNumber', { page: one.page })}</strong> <Tag>{t('evidence.thisFile')}</Tag>
              </button>
            ) : (
              <FileLink applicationId={applicationId} evidenceId={one.evidence_id} filename={one.filename} page={one.page} />
            )}
            <div className="muted">…{one.excerpt}…</div>
          </li>
        ))}
      </ul>
    </div>
  )
}
