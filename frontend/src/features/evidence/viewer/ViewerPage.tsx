import { DownloadOutlined, FileTextOutlined, LeftOutlined, RightOutlined, UnorderedListOutlined, ZoomInOutlined, ZoomOutOutlined } from '@ant-design/icons'
import { Alert, App, Button, Drawer, Grid, InputNumber, Skeleton, Watermark } from 'antd'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReadApplication, useReadApplicationForm } from '@/api/endpoints/applications/applications'
import { openEvidence, useListCitations, useListEvidence } from '@/api/endpoints/evidence/evidence'
import type { EvidenceLookOut } from '@/api/models'
import { dateTime } from '@/shared/lib/time'
import { size } from '@/shared/lib/size'
import { useSession } from '@/shared/session/session'
import { LinkButton } from '@/shared/ui/LinkButton'
import { Page } from '@/shared/ui/Page'
import { placesOf } from '../places'
import { casePath, filePath } from '../paths'
import { Pages } from './Pages'
import { Panel } from './Panel'
import { Picture } from './Picture'
import { Refusal } from './Refusal'
import { useLook } from './useLook'
import { Words } from './Words'
import { nearest, nextZoom } from './zoom'
import './viewer.css'

/** A file of an application as its readers see it: with their name over it, for as long as they may read (Art. 33). */
export default function ViewerPage() {
  const { evidenceId = '' } = useParams({ strict: false }) as { evidenceId?: string }
  return <Viewer key={evidenceId} evidenceId={evidenceId} />
}

function Viewer({ evidenceId }: { evidenceId: string }) {
  const { t } = useTranslation()
  const { applicationId = '' } = useParams({ strict: false }) as { applicationId?: string }
  const asked = Number((useSearch({ strict: false }) as { page?: number }).page)
  const role = useSession().session?.membership?.role ?? ''
  const { look, refusal, read, whole, refuse, reopen } = useLook(evidenceId)
  const application = useReadApplication(applicationId)
  const here = filePath(role, applicationId, evidenceId, asked)
  if (refusal !== null) {
    return (
      <Page title={t('evidence.closed')} back={[{ title: t('evidence.toCase'), to: casePath(role, applicationId) }]}>
        <Refusal error={refusal} role={role} applicationId={applicationId} editionId={application.data?.edition_id} here={here} onReopen={reopen} />
      </Page>
    )
  }
  if (!look) return <Page title={t('evidence.opening')}><Skeleton active paragraph={{ rows: 8 }} /></Page>
  return <Open {...{ look, read, whole, refuse, evidenceId, applicationId, role }} asked={asked >= 1 ? Math.floor(asked) : 1} />
}

type OpenProps = Pick<ReturnType<typeof useLook>, 'read' | 'whole' | 'refuse'> & {
  look: EvidenceLookOut
  evidenceId: string
  applicationId: string
  role: string
  asked: number
}

function Open({ look, read, whole, refuse, evidenceId, applicationId, role, asked }: OpenProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const wide = Grid.useBreakpoint().lg !== false
  const application = useReadApplication(applicationId)
  const form = useReadApplicationForm(applicationId, { query: { staleTime: Infinity } })
  const files = useListEvidence(applicationId)
  const citations = useListCitations(applicationId)
  const [count, setCount] = useState(look.pages ?? 1)
  const [page, setPage] = useState(asked)
  const [goal, setGoal] = useState({ page: asked })
  const [zoom, setZoom] = useState(1)
  const [words, setWords] = useState(look.shown === 'text')
  const [broken, setBroken] = useState(false)
  const [panel, setPanel] = useState(false)

  const lines = useMemo(() => [`${look.reader} ${dateTime(look.opened_at)}`, look.case_number], [look])
  const paged = look.shown === 'pages' && !words
  const zooms = paged || look.shown === 'picture'
  const stored = (files.data ?? []).filter((file) => file.state === 'stored')
  const place = stored.findIndex((file) => file.id === evidenceId)
  const editable = role === 'applicant' && application.data?.may_edit === true
  const places = useMemo(() => (form.data ? placesOf(form.data) : []), [form.data])

  const go = useCallback(
    (to: number) => {
      const next = nearest(to, count)
      setPage(next)
      setGoal({ page: next })
      setPanel(false)
    },
    [count],
  )
  // A link to another page of the file that is open.
  useEffect(() => go(asked), [asked, go])

  const keys = useRef<(event: KeyboardEvent) => void>(() => {})
  keys.current = (event) => {
    const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [role=tab], [role=dialog], video')
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return
    const steps: Record<string, () => void> = {
      ArrowRight: () => go(page + 1), PageDown: () => go(page + 1), ArrowLeft: () => go(page - 1), PageUp: () => go(page - 1),
      '+': () => setZoom((now) => nextZoom(now, 1)), '=': () => setZoom((now) => nextZoom(now, 1)), '-': () => setZoom((now) => nextZoom(now, -1)),
    }
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    step()
  }
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => keys.current(event)
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [])

  useEffect(() => {
    document.title = `${look.filename} · ${t('common.award')}`
  }, [look.filename, t])

  const keep = async () => {
    try {
      const { url, filename } = await openEvidence(evidenceId, { purpose: 'download' })
      const link = document.createElement('a')
      link.href = url
      link.download = filename
      link.click()
    } catch (error) {
      void message.error((error as Error).message)
    }
  }

  const turning = (
    <>
      {(paged || look.shown === 'text' || words) && count > 1 && (
        <span className="viewer-pages">
          <Button icon={<LeftOutlined />} aria-label={t('evidence.previousPage')} disabled={page <= 1} onClick={() => go(page - 1)} />
          <InputNumber<number> aria-label={t('evidence.pageField')} className="viewer-number" min={1} max={count} precision={0} controls={false} inputMode="numeric" value={page} changeOnWheel={false} onPressEnter={(event) => go(Number((event.target as HTMLInputElement).value))} onBlur={(event) => event.target.value && Number(event.target.value) !== page && go(Number(event.target.value))} />
          <span className="muted">/ {count}</span>
          <Button icon={<RightOutlined />} aria-label={t('evidence.nextPage')} disabled={page >= count} onClick={() => go(page + 1)} />
        </span>
      )}
      {zooms && (
        <span className="viewer-pages">
          <Button icon={<ZoomOutOutlined />} aria-label={t('evidence.smaller')} onClick={() => setZoom(nextZoom(zoom, -1))} />
          {wide && <Button type="text" onClick={() => setZoom(1)} aria-label={t('evidence.fit')}>{Math.round(zoom * 100)}%</Button>}
          <Button icon={<ZoomInOutlined />} aria-label={t('evidence.larger')} onClick={() => setZoom(nextZoom(zoom, 1))} />
        </span>
      )}
    </>
  )
  const side = (
    <>
      <nav className="viewer-files" aria-label={t('evidence.otherFiles')}>
        <Neighbour at={stored[place - 1]} icon={<LeftOutlined />} label={t('evidence.previousFile')} to={(id) => filePath(role, applicationId, id)} />
        <span className="muted">{place >= 0 && t('evidence.fileOf', { number: place + 1, count: stored.length })}</span>
        <Neighbour at={stored[place + 1]} icon={<RightOutlined />} label={t('evidence.nextFile')} to={(id) => filePath(role, applicationId, id)} />
      </nav>
      {citations.data && <Panel {...{ applicationId, evidenceId, page, places, editable }} filename={look.filename} files={stored} citations={citations.data} onGo={go} />}
    </>
  )
  return (
    <div className="viewer" ref={fill}>
      <header className="viewer-head">
        <Button type="text" icon={<LeftOutlined />} aria-label={t('evidence.toCase')} href={casePath(role, applicationId)} onClick={(event) => { event.preventDefault(); void navigate({ to: editable ? `${casePath(role, applicationId)}/evidence` : casePath(role, applicationId) }) }} />
        <div className="viewer-name">
          <h1>{look.filename}</h1>
          <span className="muted">{look.organisation} · {t('evidence.markedBy', { reader: look.reader, time: dateTime(look.opened_at), number: look.case_number })}</span>
        </div>
        {wide && <div className="viewer-tools">{turning}</div>}
        <div className="viewer-tools">
          {look.shown === 'pages' && <Button icon={<FileTextOutlined />} aria-pressed={words} aria-label={t(words ? 'evidence.asPages' : 'evidence.asWords')} title={t(words ? 'evidence.asPages' : 'evidence.asWords')} onClick={() => { setWords(!words); setGoal({ page }) }}>{wide ? t(words ? 'evidence.asPages' : 'evidence.asWords') : ''}</Button>}
          {look.may_download && <Button icon={<DownloadOutlined />} aria-label={t('evidence.download')} title={t('evidence.download')} onClick={() => void keep()}>{wide ? t('evidence.download') : ''}</Button>}
        </div>
      </header>
      <div className="viewer-body">
        <div className="viewer-sheet" onContextMenu={(event) => event.preventDefault()}>
          {broken ? (
            <Alert className="viewer-refusal" type="warning" showIcon title={t('evidence.unshown')} />
          ) : words ? (
            <Words evidenceId={evidenceId} lines={lines} goal={goal} refuse={refuse} />
          ) : look.shown === 'pages' ? (
            <Pages size={look.size} read={read} lines={lines} zoom={zoom} goal={goal} onPage={setPage} onCount={setCount} onBroken={() => setBroken(true)} />
          ) : look.shown === 'picture' ? (
            <Picture whole={whole} lines={lines} zoom={zoom} onBroken={() => setBroken(true)} />
          ) : look.shown === 'film' ? (
            <Watermark className="viewer-film" content={lines} gap={[60, 90]} font={{ fontSize: 14, color: 'rgba(255, 255, 255, 0.4)' }}>
              {/* Films of a site have no words of their own to show. */}
              <video src={look.url} controls controlsList="nodownload nofullscreen noremoteplayback" disablePictureInPicture playsInline preload="metadata" aria-label={look.filename} onError={() => setBroken(true)} />
            </Watermark>
          ) : (
            <Alert className="viewer-refusal" type="info" showIcon title={t('evidence.onlyDownload')} description={`${look.filename} · ${size(look.size)}`} action={look.may_download && <Button type="primary" onClick={() => void keep()}>{t('evidence.download')}</Button>} />
          )}
        </div>
        {wide && <aside className="viewer-side" aria-label={t('evidence.beside')}>{side}</aside>}
      </div>
      {!wide && (
        <div className="viewer-foot">
          {turning}
          <Button icon={<UnorderedListOutlined />} aria-label={t('evidence.beside')} onClick={() => setPanel(true)} />
        </div>
      )}
      <Drawer open={panel && !wide} onClose={() => setPanel(false)} placement="bottom" size="75%" title={t('evidence.beside')}>{side}</Drawer>
      <p className="viewer-print">{t('evidence.noPrint')}</p>
    </div>
  )
}

/** The viewer takes the window's height, less what stands above it; that changes when a phone is turned. */
function fill(box: HTMLDivElement | null) {
  if (!box) return
  const measure = () => box.style.setProperty('--above', `${box.offsetTop}px`)
  measure()
  window.addEventListener('resize', measure)
  return () => window.removeEventListener('resize', measure)
}

function Neighbour({ at, icon, label, to }: { at: { id: string; filename: string } | undefined; icon: ReactNode; label: string; to: (id: string) => string }) {
  return at ? <LinkButton type="text" icon={icon} to={to(at.id)} aria-label={`${label} ${at.filename}`} title={at.filename} /> : <Button type="text" icon={icon} disabled aria-label={label} />
}
