import AxeBuilder from '@axe-core/playwright'
import { expect, type Browser, type Page } from '@playwright/test'
import { base, book, Person, signIn, watch } from './support'

/* What is read and how, within the edition of `edition.spec.ts`: citing, the undertaking, the viewer, and the end of the right to read. */

const phone = { width: 390, height: 844 }
const desk = { width: 1280, height: 860 }
const PAGES = 100
export const MANUAL = '质量手册.pdf'

interface Known {
  edition: string
  application: string
}

interface Member {
  id: string
  expert_id: string
  name: string
  leader: boolean
}

/** The reader's own window; the console stays silent but for refusals that the test is about. */
async function at(browser: Browser, login: string, role: string, viewport: { width: number; height: number }, work: (page: Page) => Promise<void>, refused = false) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', acceptDownloads: true })
  const page = await context.newPage()
  const problems = watch(page)
  await signIn(page, login, role)
  await work(page)
  expect(problems.filter((one) => !(refused && /status of 4(03|04|22)/.test(one))), `${role}: console`).toEqual([])
  await context.close()
}

async function accessible(page: Page) {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(found.violations.map((one) => `${page.url()} ${one.id} ${one.nodes[0]?.html}`)).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(overflow, `${page.url()} is wider than the window`).toBeLessThanOrEqual(1)
}

const drawn = (page: Page, number: number) => page.locator(`.viewer-page[data-page="${number}"][data-drawn] canvas`)

/** Whether the reader's mark is on the paper itself: pixels in the margin, where the page is white. */
const marked = (page: Page, number: number) =>
  drawn(page, number).evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, Math.floor(canvas.height * 0.8), canvas.width, Math.floor(canvas.height * 0.19))
    let grey = 0
    for (let place = 0; place < data.length; place += 4) if (data[place]! < 250 && data[place]! > 120) grey += 1
    return grey
  })

/** A hundred pages of 20 MiB, sent and opened by the applicant: as many bytes as are looked at; then one page is cited for one sentence. */
export async function cites(browser: Browser, known: Known, applicant: string) {
  const manual = book(MANUAL, PAGES, 208)
  expect(manual.buffer.length).toBeGreaterThan(20 * 2 ** 20)
  await at(browser, applicant, 'applicant', desk, async (page) => {
    await page.goto(`${base}/applicant/applications/${known.application}/evidence`)
    await page.locator('#slot-other').locator('input[type=file]').first().setInputFiles(manual)
    const link = page.getByRole('link', { name: MANUAL })
    await expect(link).toBeVisible({ timeout: 120_000 })
    await expect(page.locator('#slot-other .thumbnail[src]').first()).toBeVisible()
    await accessible(page)

    let bytes = 0
    page.on('response', (answer) => {
      if (answer.url().endsWith('/content')) bytes += Number(answer.headers()['content-length'] ?? 0)
    })
    await link.click()
    await expect(drawn(page, 1)).toBeVisible({ timeout: 30_000 })
    await page.getByLabel('页码').fill(String(PAGES))
    await page.getByLabel('页码').press('Enter')
    await expect(drawn(page, PAGES)).toBeVisible({ timeout: 60_000 })
    expect(bytes, 'bytes fetched for the first and the last page').toBeLessThan(manual.buffer.length / 3)
    console.log(`  ${PAGES} pages, ${(manual.buffer.length / 2 ** 20).toFixed(1)} MiB: ${(bytes / 2 ** 20).toFixed(1)} MiB fetched for the first and the last page`)
    expect(await page.locator('.viewer-page canvas').count()).toBeLessThan(12)

    await page.goto(`${base}/applicant/applications/${known.application}/self-evaluation`)
    await page.locator('.task-list li a').first().click()
    const text = page.getByRole('textbox').first()
    await text.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(0, 16))
    const sentence = (await text.inputValue()).slice(0, 16)
    await page.getByRole('button', { name: '引用材料' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByLabel('要佐证的陈述')).toHaveValue(sentence)
    await dialog.getByRole('combobox', { name: '文件' }).fill(MANUAL)
    await page.locator('.ant-select-item-option', { hasText: MANUAL }).click()
    await dialog.getByLabel('页码').fill('101')
    await dialog.getByRole('button', { name: /引\s*用/ }).click()
    await expect(dialog.getByText('该文件共 100 页')).toBeVisible()
    await dialog.getByLabel('页码').fill('42')
    await accessible(page)
    await dialog.getByRole('button', { name: /引\s*用/ }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('link', { name: `《${MANUAL}》第 42 页` })).toBeVisible()
  }, true)
}

/** The member who makes way, and the expert who comes in their place without having signed anything. */
async function swap(known: Known) {
  const office = await Person.of('office.deputy', 'office')
  const members = async () => (await office.get<{ teams: { application_id: string; members: Member[] }[] }>(`/editions/${known.edition}/teams`)).teams.find((team) => team.application_id === known.application)!.members
  const away = (await members()).find((one) => !one.leader)!
  await office.ask('DELETE', `/team-members/${away.id}`, { reason: '临时有其他任务' })
  const experts = await office.get<{ expert_id: string; pool_number: string }[]>(`/editions/${known.edition}/experts`)
  const candidates = await office.get<{ expert_id: string; allowed: boolean; load: number; name: string }[]>(`/applications/${known.application}/team/candidates`)
  // Somebody else, who has signed nothing yet.
  let next: { login: string; name: string; expert_id: string } | null = null
  for (const { expert_id, name } of candidates.filter((one) => one.allowed && one.load === 0 && one.expert_id !== away.expert_id)) {
    const number = (Number(experts.find((one) => one.expert_id === expert_id)!.pool_number.split('-').pop()) - 100) / 7
    const login = `expert${String(number).padStart(2, '0')}`
    const { signed_at } = await (await Person.of(login, 'expert')).get<{ signed_at: string | null }>(`/editions/${known.edition}/undertaking`)
    if (signed_at === null) {
      next = { login, name, expert_id }
      break
    }
  }
  if (!next) throw new Error('every expert has signed already')
  await office.post(`/editions/${known.edition}/teams`, { members: [{ application_id: known.application, expert_id: next.expert_id, leader: false }] })
  return {
    ...next,
    back: async () => {
      await office.post(`/editions/${known.edition}/teams`, { members: [{ application_id: known.application, expert_id: away.expert_id, leader: false }] })
    },
  }
}

/** An expert signs and reads the cited page on a phone and at a desk; the office, which has signed and declared before its first look, takes a file along and releases the expert. */
export async function reads(browser: Browser, known: Known) {
  const expert = await swap(known)
  let cited = ''
  await at(browser, expert.login, 'expert', phone, async (page) => {
    await page.goto(`${base}/expert/applications/${known.application}`)
    await page.getByRole('link', { name: '去签署' }).or(page.getByRole('link', { name: /签署/ })).first().click()
    await page.getByRole('checkbox').check()
    await page.getByRole('button', { name: /签\s*署/ }).click()
    await expect(page.getByText(/已于.*签署/)).toBeVisible()
    const person = await Person.of(expert.login, 'expert')
    await person.ask('PUT', `/applications/${known.application}/interest`, { has_interest: false, detail: '' })
    await page.goto(`${base}/expert/applications/${known.application}`)
    await page.getByRole('link', { name: `《${MANUAL}》第 42 页` }).click()
    await expect(drawn(page, 42)).toBeVisible({ timeout: 60_000 })
    expect(await marked(page, 42)).toBeGreaterThan(30)
    await expect(page.locator('.viewer-head')).toContainText(expert.name)
    await expect(page.getByRole('button', { name: '下载' })).toBeHidden()
    await accessible(page)
    await page.getByRole('button', { name: '下一页' }).click()
    await expect(drawn(page, 43)).toBeVisible({ timeout: 30_000 })
    await page.getByRole('button', { name: '引用、文件和检索' }).click()
    await page.getByRole('tab', { name: '检索' }).click()
    await page.getByLabel('在全部材料中检索（至少 2 个字）').fill('Page 7:')
    await page.keyboard.press('Enter')
    await page.locator('.viewer-jump:visible').first().click()
    await expect(drawn(page, 7)).toBeVisible({ timeout: 30_000 })
    cited = page.url().split('?')[0]!
    await expect(person.ask('POST', `/evidence/${cited.split('/').pop()}/looks`, { purpose: 'download' })).rejects.toThrow('evidence-no-download')
  })

  await at(browser, 'office.deputy', 'office', desk, async (page) => {
    await page.goto(`${base}/office/applications/${known.application}`)
    await page.getByRole('tab', { name: '证实性材料' }).click()
    await expect(page.getByRole('region', { name: '材料对照表' }).getByText('未读').first()).toBeVisible()
    await accessible(page)
    await page.getByRole('link', { name: MANUAL }).first().click()
    await expect(drawn(page, 1)).toBeVisible({ timeout: 30_000 })
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载' }).click()
    expect((await download).suggestedFilename()).toBe(MANUAL)
    await accessible(page)
  }, true)

  await at(browser, expert.login, 'expert', desk, async (reading) => {
    await reading.goto(`${cited}?page=42`)
    await expect(drawn(reading, 42)).toBeVisible({ timeout: 60_000 })
    await reading.emulateMedia({ media: 'print' })
    await expect(drawn(reading, 42)).toBeHidden()
    await expect(reading.getByText('申报材料不得打印')).toBeVisible()
    await reading.emulateMedia({ media: 'screen' })
    const refusal = reading.waitForResponse((answer) => answer.url().endsWith('/content') && answer.status() === 404, { timeout: 120_000 })
    await at(browser, 'office.deputy', 'office', desk, async (page) => {
      await page.goto(`${base}/office/teams`)
      await page.getByRole('button', { name: `管理 ${expert.name}` }).first().click()
      await page.getByRole('dialog').getByLabel('调出理由').fill('不再参加本组评审')
      await page.getByRole('dialog').getByRole('button', { name: /调\s*出/ }).click()
      await expect(page.getByRole('button', { name: `管理 ${expert.name}` })).toHaveCount(0)
    })
    // The next request for bytes is refused, be it for the next page or for the right to read: whichever comes first.
    const field = reading.getByLabel('页码')
    await field.fill('77').then(() => field.press('Enter')).catch(() => undefined)
    await refusal
    await expect(reading.getByText('您现在不能查阅该文件')).toBeVisible()
    await expect(reading.locator('canvas')).toHaveCount(0)
    await expect(reading.locator('.viewer-refusal').first()).toContainText('第33条')
    await accessible(reading)
  }, true)
  await expert.back()
}
