import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { type APIRequestContext, expect, type Page, request } from '@playwright/test'

export const base = process.env.BASE_URL ?? 'http://127.0.0.1:8000'
export const password = 'Chaoyang-2026-demo'

/** Console errors (a key without words is one) and failed requests of a page: none may be left at the end of a test. */
export function watch(page: Page): string[] {
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('response', (response) => response.status() >= 500 && problems.push(`${response.status()} ${response.url()}`))
  return problems
}

export async function signIn(page: Page, login: string, role: string) {
  await page.goto(`${base}/login`)
  await page.getByLabel('登录名').fill(login)
  await page.getByLabel('密码').fill(password)
  await page.locator('form button[type=submit]').click()
  // A person with several roles picks one.
  await page.waitForURL((url) => url.pathname === `/${role}` || url.pathname === '/login')
  const pick = page.getByText('请选择本次使用的身份')
  await expect(page.locator('.role-layout').or(pick)).toBeVisible()
  if (await pick.isVisible()) {
    const names: Record<string, string> = { office: '市评定办', committee: '市评委会' }
    await page.getByRole('button', { name: names[role] ?? role }).click()
  }
  await page.waitForURL(`**/${role}`)
}

type Json = Record<string, unknown> & { id: string; version: number }

/** The API as a person of the cast, for the bulk between the screens. */
export class Person {
  private token: string | null = null
  private constructor(private readonly http: APIRequestContext, readonly login: string, readonly role: string) {}

  static async of(login: string, role: string) {
    return new Person(await request.newContext(), login, role)
  }

  private async sign() {
    const answer = await this.http.post(`${base}/api/v1/auth/login`, { data: { login: this.login, password } })
    const body = await answer.json()
    this.token = body.access_token
    if (body.membership?.role !== this.role) {
      const wanted = body.memberships.find((one: { role: string }) => one.role === this.role)
      const acted = await this.http.post(`${base}/api/v1/auth/act-as`, { data: { membership_id: wanted.id }, headers: { Authorization: `Bearer ${this.token}` } })
      this.token = (await acted.json()).access_token
    }
  }

  async ask<T = Json>(method: string, path: string, data?: unknown, version?: number): Promise<T> {
    for (const again of [true, false]) {
      if (!this.token) await this.sign()
      const answer = await this.http.fetch(`${base}/api/v1${path}`, {
        method,
        headers: { Authorization: `Bearer ${this.token}`, ...(version === undefined ? {} : { 'If-Match': `"v${version}"` }) },
        ...(data === undefined ? {} : { data }),
      })
      if (answer.status() === 401 && again) {
        this.token = null
        continue
      }
      const text = await answer.text()
      if (answer.status() >= 400) throw new Error(`${this.login} ${method} ${path}: ${answer.status()} ${text.slice(0, 800)}`)
      return (text ? JSON.parse(text) : undefined) as T
    }
    throw new Error('unreachable')
  }

  get = <T = Json>(path: string) => this.ask<T>('GET', path)
  post = <T = Json>(path: string, data: unknown = {}, version?: number) => this.ask<T>('POST', path, data, version)
}

/** A real PDF of one empty page; `mark` makes its bytes its own. */
export function paper(name: string, mark = name) {
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>', `<</Mark<${Buffer.from(mark).toString('hex')}>>>`]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj${object}endobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(text, 'latin1') }
}

/** A real PDF of many pages, each with its words and a picture of `kibibytes`, as a scanner writes them. */
export function book(name: string, pages: number, kibibytes: number) {
  const pieces: Buffer[] = []
  const offsets: number[] = []
  let length = 0
  const write = (piece: Buffer | string) => {
    const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(piece, 'latin1')
    pieces.push(bytes)
    length += bytes.length
  }
  const object = (text: string, stream?: Buffer) => {
    offsets.push(length)
    write(`${offsets.length} 0 obj${text}`)
    if (stream) for (const part of ['stream\n', stream, '\nendstream']) write(part)
    write('endobj\n')
  }
  const first = 4
  write('%PDF-1.4\n')
  object('<</Type/Catalog/Pages 2 0 R>>')
  object(`<</Type/Pages/Count ${pages}/Kids[${Array.from({ length: pages }, (_, index) => `${first + index * 3} 0 R`).join(' ')}]>>`)
  object('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>')
  const side = Math.max(1, Math.floor(Math.sqrt((kibibytes * 1024) / 3)))
  for (let page = 0; page < pages; page += 1) {
    const own = first + page * 3
    const words = Buffer.from(`q 300 0 0 300 150 200 cm /I Do Q BT /F 24 Tf 72 740 Td (Page ${page + 1}: first-pass yield 99.5) Tj ET`)
    object(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${own + 1} 0 R/Resources<</Font<</F 3 0 R>>/XObject<</I ${own + 2} 0 R>>>>>>`)
    object(`<</Length ${words.length}>>`, words)
    object(`<</Type/XObject/Subtype/Image/Width ${side}/Height ${side}/ColorSpace/DeviceRGB/BitsPerComponent 8/Length ${side * side * 3}>>`, randomBytes(side * side * 3))
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const start = length
  write(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${table}trailer<</Size ${offsets.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`)
  return { name, mimeType: 'application/pdf', buffer: Buffer.concat(pieces) }
}

/** An MP4 of some MiB on disk, of bytes that no other file has. */
export function video(path: string, mebibytes: number) {
  const index = Buffer.from('00000018667479706d703432000000006d70343269736f6d000000086d6f6f76', 'hex')
  const data = randomBytes(mebibytes * 2 ** 20 - index.length)
  data.writeUInt32BE(data.length, 0)
  data.write('mdat', 4, 'latin1')
  const content = Buffer.concat([index, data])
  writeFileSync(path, content)
  return createHash('sha256').update(content).digest('hex')
}
