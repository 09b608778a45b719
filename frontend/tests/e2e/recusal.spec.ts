import AxeBuilder from '@axe-core/playwright'
import { expect, type Browser, type Page, test } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { base, Person, paper, signIn, watch } from './support'

/*
 * Recusal (Art. 32) in the edition that the board's course has taken to the document review: an auditor declares on everybody in one
 * go and steps aside for one; an applicant asks for a recusal with proof and the office decides; a recused officer reads in an
 * emergency, opened by the chair, seen by the committee.
 */
test.describe.configure({ mode: 'serial' })
const phone = { width: 390, height: 844 }
const desk = { width: 1280, height: 860 }

async function as(browser: Browser, login: string, role: string, viewport: { width: number; height: number }, work: (page: Page) => Promise<void>) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN' })
  const page = await context.newPage()
  const problems = watch(page)
  await signIn(page, login, role)
  await work(page)
  // What one is recused from is not there any more, and the test goes and looks.
  expect(problems.filter((one) => !one.includes('404 (Not Found)')), `${role}: console`).toEqual([])
  await context.close()
}

async function accessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join('\n')}`)).toEqual([])
}

const press = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${[...name].join('\\s*')}`) })

const logins: Record<string, string> = JSON.parse(
  execFileSync(join(import.meta.dirname, '../../../.venv/bin/python'), ['-c', 'import json; from rehearsal.steps import applicants; print(json.dumps({one.name: one.login for one in applicants()}))'], {
    cwd: join(import.meta.dirname, '../../../backend'), encoding: 'utf8',
  }),
)

interface Duties { items: { application_id: string; organisation: string; case_number: string; edition_id: string; has_interest: boolean | null }[] }

test('declarations: an auditor signs, reads the names, steps aside for one and declares on the rest at once', async ({ browser }) => {
  const auditor = await Person.of('auditor', 'auditor')
  const owed = (await auditor.get<Duties>('/interests?limit=200&undeclared=true')).items
  const aside = owed[0]!
  await as(browser, 'auditor', 'auditor', desk, async (page) => {
    await page.goto(`${base}/auditor/applications/${aside.application_id}`)
    await expect(page.getByText('请先签署本届保密承诺书')).toBeVisible()
    await page.getByRole('link', { name: '去签署' }).click()
    await page.getByRole('checkbox').check()
    await press(page, '签署').click()
    await page.getByRole('link', { name: '去声明' }).click()
    await expect(page.getByText(`${owed.length} 家申报组织尚未声明`)).toBeVisible()
    await accessible(page)
    await page.getByRole('checkbox', { name: `有利害关系 ${aside.organisation}` }).check()
    await page.getByRole('button', { name: `其余 ${owed.length - 1} 家无利害关系` }).click()
    await expect(page.getByText(`已声明 ${owed.length - 1} 家`)).toBeVisible()
    await page.getByRole('button', { name: /有利害关系，申请回避/ }).first().scrollIntoViewIfNeeded()
    await page.getByRole('row', { name: new RegExp(aside.organisation) }).getByRole('button').click()
    await page.getByLabel('利害关系的具体情况').fill('配偶在该组织任职')
    await page.getByRole('dialog').getByRole('button', { name: /^回\s*避$/ }).click()
    await expect(page.getByText('已回避，该组织不再显示')).toBeVisible()
    await expect(page.getByText(aside.organisation)).toHaveCount(0)
    await page.goto(`${base}/auditor/applications/${aside.application_id}`)
    await expect(page.getByText('没有找到，或您无权查看').first()).toBeVisible()
  })
})

test('a request: an applicant names a reviewer on a phone, with a document; the office reads it and decides', async ({ browser }) => {
  const office = await Person.of('office.deputy', 'office')
  const teams = (await office.get<{ teams: { application_id: string; organisation: string; members: { name: string; recusal_requested: boolean }[] }[] }>(
    `/editions/${(await office.get('/editions/current')).id}/teams`)).teams
  const team = teams.find((one) => one.members.length > 0 && logins[one.organisation])!
  const login = logins[team.organisation]!
  const member = team.members[0]!
  await as(browser, login, 'applicant', phone, async (page) => {
    await page.goto(`${base}/applicant/team`)
    await page.getByRole('button', { name: `申请回避 ${member.name}` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: /^\*? ?理由$/ }).fill('其配偶在我单位的竞争企业任职')
    await dialog.getByLabel('证明材料说明').fill('竞争企业年报第 12 页')
    await dialog.locator('input[type=file]').setInputFiles(paper('年报节选.pdf'))
    await accessible(page)
    await press(page, '提交申请').click()
    await expect(page.getByText('已提交，由市评定办决定')).toBeVisible({ timeout: 30_000 })
    await expect(page.getByRole('button', { name: '年报节选.pdf' })).toBeVisible()
  })
  await as(browser, 'office.deputy', 'office', desk, async (page) => {
    await page.goto(`${base}/office/recusals`)
    await expect(page.getByRole('button', { name: '年报节选.pdf' }).first()).toBeVisible()
    await accessible(page)
    await press(page, '不予回避').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('所述关系不影响公正性')
    await dialog.getByRole('button', { name: /确\s*认/ }).click()
    await expect(dialog).toBeHidden()
  })
  await as(browser, login, 'applicant', phone, async (page) => {
    await page.goto(`${base}/applicant/team`)
    await expect(page.getByText('所述关系不影响公正性')).toBeVisible()
  })
})

test('break-glass: a recused officer asks, the chair opens, the officer reads, the committee sees every look', async ({ browser }) => {
  const officer = await Person.of('office.deputy', 'office')
  const before = (await officer.get<Duties>('/interests?limit=200')).items
  const one = before.at(-1)!
  await officer.ask('PUT', `/applications/${one.application_id}/interest`, { has_interest: true, detail: '曾任其顾问' })
  await as(browser, 'office.deputy', 'office', desk, async (page) => {
    await page.goto(`${base}/office/applications/${one.application_id}`)
    await expect(page.getByText('没有找到，或您无权查看').first()).toBeVisible()
    await page.goto(`${base}/office/break-glass`)
    await accessible(page)
    await press(page, '申请应急查阅').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('申报编号').fill(one.case_number)
    await dialog.getByLabel('理由').fill('突发舆情，须立即核对原始材料')
    await press(page, '提交申请').click()
    await expect(dialog).toBeHidden()
    await expect(page.getByText('待决定').first()).toBeVisible()
  })
  await as(browser, 'committee.chair', 'committee', phone, async (page) => {
    await page.goto(`${base}/committee/break-glass`)
    await expect(page.getByText('突发舆情，须立即核对原始材料').first()).toBeVisible()
    await accessible(page)
    await press(page, '同意开启').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /确\s*认/ }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByText('已开启').first()).toBeVisible()
  })
  await as(browser, 'office.deputy', 'office', desk, async (page) => {
    await page.goto(`${base}/office/break-glass`)
    await page.getByRole('link', { name: '查阅' }).first().click()
    await expect(page.getByText(one.organisation).first()).toBeVisible()
    await page.goto(`${base}/office/applications`)
    // The list is there, without it.
    await expect(page.getByText(before[0]!.case_number)).toBeVisible()
    await expect(page.getByText(one.case_number)).toHaveCount(0)
    await page.goto(`${base}/office/break-glass`)
    await press(page, '结束查阅').first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /确\s*认/ }).click()
    await expect(dialog).toBeHidden()
  })
  await as(browser, 'committee.chair', 'committee', desk, async (page) => {
    await page.goto(`${base}/committee/break-glass`)
    await expect(page.getByText(/^\d+ 次$/).first()).toBeVisible()
  })
})
