import { request } from './client'
import { token } from './token'

/** The bytes of an answer of the API: a link alone carries no login. A refusal raises as every request's does. */
export async function bytesOf(path: string): Promise<Response> {
  const answer = await fetch(path, { headers: { Authorization: `Bearer ${token.get() ?? ''}` } })
  // Asked again by the client: it renews the login, or says in the reader's language why not.
  if (!answer.ok) await request(path)
  return answer.ok ? answer : bytesOf(path)
}

/** Open a PDF of the API in a new tab. */
export async function openPdf(path: string): Promise<void> {
  const tab = window.open('', '_blank')
  try {
    const url = URL.createObjectURL(await (await bytesOf(path)).blob())
    if (tab) tab.location.href = url
    else window.location.assign(url)
  } catch (error) {
    tab?.close()
    throw error
  }
}

/** Save a file of the API under the name that it gives. */
export async function saveFrom(path: string): Promise<void> {
  const answer = await bytesOf(path)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'download'
  link.click()
  URL.revokeObjectURL(link.href)
}
