import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { base, signIn, watch } from './support'

const pages = ['/', '/notices', '/winners', '/guide', '/eligibility', '/regulation', '/verify', '/follow', '/object', '/login', '/register']

for (const width of [1280, 390]) {
  test(`public pages at ${width} px: no console error, no raw key, nothing that WCAG 2.2 AA forbids`, async ({ page }) => {
    const problems = watch(page)
    await page.setViewportSize({ width, height: 844 })
    for (const path of pages) {
      await page.goto(base + path)
      await expect(page.locator('#content')).not.toBeEmpty()
      await page.waitForLoadState('networkidle')
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      expect(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(1)
      const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
      expect(found.violations.map((one) => `${path} ${one.id} ${one.nodes[0]?.html}`)).toEqual([])
    }
    expect(problems).toEqual([])
  })
}

test('English on a phone: no key without words, nothing wider than the window', async ({ page }) => {
  const problems = watch(page)
  await page.addInitScript(() => localStorage.setItem('language', 'en'))
  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of pages) {
    await page.goto(base + path)
    await expect(page.locator('#content')).not.toBeEmpty()
    await page.waitForLoadState('networkidle')
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(1)
  }
  expect(problems).toEqual([])
})

test('every role signs in to its own desk, in Chinese, at a desk and on a phone', async ({ browser }) => {
  test.setTimeout(240_000)
  const people: [string, string][] = [
    ['bureau.longcheng', 'recommender'], ['office.deputy', 'office'], ['agency.lead', 'agency'], ['expert01', 'expert'],
    ['committee.chair', 'committee'], ['government', 'government'], ['auditor', 'auditor'], ['admin', 'admin'],
  ]
  for (const [login, role] of people) {
    const page = await (await browser.newContext()).newPage()
    const problems = watch(page)
    await signIn(page, login, role)
    await page.waitForLoadState('networkidle')
    await expect(page.locator('h1')).toBeVisible()
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 })
      const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
      expect(found.violations.map((one) => `${role} ${width} ${one.id} ${one.nodes[0]?.html}`)).toEqual([])
    }
    expect(problems, role).toEqual([])
    await page.context().close()
  }
})

test('an organisation registers itself; a wrong check digit is told while it is typed', async ({ page }) => {
  const problems = watch(page)
  await page.goto(`${base}/register`)
  await page.getByLabel('统一社会信用代码').fill('91211302MA00000AAB')
  await expect(page.getByText('代码校验不通过')).toBeVisible()
  await page.getByRole('button', { name: '注册并登录' }).click()
  await expect(page.getByText('必填').first()).toBeVisible()
  expect(problems).toEqual([])
})

test('the self-check answers clause by clause and leaves nothing in the browser', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${base}/`)
  await page.locator('.hero').getByRole('link', { name: '资格自查' }).click()
  const check = page.getByRole('button', { name: '开始核对' })
  await expect(check).toBeInViewport()
  await page.getByLabel('统一社会信用代码').fill('912113020000000000')
  await page.getByLabel('登记日期').fill('2024-03-02')
  await page.keyboard.press('Enter')
  await page.getByLabel('登记地', { exact: true }).click()
  await page.locator('.ant-select-item-option', { hasText: '本市以外' }).click()
  await check.click()
  await expect(page.getByText('统一社会信用代码校验不通过')).toBeVisible()
  await page.getByLabel('统一社会信用代码').fill('91110000MA42424255')
  await check.click()
  await expect(page.getByRole('heading', { name: '有 2 项不符合申报条件' })).toBeVisible()
  await expect(page.getByText('需人工判断').first()).toBeVisible()
  await expect(page.getByRole('link', { name: '开始申报' })).toBeVisible()
  const kept = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, await indexedDB.databases()]))
  expect(kept).not.toContain('91110000MA42424255')
  expect(kept).not.toContain('2024-03-02')
})

test('an article says what enforces it; the office tries out a ruleset', async ({ page }) => {
  const problems = watch(page)
  await page.goto(`${base}/regulation`)
  await page.locator('#art-3').getByRole('button').first().click()
  await expect(page.locator('#art-3').getByText('edition.quota_final').first()).toBeVisible()
  await signIn(page, 'office.deputy', 'office')
  await page.goto(`${base}/office/rulesets`)
  await page.getByLabel('合法生产经营年限', { exact: true }).first().fill('12')
  await page.getByRole('button', { name: /^试\s*算$/ }).click()
  await expect(page.getByRole('region', { name: '试算结果' })).not.toBeEmpty()
  expect(problems).toEqual([])
})
