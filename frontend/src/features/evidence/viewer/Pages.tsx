import { Skeleton } from 'antd'
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { drawMark, sharpness } from './mark'
import { openPdf, type PDFDocumentProxy } from './pdf'
import type { Read } from './useLook'

/** The widest that a page is drawn at 100 %, and the room around it, in pixels. */
const WIDEST = 920
const MARGIN = 16
/** How far beyond the window pages are drawn, and how long one has to stay near before it is asked for (milliseconds). */
const NEARBY = '600px 0px'
const PAUSE = 120

interface Size {
  width: number
  height: number
}

interface Props {
  size: number
  read: Read
  /** Lines of the watermark. */
  lines: string[]
  zoom: number
  /** Where to go; a new object goes there again. */
  goal: { page: number }
  onPage: (page: number) => void
  onCount: (pages: number) => void
  onBroken: () => void
}

/** The pages of a PDF, one below the other. Only those near the window are asked for and drawn. */
export function Pages({ size, read, lines, zoom, goal, onPage, onCount, onBroken }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const [pdf, setPdf] = useState<{ document: PDFDocumentProxy; first: Size } | null>(null)
  const [width, setWidth] = useState(0)
  const [near, setNear] = useState<ReadonlySet<number>>(new Set())

  useEffect(() => {
    let over = false
    const { ready, close } = openPdf(size, read)
    ready
      .then(async (document) => {
        const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 })
        if (over) return
        setPdf({ document, first: { width, height } })
        onCount(document.numPages)
      })
      .catch(() => {
        if (!over) onBroken()
      })
    return () => {
      over = true
      setPdf(null)
      close()
    }
    // The file is the same as long as this is on the page.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [size, read])

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0))
    if (box.current) observer.observe(box.current)
    return () => observer.disconnect()
  }, [])

  // Every page as wide as the next, however large or turned.
  const wide = pdf && width > 0 ? Math.min(WIDEST, width) * zoom : 0
  const ready = wide > 0

  useEffect(() => {
    const frame = box.current
    if (!ready || !frame) return
    const observer = new IntersectionObserver(
      (entries) =>
        setNear((before) => {
          const now = new Set(before)
          for (const entry of entries) now[entry.isIntersecting ? 'add' : 'delete'](Number((entry.target as HTMLElement).dataset.page))
          return now
        }),
      { root: frame, rootMargin: NEARBY },
    )
    for (const page of frame.children) observer.observe(page)
    return () => observer.disconnect()
  }, [ready])

  // Where the reader is: the page, and how far down it, so that a zoom stays there.
  const place = useRef({ page: goal.page, part: 0 })
  const scrollTo = ({ page, part }: { page: number; part: number }) => {
    const target = box.current?.children[page - 1] as HTMLElement | undefined
    if (target && box.current) box.current.scrollTop = target.offsetTop - MARGIN + part * target.offsetHeight
  }
  useLayoutEffect(() => {
    if (!ready) return
    place.current = { page: goal.page, part: 0 }
    scrollTo(place.current)
  }, [goal, ready])
  useLayoutEffect(() => {
    if (ready) scrollTo(place.current)
  }, [wide, ready])

  const scrolled = () => {
    const frame = box.current
    if (!frame) return
    const pages = frame.children as HTMLCollectionOf<HTMLElement>
    const line = frame.scrollTop + Math.min(MARGIN * 2, frame.clientHeight / 3)
    let [low, high] = [0, pages.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (pages[middle]!.offsetTop <= line) low = middle
      else high = middle - 1
    }
    const found = pages[low]
    if (!found) return
    place.current = { page: low + 1, part: Math.max(0, (frame.scrollTop + MARGIN - found.offsetTop) / found.offsetHeight) }
    onPage(low + 1)
  }

  return (
    <div ref={box} className="viewer-scroll" onScroll={scrolled} tabIndex={0} role="group" aria-label={t('evidence.pagesHere')}>
      {pdf && ready
        ? Array.from({ length: pdf.document.numPages }, (_, index) => (
            <PageView key={index} number={index + 1} document={pdf.document} first={pdf.first} wide={wide} near={near.has(index + 1)} lines={lines} />
          ))
        : <Skeleton active className="viewer-waiting" paragraph={{ rows: 12 }} />}
    </div>
  )
}

interface PageProps {
  number: number
  document: PDFDocumentProxy
  first: Size
  /** How wide the page is on the screen. */
  wide: number
  near: boolean
  lines: string[]
}

const PageView = memo(function PageView({ number, document: pdf, first, wide, near, lines }: PageProps) {
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const [own, setOwn] = useState<Size>(first)
  const [drawn, setDrawn] = useState(false)

  useEffect(() => {
    const place = host.current
    if (!near || !place) return
    let over = false
    let stop = () => {}
    const draw = async () => {
      const page = await pdf.getPage(number)
      if (over) return
      const plain = page.getViewport({ scale: 1 })
      setOwn({ width: plain.width, height: plain.height })
      const scale = wide / plain.width
      const ratio = sharpness(wide, plain.height * scale, window.devicePixelRatio || 1)
      const viewport = page.getViewport({ scale: scale * ratio })
      const canvas = document.createElement('canvas')
      canvas.width = Math.floor(viewport.width)
      canvas.height = Math.floor(viewport.height)
      const task = page.render({ canvas, viewport })
      stop = () => task.cancel()
      await task.promise
      const context = canvas.getContext('2d')
      if (over || !context) return
      drawMark(context, lines, ratio)
      place.replaceChildren(canvas)
      setDrawn(true)
    }
    // A page cancelled on the way is no fault; one that cannot be drawn stays empty, and the others can be read.
    const timer = setTimeout(() => void draw().catch(() => undefined), PAUSE)
    return () => {
      over = true
      clearTimeout(timer)
      stop()
    }
  }, [near, wide, number, pdf, lines])

  useEffect(() => {
    if (near) return
    // What is far away gives its memory back.
    const canvas = host.current?.querySelector('canvas')
    if (canvas) canvas.width = canvas.height = 0
    host.current?.replaceChildren()
    setDrawn(false)
  }, [near])

  return (
    <div
      className="viewer-page"
      data-page={number}
      data-drawn={drawn || undefined}
      role="img"
      aria-label={t('evidence.pageNumber', { page: number })}
      style={{ width: wide, height: (own.height / own.width) * wide }}
    >
      <div ref={host} className="viewer-canvas" />
    </div>
  )
})
