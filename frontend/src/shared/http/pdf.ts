import { request } from './client'
import { token } from './token'

/** Open a PDF of the API in a new tab: the link alone carries no login, so the bytes are fetched first. */
export async function openPdf(path: string): Promise<void> {
  const tab = window.open('', '_blank')
  try {
    const answer = await fetch(path, { headers: { Authorization: `Bearer ${token.get() ?? ''}` } })
    if (!answer.ok) {
      await request(path)
      return
    }
    const url = URL.createObjectURL(await answer.blob())
    if (tab) tab.location.href = url
    else window.location.assign(url)
  } catch (error) {
    tab?.close()
    throw error
  }
}
