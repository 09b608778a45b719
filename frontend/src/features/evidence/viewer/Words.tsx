import { Empty, Watermark } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadEvidenceText } from '@/api/endpoints/evidence/evidence'
import { Loaded } from '@/shared/ui/Page'
import { said } from './useLook'

interface Props {
  evidenceId: string
  lines: string[]
  goal: { page: number }
  /** The server says no more. */
  refuse: (error: unknown) => void
}

/** A file by its words, page by page: for Office files, and for whoever has the screen read out. */
export function Words({ evidenceId, lines, goal, refuse }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const query = useReadEvidenceText(evidenceId, { query: { gcTime: 0, staleTime: Infinity } })
  useEffect(() => {
    if (said(query.error)) refuse(query.error)
  }, [query.error, refuse])
  useEffect(() => {
    const page = box.current?.querySelector<HTMLElement>(`[data-page="${goal.page}"]`)
    // Not scrollIntoView: it would move the window as well.
    if (page && box.current) box.current.scrollTop += page.getBoundingClientRect().top - box.current.getBoundingClientRect().top
  }, [goal, query.data])
  return (
    <div className="viewer-scroll" ref={box} tabIndex={0} role="group" aria-label={t('evidence.words')}>
      <Watermark content={lines} gap={[60, 90]} font={{ fontSize: 14, color: 'rgba(90, 100, 120, 0.28)' }}>
        <Loaded query={query}>
          {(pages) =>
            pages.some((page) => page.text.trim()) ? (
              <div className="viewer-words">
                {pages.map((page) => (
                  <section key={page.page} data-page={page.page} aria-label={t('evidence.pageNumber', { page: page.page })}>
                    {pages.length > 1 && <p className="muted">{t('evidence.pageNumber', { page: page.page })}</p>}
                    <div className="prose">{page.text}</div>
                  </section>
                ))}
              </div>
            ) : (
              <Empty className="viewer-waiting" description={t('evidence.noWords')} />
            )
          }
        </Loaded>
      </Watermark>
    </div>
  )
}
