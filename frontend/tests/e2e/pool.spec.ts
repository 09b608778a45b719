import AxeBuilder from '@axe-core/playwright'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base, Person, signIn, watch } from './support'

/*
 * The expert pool: a sheet with faults is named cell by cell and then taken; an invitation is answered on a phone; a draw is committed
 * to, revealed by a second person, and drawn again by the script and by a visitor's browser.
 */
test.describe.configure({ mode: 'serial' })

const backend = join(import.meta.dirname, '../../../backend')
const python = join(backend, '../.venv/bin/python')
const folder = mkdtempSync(join(tmpdir(), 'pool-'))
const phone = { width: 390, height: 844 }
const desk = { width: 1280, height: 860 }
let edition = ''

const SHEET = `
import sys, xlsxwriter
heads = ["姓名", "专家库编号", "单位", "职称", "评审类目", "行业大类", "组长资格", "手机"]
with xlsxwriter.Workbook(sys.argv[1], {"strings_to_formulas": False}) as book:
    sheet = book.add_worksheet("名册")
    sheet.write_row(0, 0, heads)
    for n in range(1, int(sys.argv[2]) + 1):
        sheet.write_row(n, 0, [f"新专家{n}", f"XZ-{n:05d}", f"评价机构{n % 40}", "高级工程师", "4.1、4.7", "33", "是" if n % 5 == 0 else "否", f"139{n:08d}"])
    if sys.argv[3] == "wrong":
        sheet.write(2, 4, "9.9")
        sheet.write(3, 7, "12345")
        sheet.merge_range(4, 2, 5, 2, "合并的单位")
`

function sheet(name: string, rows: number, wrong: boolean) {
  const path = join(folder, name)
  execFileSync(python, ['-c', SHEET, path, String(rows), wrong ? 'wrong' : 'right'])
  return path
}

async function as(browser: Browser, login: string, role: string, viewport: { width: number; height: number }, work: (page: Page) => Promise<void>) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN' })
  const page = await context.newPage()
  const problems = watch(page)
  await signIn(page, login, role)
  await work(page).catch((error: unknown) => { throw new Error(`${problems.join('\n')}\n${String(error)}`, { cause: error }) })
  expect(problems, `${role}: console`).toEqual([])
  await context.close()
}

/** No fault of accessibility, and nothing wider than the screen. */
async function sound(page: Page) {
  // Off whatever is under the pointer: a colour on its way to another is no finding.
  await page.mouse.move(0, 0)
  await page.waitForTimeout(400)
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(1)
}

test.beforeAll(async () => {
  const office = await Person.of('office.deputy', 'office')
  const there = await office.get<{ items: { id: string; state: string }[] }>('/editions')
  edition = there.items.find((one) => one.state === 'draft')?.id ?? (await office.post('/editions', { year: 2026 })).id
})

test('a sheet is tried, its wrong cells named, then taken; 1 200 experts are filtered', async ({ browser }) => {
  await as(browser, 'office.deputy', 'office', desk, async (page) => {
    await page.goto(`${base}/office/experts`)
    await page.getByRole('button', { name: /导入专家/ }).click()
    await page.getByLabel('来源').fill('辽宁省省长质量奖评审专家库2026年名册')
    await page.locator('input[type=file]').setInputFiles(sheet('wrong.xlsx', 20, true))
    await expect(page.getByText('名册!E3')).toBeVisible()
    await expect(page.getByText('名册!H4')).toBeVisible()
    await expect(page.getByText('名册!C5:C6')).toBeVisible()
    await expect(page.getByText('3 处需要修改')).toBeVisible()
    await expect(page.getByRole('button', { name: /^导\s*入$/ })).toBeDisabled()
    await sound(page)
    await page.locator('input[type=file]').setInputFiles(sheet('right.xlsx', 1200, false))
    await expect(page.getByText('校验通过，可以导入。')).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText('新增 1200 人')).toBeVisible()
    await page.getByRole('button', { name: /^导\s*入$/ }).click()
    await expect(page.getByRole('dialog')).toBeHidden({ timeout: 30_000 })
    await page.getByRole('button', { name: /导入记录/ }).click()
    await expect(page.getByText('right.xlsx')).toBeVisible()
    await page.getByRole('button', { name: '查看这些专家' }).click()
    await expect(page.getByText('来自：right.xlsx')).toBeVisible()
    for (let more = 0; more < 3; more += 1) {
      await page.getByRole('button', { name: /更多/ }).click()
      await expect(page.locator('.table-more .ant-btn-loading')).toHaveCount(0)
    }
    await sound(page)
    await page.getByRole('link', { name: '新专家1', exact: true }).click()
    await expect(page.getByText('right.xlsx')).toBeVisible()
    await expect(page.getByText('手机已登记')).toBeVisible()
    await sound(page)
    const download = page.waitForEvent('download')
    await page.goto(`${base}/office/experts`)
    await page.getByRole('button', { name: /^导\s*出$/ }).click()
    expect((await download).suggestedFilename()).toBe('experts.xlsx')
  })
})

test('an invitation is answered on a phone, another is recorded by the agency', async ({ browser }) => {
  const office = await Person.of('office.deputy', 'office')
  const pool = await office.get<{ items: { id: string; name: string }[] }>('/experts?q=LNZJ&limit=2')
  const now = (await office.get<{ now: string }>('/meta')).now
  const by = new Date(new Date(now).getTime() + 5 * 86_400_000).toISOString()
  await office.post(`/editions/${edition}/experts`, { expert_ids: pool.items.map((one) => one.id), answer_by: by })
  await as(browser, 'expert01', 'expert', phone, async (page) => {
    await page.goto(`${base}/expert/profile`)
    await expect(page.getByText('您是否参加本届评审专家组？')).toBeVisible()
    await sound(page)
    await page.getByRole('button', { name: '接受邀请' }).click()
    await expect(page.getByText('已接受')).toBeVisible()
    await page.getByRole('button', { name: /^编\s*辑$|^修\s*改$/ }).first().click()
    await page.getByLabel('最多评审数').fill('9')
    await page.getByRole('button', { name: /^保\s*存$/ }).click()
    await expect(page.getByText('9', { exact: true })).toBeVisible()
  })
  await as(browser, 'office.deputy', 'office', desk, async (page) => {
    await page.goto(`${base}/office/editions/${edition}/team`)
    const waiting = page.getByRole('row').filter({ hasText: pool.items[1]!.name })
    await expect(waiting.getByText('待答复')).toBeVisible()
    await sound(page)
    await waiting.getByRole('button', { name: /登记答复/ }).click()
    await page.getByRole('dialog').getByLabel('已谢绝').check()
    await page.getByRole('dialog').getByLabel('如何得到的答复').fill('电话答复，与出差冲突')
    await page.getByRole('dialog').getByRole('button', { name: /^保\s*存$/ }).click()
    await expect(waiting.getByText('已谢绝')).toBeVisible()
  })
})

test('a draw is committed to, revealed by a second person, and drawn again by anybody', async ({ browser }) => {
  const office = await Person.of('office.deputy', 'office')
  await as(browser, 'office.deputy', 'office', desk, async (page) => {
    await page.goto(`${base}/office/editions/${edition}/draws`)
    await page.getByRole('button', { name: '发起抽签' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('用途').fill('资料评审专家')
    await drawer.getByLabel('以什么公开号码决定').fill('中国体育彩票排列五当日开奖号码')
    const now = new Date((await office.get<{ now: string }>('/meta')).now)
    const day = new Date(now.getTime() + 3 * 86_400_000).toISOString().slice(0, 10)
    await drawer.getByLabel('号码公布日').fill(day)
    await drawer.getByLabel('号码公布日').press('Enter')
    await drawer.getByLabel('分层', { exact: true }).fill('不限专长')
    await drawer.getByLabel('抽取人数').fill('5')
    await drawer.getByLabel('候补人数').fill('3')
    await drawer.getByRole('button', { name: '查看人数' }).click()
    await expect(drawer.getByText('符合条件')).toBeVisible()
    await sound(page)
    await drawer.getByRole('button', { name: '公布承诺' }).click()
    await page.getByRole('dialog').filter({ hasText: '公布后不能更改' }).getByRole('button', { name: '公布承诺' }).click()
    await expect(page.getByText('已公布，待揭晓')).toBeVisible()
    await sound(page)
  })
  await office.post('/clock', { advance_seconds: 4 * 86_400 })
  await as(browser, 'auditor', 'auditor', desk, async (page) => {
    await page.goto(`${base}/auditor/editions/${edition}/draws`)
    await page.getByRole('button', { name: /^揭\s*晓$/ }).click()
    await page.getByRole('dialog').getByLabel('公布的号码').fill('73152')
    await page.getByRole('dialog').getByRole('button', { name: /确\s*认/ }).click()
    await expect(page.getByText('已揭晓').first()).toBeVisible()
  })
  const visitor = await (await browser.newContext({ viewport: phone, locale: 'zh-CN' })).newPage()
  const problems = watch(visitor)
  await visitor.goto(`${base}/draws`)
  await visitor.getByRole('button', { name: '在本机重新抽取核对' }).click()
  await expect(visitor.getByText('相符：按公布的种子和号码重新抽取，结果一致。')).toBeVisible()
  await sound(visitor)
  const download = visitor.waitForEvent('download')
  await visitor.getByRole('button', { name: '下载公开文件' }).click()
  const file = join(folder, 'draw.json')
  await (await download).saveAs(file)
  expect(readFileSync(file, 'utf8')).not.toContain('新专家')
  expect(execFileSync(python, ['-I', join(backend, 'quality_award/features/draws/pure/lots.py'), file], { encoding: 'utf8' })).toContain('相符')
  expect(problems).toEqual([])
  await as(browser, 'office.deputy', 'office', desk, async (page) => {
    await page.goto(`${base}/office/editions/${edition}/draws`)
    await page.getByRole('button', { name: /^邀\s*请$/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: /^邀\s*请$/ }).click()
    await expect(page.getByRole('dialog')).toBeHidden()
    await page.goto(`${base}/office/editions/${edition}/team`)
    await expect(page.getByRole('row').filter({ hasText: '未要求答复' })).toHaveCount(5)
  })
})
