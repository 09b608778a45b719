import { DeleteOutlined, PaperClipOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getListCitationsQueryKey, getReadEvidenceMatrixQueryKey, useListCitations, withdrawCitation } from '@/api/endpoints/evidence/evidence'
import type { CitationOut } from '@/api/models'
import type { Place } from '@/shared/lib/evidence'
import { CiteDialog, type FixedFile } from './CiteDialog'
import { FileLink } from './FileLink'
import './evidence.css'

interface Props {
  applicationId: string
  places: Place[]
  editable: boolean
  /** The words that the writer has marked. */
  selected?: () => string
  /** The page in front of the reader: only what points into this file is listed, and a new citation points at this page. */
  file?: FixedFile
  onGo?: (page: number) => void
}

/** Citations while they are made: those of some places, or those into one file. */
export function Citing({ applicationId, places, editable, selected, file, onGo }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [asking, setAsking] = useState<string | null>(null)
  const all = useListCitations(applicationId).data ?? []
  const here = all.filter((one) => (file ? one.evidence_id === file.id : places.some((place) => place.key === one.item)))
  const titleOf = (key: string) => places.find((place) => place.key === key)?.title ?? key
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: getListCitationsQueryKey(applicationId) })
    await queries.invalidateQueries({ queryKey: getReadEvidenceMatrixQueryKey(applicationId) })
  }
  const remove = async (one: CitationOut) => {
    try {
      await withdrawCitation(one.id)
      await refresh()
    } catch (error) {
      void message.error((error as Error).message)
    }
  }
  return (
    <section className="citing" aria-label={t('evidence.citations')}>
      {here.length > 0 && (
        <ul className="cited">
          {here.map((one) => (
            <li key={one.id}>
              <div className="cited-text">
                {onGo ? (
                  <Button type="link" onClick={() => onGo(one.page)}>{t('evidence.pageNumber', { page: one.page })}</Button>
                ) : (
                  <FileLink applicationId={applicationId} evidenceId={one.evidence_id} filename={one.filename} page={one.page} />
                )}
                {places.length > 1 && <span className="muted"> {titleOf(one.item)}</span>}
                <q>{one.statement}</q>
              </div>
              {editable && (
                <Button type="text" icon={<DeleteOutlined />} aria-label={t('evidence.uncite', { name: one.filename, page: one.page })} onClick={() => void remove(one)} />
              )}
            </li>
          ))}
        </ul>
      )}
      {editable ? (
        <>
          {/* The mouse must not take the selection away before it has been read. */}
          <Button icon={<PaperClipOutlined />} onMouseDown={(event) => event.preventDefault()} onClick={() => setAsking(selected?.().trim() ?? '')}>
            {file ? t('evidence.citeThis', { page: file.page }) : t('evidence.cite')}
          </Button>
          {selected && <span className="muted citing-hint">{t('evidence.citeHint')}</span>}
        </>
      ) : (
        here.length === 0 && <p className="muted">{t('evidence.notCited')}</p>
      )}
      {asking !== null && (
        <CiteDialog
          applicationId={applicationId}
          places={places}
          statement={asking}
          {...(file ? { file } : {})}
          onClose={() => setAsking(null)}
          onDone={() => {
            setAsking(null)
            void refresh()
          }}
        />
      )}
    </section>
  )
}
