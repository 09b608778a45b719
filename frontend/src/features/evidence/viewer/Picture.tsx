import { Skeleton } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { drawMark, PIXELS } from './mark'

interface Props {
  whole: (signal: AbortSignal) => Promise<Blob>
  lines: string[]
  zoom: number
  onBroken: () => void
}

/** A picture, drawn with the reader's name over it. */
export function Picture({ whole, lines, zoom, onBroken }: Props) {
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [drawn, setDrawn] = useState(false)
  useEffect(() => {
    const stopped = new AbortController()
    const draw = async () => {
      const picture = await createImageBitmap(await whole(stopped.signal))
      const surface = canvas.current
      const context = surface?.getContext('2d')
      if (stopped.signal.aborted || !surface || !context) return
      const fit = Math.min(1, Math.sqrt(PIXELS / (picture.width * picture.height)))
      surface.width = Math.round(picture.width * fit)
      surface.height = Math.round(picture.height * fit)
      context.drawImage(picture, 0, 0, surface.width, surface.height)
      picture.close()
      drawMark(context, lines, Math.max(surface.width / 920, 0.4))
      setDrawn(true)
    }
    draw().catch(() => {
      if (!stopped.signal.aborted) onBroken()
    })
    return () => stopped.abort()
    // Drawn once; the zoom is the style's.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [whole, lines])
  return (
    <div className="viewer-scroll" tabIndex={0} role="group" aria-label={t('evidence.pagesHere')}>
      {!drawn && <Skeleton.Image active className="viewer-waiting" />}
      <canvas ref={canvas} hidden={!drawn} data-drawn={drawn || undefined} className="viewer-picture" role="img" aria-label={t('evidence.picture')} style={{ width: `calc(min(920px, 100% - 32px) * ${zoom})` }} />
    </div>
  )
}
