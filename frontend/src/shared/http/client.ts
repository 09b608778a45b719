import i18next from 'i18next'
import { ProblemError } from './problem'
import { token } from './token'

/** `{ headers: ifMatch(3) }` on a change says which version it was made on. */
export const ifMatch = (version: number) => ({ 'If-Match': `"v${version}"` })

/** Minutes between the server's clock and this machine's, from the last answer; rehearsals move it. */
let skew = 0
export const serverNow = () => new Date(Date.now() + skew)
export const noteServerTime = (iso: string) => {
  skew = new Date(iso).getTime() - Date.now()
}

async function send(url: string, init: RequestInit, key: string | null): Promise<Response> {
  const headers = new Headers(init.headers)
  const access = token.get()
  if (access) headers.set('Authorization', `Bearer ${access}`)
  headers.set('Accept-Language', i18next.language || 'zh-CN')
  if (key && !headers.has('Idempotency-Key')) headers.set('Idempotency-Key', key)
  try {
    return await fetch(url, { ...init, headers, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw ProblemError.offline(i18next.t('common.offline.title'), i18next.t('common.offline.detail'))
  }
}

const renewal = '/api/v1/auth/refresh'

/** The fetcher of the generated client: token, language, idempotency key, one renewal on 401, problems as errors. */
export async function request<T>(url: string, init: RequestInit = {}): Promise<T> {
  // While the token is being renewed there is none: wait for the new one rather than be told to sign in.
  if (url !== renewal) await token.settled()
  const key = (init.method ?? 'GET') === 'POST' && token.get() ? crypto.randomUUID() : null
  let response = await send(url, init, key)
  if (response.status === 401 && token.get() && (await token.renew())) response = await send(url, init, key)
  const text = await response.text()
  if (!response.ok) throw readProblem(response, text)
  return (text ? JSON.parse(text) : undefined) as T
}

/** What the server said when it refused. */
export function readProblem(response: Response, text: string): ProblemError {
  if (response.headers.get('content-type')?.includes('problem+json')) return new ProblemError(JSON.parse(text))
  return new ProblemError({
    type: '/problems/server',
    title: i18next.t('common.server.title'),
    status: response.status,
    detail: i18next.t('common.server.detail'),
  })
}
