import { getDocument, type PDFDocumentProxy, PDFDataRangeTransport, PDFWorker, version } from 'pdfjs-dist/legacy/build/pdf.mjs'
import Worker from 'pdfjs-dist/legacy/build/pdf.worker.mjs?worker'
import type { Read } from './useLook'

/** How many bytes are asked for at least, each time. */
const PIECE = 32 * 1024
const files = `/assets/pdfjs-${version}/`

/** The bytes that PDF.js wants, as it wants them: never the file as a whole. */
class Ranges extends PDFDataRangeTransport {
  private readonly stopped = new AbortController()

  constructor(size: number, private readonly read: Read) {
    super(size, null)
  }

  override requestDataRange(begin: number, end: number) {
    // A refusal closes the viewer, and the document with it.
    this.read(begin, end, this.stopped.signal).then((bytes) => this.onDataRange(begin, bytes), () => undefined)
  }

  override abort() {
    this.stopped.abort()
  }
}

/** A PDF of `size` bytes. `close` frees its worker and all that was drawn of it. */
export function openPdf(size: number, read: Read): { ready: Promise<PDFDocumentProxy>; close: () => void } {
  const port = new Worker()
  const worker = PDFWorker.create({ port })
  const ranges = new Ranges(size, read)
  const task = getDocument({
    range: ranges,
    worker,
    rangeChunkSize: PIECE,
    disableAutoFetch: true,
    disableStream: true,
    // Pages are drawn here, where the reader's name is drawn over them.
    disableWorkerRendering: true,
    enableXfa: false,
    cMapUrl: `${files}cmaps/`,
    standardFontDataUrl: `${files}standard_fonts/`,
    iccUrl: `${files}iccs/`,
    wasmUrl: `${files}wasm/`,
  })
  return {
    ready: task.promise,
    close: () => {
      ranges.abort()
      void task.destroy().finally(() => {
        worker.destroy()
        port.terminate()
      })
    },
  }
}

export type { PDFDocumentProxy, PDFPageProxy, RenderTask } from 'pdfjs-dist/legacy/build/pdf.mjs'
