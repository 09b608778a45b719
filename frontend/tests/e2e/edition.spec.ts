import { expect, type Browser, type Page, test } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { cites, reads } from './reading'
import { base, paper, Person, signIn, video, watch } from './support'

/*
 * One whole edition, from the plan to the prizes. Each role does its decisive act on its own screens: applicant, expert and
 * committee on a phone, the others at a desk. The bulk between two acts (other applicants, other scores) goes through the API by the
 * people whose work it is (`python -m rehearsal.steps`).
 */
test.describe.configure({ mode: 'serial' })

const backend = join(import.meta.dirname, '../../../backend')
const memory = join(mkdtempSync(join(tmpdir(), 'edition-')), 'memory.json')
const phone = { width: 390, height: 844 }
const desk = { width: 1280, height: 860 }

interface Known {
  edition: string
  application: string
  applicant: string
  organisation: string
  representative: string
  recommender: string
}
let known: Known

function step<T = Known>(name: string, argument = ''): T {
  const python = join(backend, '../.venv/bin/python')
  const output = execFileSync(python, ['-m', 'rehearsal.steps', '--memory', memory, name, argument], {
    cwd: backend, env: { ...process.env, BASE_URL: base }, encoding: 'utf8', timeout: 300_000,
  })
  return JSON.parse(output.trim().split('\n').pop() ?? '{}') as T
}

/** A person at their screen; the console has to stay silent. */
async function as(browser: Browser, login: string, role: string, viewport: { width: number; height: number }, work: (page: Page) => Promise<void>) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN' })
  const page = await context.newPage()
  const problems = watch(page)
  await signIn(page, login, role)
  await work(page)
  expect(problems, `${role}: console`).toEqual([])
  await context.close()
}

/** Press an action's button, fill what its dialog asks, confirm. */
async function act(page: Page, name: string, asks: Record<string, string> = {}) {
  // Ant Design sets a space between two characters.
  await page.getByRole('button', { name: new RegExp(`^${[...name].join('\\s*')}$`) }).click()
  const dialog = page.getByRole('dialog')
  for (const [label, value] of Object.entries(asks)) await dialog.getByLabel(label).fill(value)
  await dialog.getByRole('button', { name: /确\s*认/ }).click()
  await expect(dialog).toBeHidden({ timeout: 20_000 })
}

const office = (browser: Browser, work: (page: Page) => Promise<void>) => as(browser, 'office.deputy', 'office', desk, work)
const edition = (role: string) => `${base}/${role}/editions/${known.edition}`

async function officeActs(browser: Browser, action: string) {
  await office(browser, async (page) => {
    await page.goto(edition('office'))
    await act(page, action)
  })
}

/** The end of a time: the system takes the step by itself; only if it has not does the office. */
async function timeIsUp(browser: Browser, action: string, before: string) {
  const person = await Person.of('office.deputy', 'office')
  const state = async () => (await person.get<{ state: string }>(`/editions/${known.edition}`)).state
  for (let waited = 0; waited < 30 && (await state()) === before; waited += 1) await new Promise((resolve) => setTimeout(resolve, 1000))
  if ((await state()) === before) await officeActs(browser, action)
}

/** The members vote through the API; the chair votes, declares the result and takes the edition's step. */
async function committeeDecides(browser: Browser, kind: string, action: string, viewport = phone) {
  const put = step<{ meeting: string }>('put', kind)
  await as(browser, 'committee.chair', 'committee', viewport, async (page) => {
    await page.goto(`${base}/committee/meetings/${put.meeting}`)
    await page.getByRole('button', { name: /赞\s*成/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: /确\s*认/ }).click()
    await expect(page.getByText('您已投票：赞成')).toBeVisible()
    await act(page, '宣布通过')
    await expect(page.getByText('已通过').first()).toBeVisible()
    await act(page, action)
  })
}

test('plan: the office submits it, the committee approves it on a phone, the notice goes out', async ({ browser }) => {
  test.setTimeout(400_000)
  known = step('prepare')
  await officeActs(browser, '方案提交评委会')
  await committeeDecides(browser, 'plan', '审定方案和专家组')
  await officeActs(browser, '发布申报通知')
  await office(browser, async (page) => {
    await page.getByRole('button', { name: '拨动时钟' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('spinbutton').fill('2')
    await dialog.getByRole('button', { name: /确\s*认/ }).click()
    await expect(dialog).toBeHidden()
  })
  const page = await browser.newPage()
  await page.goto(base)
  await expect(page.getByText('申报与推荐').first()).toBeVisible()
  await page.close()
})

/** The agency writes one of its reports. */
async function agencyReports(browser: Browser, kind: string) {
  await as(browser, 'agency.lead', 'agency', desk, async (page) => {
    await page.goto(`${edition('agency')}/reports`)
    await page.getByRole('tab', { name: kind }).click()
    await page.getByLabel('正文').fill('评审专家组依照管理办法完成评审，详见附表。')
    await page.getByRole('button', { name: '提交报告' }).click()
    await page.getByRole('dialog').getByRole('button', { name: /确\s*认/ }).click()
    await expect(page.getByRole('tab', { name: kind }).getByText('已提交')).toBeVisible()
  })
}

test('evidence: 100 MiB outlive a tab that is closed in the middle', async ({ browser }) => {
  test.setTimeout(300_000)
  known = step('fill')
  const path = join(tmpdir(), `site-${process.pid}.mp4`)
  const sha256 = video(path, 100)
  const open = async (page: Page) => {
    await page.goto(`${base}/applicant/applications/${known.application}/evidence`)
    return page.locator('#slot-other').locator('input[type=file]').first()
  }
  const context = await browser.newContext({ viewport: desk, locale: 'zh-CN' })
  const first = await context.newPage()
  await signIn(first, known.applicant, 'applicant')
  const line = await context.newCDPSession(first)
  const input = await open(first)
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput: 8 * 2 ** 20 })
  await input.setInputFiles(path)
  await expect(first.locator('.evidence-transfers')).toContainText(/已上传 [3-9]\d\.\d MB/, { timeout: 120_000 })
  await first.close({ runBeforeUnload: false })

  const second = await context.newPage()
  const problems = watch(second)
  let parts = 0
  second.on('request', (one) => { if (one.method() === 'PUT' && one.url().includes('partNumber=')) parts += 1 })
  const again = await open(second)
  await expect(second.locator('#slot-other').getByText('上传未完成')).toBeVisible()
  await again.setInputFiles(path)
  await expect(second.locator('#slot-other').getByRole('link', { name: basename(path) })).toBeVisible({ timeout: 120_000 })
  expect(parts).toBeGreaterThan(0)
  expect(parts).toBeLessThan(13)
  const applicant = await Person.of(known.applicant, 'applicant')
  const files = await applicant.get<{ filename: string; sha256: string; state: string }[]>(`/applications/${known.application}/evidence`)
  expect(files.filter((one) => one.filename === basename(path))).toMatchObject([{ sha256, state: 'stored' }])
  expect(problems).toEqual([])
  await context.close()
  rmSync(path)
})

test('citations: a hundred pages are sent, opened page by page, and one of them is cited', async ({ browser }) => {
  test.setTimeout(300_000)
  await cites(browser, known, known.applicant)
})

test('application: written at a desk, declared, checked and handed in on a phone', async ({ browser }) => {
  test.setTimeout(400_000)
  await as(browser, known.applicant, 'applicant', desk, async (page) => {
    await page.goto(`${base}/applicant/applications/${known.application}/profile`)
    const text = page.getByRole('textbox')
    await text.fill(`${await text.inputValue()}本组织连续三年开展全员质量改进活动。`)
    await expect(page.getByText(/已保存/)).toBeVisible({ timeout: 15_000 })
    await page.reload()
    await expect(page.getByText('本组织连续三年开展全员质量改进活动。')).toBeVisible()
    await page.goto(`${base}/applicant/applications/${known.application}/evidence`)
    await page.locator('input[type=file]').first().setInputFiles(paper('补充证书.pdf'))
    await expect(page.locator('.evidence-file').getByRole('link', { name: '补充证书.pdf' })).toBeVisible({ timeout: 30_000 })
    // What is not what it says is refused with the reason, and may be taken off again.
    await page.locator('input[type=file]').first().setInputFiles({ name: '假证书.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\u0090 This program cannot be run') })
    await expect(page.getByText('未通过核对。')).toBeVisible({ timeout: 30_000 })
    await page.getByRole('button', { name: '删除 假证书.pdf' }).click()
    await page.getByRole('button', { name: /删\s*除/ }).last().click()
    await expect(page.getByText('未通过核对。')).toBeHidden()
  })
  await as(browser, known.applicant, 'applicant', phone, async (page) => {
    await page.goto(`${base}/applicant/applications/${known.application}/check`)
    await page.getByText('已阅读并同意以上声明').click()
    await page.getByLabel(/声明人/).fill(known.representative)
    await expect(page.getByText(/已保存/)).toBeVisible({ timeout: 15_000 })
    await act(page, '提交申报')
    await expect(page.getByText('申报已提交', { exact: true })).toBeVisible()
  })
})

test('recommendation: the county bureau gives its opinion', async ({ browser }) => {
  test.setTimeout(200_000)
  step('recommend')
  await as(browser, known.recommender, 'recommender', desk, async (page) => {
    await page.getByRole('link', { name: known.organisation }).click()
    await page.getByRole('radio', { name: '是' }).nth(0).check({ force: true })
    await page.getByRole('radio', { name: '是' }).nth(1).check({ force: true })
    await page.locator('#opinion').fill('经会同有关部门核实，符合申报条件，内容属实，同意推荐。')
    await act(page, '予以推荐')
    await expect(page.getByText('已报送').first()).toBeVisible()
  })
  step('advance', '46')
  await timeIsUp(browser, '结束申报与推荐', 'open')
})

test('formal review: the office checks item by item, the committee settles the accepted list', async ({ browser }) => {
  test.setTimeout(400_000)
  step('formal')
  const person = await Person.of('office.deputy', 'office')
  const review = await person.get<{ version: number; checklist: { code: string }[] }>(`/applications/${known.application}/formal-review`)
  await person.ask('PUT', `/applications/${known.application}/formal-review`, { checklist: review.checklist.map(({ code }) => ({ code, result: 'pass', note: '' })) }, review.version)
  await office(browser, async (page) => {
    await page.goto(`${base}/office/applications/${known.application}`)
    await act(page, '形式审查通过')
    await expect(page.getByText('形式审查通过').first()).toBeVisible()
  })
  step('report', 'formal_review:office')
  await committeeDecides(browser, 'accepted_list', '确定受理名单')
})

test('reading: signed for, marked, on record; over the moment an expert is released', async ({ browser }) => {
  test.setTimeout(400_000)
  step('assign')
  await reads(browser, known)
})

test('document review: an expert hands in scores on a phone; the site list follows', async ({ browser }) => {
  test.setTimeout(600_000)
  const left = step<{ login: string; sheet: string }>('score', 'document')
  const person = await Person.of(left.login, 'expert')
  const sheet = await person.get<{ version: number; rows: { item: string }[] }>(`/score-sheets/${left.sheet}`)
  await person.ask('PATCH', `/score-sheets/${left.sheet}`, { items: sheet.rows.slice(1).map(({ item }) => ({ item, percent: 60 })), summary: '管理基础扎实，改进成效明显。' }, sheet.version)
  await as(browser, left.login, 'expert', phone, async (page) => {
    await page.goto(`${base}/expert/sheets/${left.sheet}/items/${sheet.rows[0]!.item}`)
    await page.getByRole('button', { name: /\+5$/ }).first().click()
    await expect(page.getByText(/已保存/)).toBeVisible({ timeout: 15_000 })
    await page.goto(`${base}/expert/sheets/${left.sheet}/check`)
    await act(page, '提交评分')
    await expect(page.getByText(/评分已提交|已提交/).first()).toBeVisible()
  })
  step('site_list')
  await agencyReports(browser, '资料评审')
  await officeActs(browser, '确定现场评审名单')
})

test('site review, evaluation, deliberation: lists within the quotas, the initial list before the public', async ({ browser }) => {
  test.setTimeout(600_000)
  const left = step<{ login: string; sheet: string }>('score', 'site')
  const person = await Person.of(left.login, 'expert')
  const sheet = await person.get<{ version: number; rows: { item: string }[] }>(`/score-sheets/${left.sheet}`)
  await person.ask('PATCH', `/score-sheets/${left.sheet}`, { items: sheet.rows.map(({ item }) => ({ item, percent: 65 })), summary: '现场核实一致。' }, sheet.version)
  await as(browser, left.login, 'expert', desk, async (page) => {
    await page.goto(`${base}/expert/sheets/${left.sheet}/check`)
    await act(page, '提交评分')
    await expect(page.getByText(/评分已提交|已提交/).first()).toBeVisible()
  })
  await agencyReports(browser, '现场评审')
  await officeActs(browser, '结束现场评审')
  step('proposed')
  step('report', 'evaluation:office')
  await officeActs(browser, '提交建议获奖名单')
  step('initial')
  await committeeDecides(browser, 'initial_list', '确定获奖初选名单')
  await officeActs(browser, '开始公示')
})

test('public notice: seven days; anyone objects with real identity; the office answers', async ({ browser }) => {
  test.setTimeout(300_000)
  const context = await browser.newContext({ viewport: phone, locale: 'zh-CN' })
  const page = await context.newPage()
  const problems = watch(page)
  await page.goto(`${base}/notices`)
  await page.getByRole('link', { name: /公示/ }).first().click()
  await page.getByRole('button', { name: '对此提出异议' }).last().click()
  await page.getByLabel('异议事项').fill('申报材料真实性')
  await page.getByLabel('事实与理由').fill('所列经济指标与公开年报不一致，附年报。')
  await page.getByLabel('姓名或单位名称').fill('冯玥')
  await page.getByLabel('联系方式').fill('13700000001')
  await page.getByLabel('身份证号或统一社会信用代码').fill('11010519491231002X')
  await page.getByRole('button', { name: '提交异议' }).click()
  await expect(page.getByText('已收到您的异议').first()).toBeVisible()
  await page.locator('input[type=file]').setInputFiles({ name: '年报.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') })
  await expect(page.getByText('年报.pdf')).toBeVisible({ timeout: 20_000 })
  expect(problems).toEqual([])
  await context.close()
  await office(browser, async (desktop) => {
    await desktop.goto(`${base}/office/objections`)
    await desktop.getByRole('link', { name: /^异\d/ }).first().click()
    await act(desktop, '不予受理', { 理由: '经审查，所附材料不足以证明异议内容。' })
    await expect(desktop.getByText('不予受理').first()).toBeVisible()
    // Seven full days: the button says why it is closed.
    await desktop.goto(edition('office'))
    await expect(desktop.getByText(/公示未满 7 天/).first()).toBeVisible()
  })
  step('advance', '8')
  await timeIsUp(browser, '结束公示', 'publicity')
})

test('approval: final list, the government decides, the results are public, prizes are paid', async ({ browser }) => {
  test.setTimeout(400_000)
  step('final')
  step('report', 'verification:office')
  await committeeDecides(browser, 'final_list', '确定拟获奖名单', desk)
  await as(browser, 'government', 'government', desk, async (page) => {
    await page.goto(edition('government'))
    await act(page, '批准', { '批准文号（发文字号）': '朝政发〔2026〕18号' })
  })
  await officeActs(browser, '公布表彰决定')
  await office(browser, async (page) => {
    await page.goto(`${base}/office/awards`)
    await expect(page.getByText('金奖').first()).toBeVisible()
    await page.getByRole('tab', { name: '奖金支付' }).click()
    await page.getByRole('button', { name: '登记支付' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('支付日期').click()
    await page.locator('.ant-picker-dropdown .ant-picker-cell-today, .ant-picker-dropdown .ant-picker-cell-in-view').first().click()
    await dialog.getByLabel('凭证号').fill('朝财拨〔2026〕401号')
    await dialog.getByRole('button', { name: /确\s*认/ }).click()
    await expect(page.getByText('朝财拨〔2026〕401号')).toBeVisible()
  })
  const page = await browser.newPage({ locale: 'zh-CN' })
  const problems = watch(page)
  await page.goto(`${base}/winners`)
  await expect(page.getByRole('link', { name: /朝质奖|CYZLJ/ }).first()).toBeVisible()
  await page.getByRole('link', { name: /朝质奖|CYZLJ/ }).first().click()
  await expect(page.getByText('证书有效')).toBeVisible()
  expect(problems).toEqual([])
  await page.close()
  await as(browser, 'auditor', 'auditor', desk, async (desktop) => {
    await desktop.goto(`${base}/auditor/audit`)
    await expect(desktop.locator('#content table')).toBeVisible()
    await desktop.getByRole('button', { name: '验证全部记录' }).click()
    await expect(desktop.getByRole('status').filter({ hasText: '条记录完整' })).toBeVisible({ timeout: 30_000 })
    await desktop.goto(`${base}/auditor/audit?entity=application`)
    await desktop.getByRole('button', { name: /详\s*情/ }).first().click()
    await desktop.getByText('入链证明').click()
    await expect(desktop.getByRole('button', { name: '下载证明' })).toBeVisible()
  })
})

test('archive: the store proves its locks, the office has the edition archived, anyone checks the file', async ({ browser }) => {
  test.setTimeout(300_000)
  await as(browser, 'admin', 'admin', phone, async (page) => {
    await page.goto(`${base}/admin/store`)
    await expect(page.getByText('通过：可以归档')).toBeVisible()
  })
  await office(browser, async (page) => {
    await page.goto(`${edition('office')}/archive`)
    await page.getByRole('button', { name: '制作档案' }).click()
    await expect(page.getByText('已完成并锁定')).toBeVisible({ timeout: 120_000 })
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: /^下载（/ }).click()
    const tar = join(tmpdir(), basename((await saved).suggestedFilename()))
    await (await saved).saveAs(tar)
    const said = execFileSync(join(backend, '../.venv/bin/python'), ['-m', 'quality_award.cli', 'verify-archive', tar], { cwd: backend, encoding: 'utf8' })
    expect(said).toContain('相符 · fits')
    rmSync(tar)
  })
  await as(browser, 'auditor', 'auditor', desk, async (page) => {
    await page.goto(`${base}/auditor/store`)
    await page.getByRole('button', { name: '核验文件' }).click()
    await expect(page.getByText('核验过的文件全部一致')).toBeVisible({ timeout: 60_000 })
  })
})
