interface Answer {
  done?: number
  sha256?: string
  failed?: string
}

/** SHA-256 of a file, in hexadecimal, read in a worker so that the page stays quick. */
export function digest(file: Blob, signal: AbortSignal, progress: (bytes: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./digest.worker.ts', import.meta.url), { type: 'module' })
    const end = (settle: () => void) => {
      worker.terminate()
      signal.removeEventListener('abort', stop)
      settle()
    }
    const stop = () => end(() => reject(signal.reason as Error))
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const { done, sha256, failed } = data
      if (done !== undefined) progress(done)
      if (sha256 !== undefined) end(() => resolve(sha256))
      if (failed !== undefined) end(() => reject(new Error(failed)))
    }
    worker.onerror = (event) => end(() => reject(new Error(event.message)))
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    else worker.postMessage(file)
  })
}
