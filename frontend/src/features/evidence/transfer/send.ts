import { beginEvidenceUpload, confirmEvidenceUpload, linkEvidenceParts } from '@/api/endpoints/evidence/evidence'
import type { EvidenceIn, UploadOut } from '@/api/models'
import { ProblemError } from '@/shared/http/problem'

const PARALLEL = 4
const LINKS_AT_ONCE = 100
/** Links live an hour; one about to end is fetched anew, or a whole part would be sent in vain. */
const LINK_LIFE = 50 * 60_000
const ATTEMPTS = 6

/** A transfer that the store or the network broke off; asking the API again may mend it. */
class Broken extends Error {}

/** Broken off again and again: a person says when to go on. */
export class GaveUp extends Error {}

/** PUT some bytes; `progress` gets the bytes on their way. */
function put(url: string, headers: Record<string, string>, body: Blob, signal: AbortSignal, progress: (bytes: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const stop = () => request.abort()
    request.open('PUT', url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => progress(event.loaded)
    request.onload = () => (request.status < 300 ? resolve() : reject(new Broken(`HTTP ${request.status}`)))
    request.onerror = () => reject(new Broken('network'))
    request.onabort = () => reject(signal.reason as Error)
    request.onloadend = () => signal.removeEventListener('abort', stop)
    signal.addEventListener('abort', stop)
    if (signal.aborted) reject(signal.reason as Error)
    else request.send(body)
  })
}

/** Wait before another attempt, longer each time; a line that comes back ends the wait. */
function pause(attempt: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      window.removeEventListener('online', end)
      signal.removeEventListener('abort', end)
      if (signal.aborted) reject(signal.reason as Error)
      else resolve()
    }
    const timer = setTimeout(end, Math.min(1000 * 2 ** attempt, 30_000))
    window.addEventListener('online', end)
    signal.addEventListener('abort', end)
  })
}

const again = (error: unknown) => error instanceof Broken || (error instanceof ProblemError && (error.status === 0 || error.status >= 500))

/** Do it, again after a broken line or a server that is away; what the server refuses is refused. */
async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!again(error)) throw error
      if (attempt + 1 >= ATTEMPTS) throw new GaveUp(String(error))
      await pause(attempt, signal)
    }
  }
}

/** The parts of a file that the store has not, four at a time; each with fresh links when its link has run out. */
async function sendParts(upload: UploadOut, file: File, partSize: number, stopped: AbortSignal, progress: (bytes: number) => void) {
  const failed = new AbortController()
  const signal = AbortSignal.any([stopped, failed.signal])
  const has = new Set(upload.received)
  const waiting = Array.from({ length: upload.parts }, (_, index) => index + 1).filter((number) => !has.has(number))
  const length = (number: number) => Math.min(partSize, file.size - (number - 1) * partSize)
  const sent = new Map([...has].map((number) => [number, length(number)]))
  const note = (number: number, bytes: number) => {
    sent.set(number, bytes)
    progress([...sent.values()].reduce((sum, one) => sum + one, 0))
  }
  const links = new Map<number, Promise<string>>()
  let ends = 0
  const link = (number: number): Promise<string> => {
    if (Date.now() > ends) {
      links.clear()
      ends = Date.now() + LINK_LIFE
    }
    const known = links.get(number)
    if (known) return known
    const numbers = [number, ...waiting.filter((one) => !links.has(one)).slice(0, LINKS_AT_ONCE - 1)]
    const answer = linkEvidenceParts(upload.evidence_id, { numbers }, { signal })
    for (const one of numbers) {
      const url = answer.then((found) => {
        const at = found.find((entry) => entry.number === one)?.url
        if (!at) throw new Broken(`no link for part ${one}`)
        return at
      })
      url.catch(() => links.delete(one))
      links.set(one, url)
    }
    return links.get(number) as Promise<string>
  }
  const sender = async () => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const part = number
      const start = (part - 1) * partSize
      await patiently(async () => {
        try {
          await put(await link(part), {}, file.slice(start, start + partSize), signal, (bytes) => note(part, bytes))
        } catch (error) {
          links.delete(part)
          note(part, 0)
          throw error
        }
      }, signal)
      note(part, length(part))
    }
  }
  try {
    await Promise.all(Array.from({ length: PARALLEL }, sender))
  } finally {
    failed.abort()
  }
}

/** Send a file straight to the object store, going on where an earlier attempt ended; gives the evidence's id. */
export async function send(applicationId: string, file: File, announced: EvidenceIn, signal: AbortSignal, progress: (bytes: number) => void): Promise<string> {
  const begin = () => beginEvidenceUpload(applicationId, announced, { signal })
  return patiently(async () => {
    const upload = await begin()
    if (upload.state !== 'pending') return upload.evidence_id
    if (upload.part_size !== null) await sendParts(upload, file, upload.part_size, signal, progress)
    else if (upload.url) await put(upload.url, upload.headers as Record<string, string>, file, signal, progress)
    progress(file.size)
    try {
      await confirmEvidenceUpload(upload.evidence_id, { signal })
    } catch (error) {
      // The store lost something on the way: what is missing is sent again.
      if (error instanceof ProblemError && ['evidence-parts-missing', 'evidence-not-uploaded'].includes(error.code)) throw new Broken(error.code)
      throw error
    }
    return upload.evidence_id
  }, signal)
}
