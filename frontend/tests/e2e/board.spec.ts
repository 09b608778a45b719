import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base, Person, signIn, watch } from './support'

/*
 * The assignment board on an edition of its own, taken to the document review by the people whose work it is: propose, compare, see
 * why, apply, lock, drag, be refused. Runs alone on a fresh rehearsal stack.
 */
test.describe.configure({ mode: 'serial' })

const backend = join(import.meta.dirname, '../../../backend')
const memory = join(mkdtempSync(join(tmpdir(), 'board-')), 'memory.json')
const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

function step(name: string): { edition: string } {
  const output = execFileSync(join(backend, '../.venv/bin/python'), ['-m', 'rehearsal.steps', '--memory', memory, name, ''], {
    cwd: backend, env: { ...process.env, BASE_URL: base }, encoding: 'utf8', timeout: 300_000,
  })
  return JSON.parse(output.trim().split('\n').pop() ?? '{}') as { edition: string }
}

async function clean(page: Page, where: string) {
  await page.waitForLoadState('networkidle')
  // A button under the pointer, or one that still turns, is paler than it is at rest.
  await page.mouse.move(0, 0)
  await expect(page.locator('.ant-btn-loading')).toHaveCount(0)
  await page.waitForTimeout(400)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(overflow, `${where} is wider than the window`).toBeLessThanOrEqual(1)
  const found = await new AxeBuilder({ page }).withTags(tags).analyze()
  expect(found.violations.map((one) => `${where} ${one.id} ${one.nodes[0]?.html}`)).toEqual([])
}

/** As a hand does it: pressed, moved off, carried over, held, let go. */
async function drag(page: Page, source: Locator, target: Locator) {
  await target.scrollIntoViewIfNeeded()
  await source.scrollIntoViewIfNeeded()
  const [from, to] = [(await source.boundingBox())!, (await target.boundingBox())!]
  await page.mouse.move(from.x + 40, from.y + 12)
  await page.mouse.down()
  await page.mouse.move(from.x + 20, from.y + 16, { steps: 4 })
  await page.mouse.move(to.x + to.width / 2, to.y + 30, { steps: 12 })
  await expect(page.getByText(/^正在安排/)).toBeVisible()
  await page.mouse.move(to.x + to.width / 2, to.y + 34, { steps: 2 })
  await page.mouse.up()
}

const two = (name: string) => new RegExp(`^${[...name].join('\\s?')}$`)
interface Board { teams: { application_id: string; organisation: string; members: { id: string; name: string; expert_id: string; locked: boolean }[] }[]; experts: { name: string; expert_id: string }[] }
let edition = ''
const board = async () => (await Person.of('agency.lead', 'agency')).get<Board>(`/editions/${edition}/teams`)

test('propose, compare, see why, apply', async ({ page }) => {
  test.setTimeout(400_000)
  step('prepare')
  edition = step('until_review').edition
  const problems = watch(page)
  await page.setViewportSize({ width: 1280, height: 900 })
  await signIn(page, 'agency.lead', 'agency')
  await page.goto(`${base}/agency/teams`)
  await expect(page.getByText(/已组成 0 \/ \d/).first()).toBeVisible()
  await clean(page, 'board')
  await page.getByRole('tab', { name: '方案' }).click()
  await page.getByRole('button', { name: '开始计算' }).click()
  const comparison = page.getByRole('region', { name: '方案比较' })
  await expect(comparison.getByRole('radio', { name: '方案 A' })).toBeChecked({ timeout: 60_000 })
  await expect(comparison.getByText('已证明为最优').first()).toBeVisible()
  await clean(page, 'proposals')
  await page.getByRole('button', { name: '分派证书' }).click()
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByText('已安排').first()).toBeVisible()
  await drawer.getByRole('button', { name: /^为何/ }).nth(4).click()
  await expect(drawer.getByRole('status', { name: '说明' })).not.toBeEmpty()
  await clean(page, 'certificate')
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  expect((await board()).teams.flatMap((team) => team.members)).toEqual([])
  await page.getByRole('button', { name: two('采用') }).click()
  await page.locator('.ant-modal-confirm').getByRole('button', { name: two('采用') }).click()
  await expect(page.getByText(/已组成 (\d) \/ \1/).first()).toBeVisible({ timeout: 20_000 })
  expect((await board()).teams.every((team) => team.members.length === 3)).toBe(true)
  expect(problems).toEqual([])
})

test('an expert is dragged onto a team, refused where a rule breaks, moved by keyboard, locked', async ({ page }) => {
  const problems = watch(page)
  await page.setViewportSize({ width: 1280, height: 900 })
  await signIn(page, 'agency.lead', 'agency')
  await page.goto(`${base}/agency/teams`)
  const before = await board()
  const first = before.teams[0]!
  const team = page.locator('.assignment-card').filter({ hasText: first.organisation })
  const spare = before.experts.find((expert) => !first.members.some((member) => member.expert_id === expert.expert_id))!
  const agency = await Person.of('agency.lead', 'agency')
  const openings = await agency.get<{ application_id: string; allowed: boolean }[]>(`/editions/${edition}/teams/openings?expert_id=${first.members[1]!.expert_id}`)
  expect(openings.find((one) => one.application_id === first.application_id)?.allowed).toBe(false)

  // Whoever sits there can't join again: said before anything is sent, with the article.
  await page.getByRole('button', { name: `安排 ${first.members[1]!.name}` }).first().click()
  await team.getByRole('button', { name: `为何不能 ${first.organisation}` }).click()
  await expect(page.getByRole('alert').getByText('第11条')).toBeVisible()
  await clean(page, 'refused')
  await page.keyboard.press('Escape')
  await expect(page.getByText(/^正在安排/)).toBeHidden()

  // Dragging and the button do the same.
  const found = await agency.get<{ application_id: string; allowed: boolean }[]>(`/editions/${edition}/teams/openings?expert_id=${spare.expert_id}`)
  const allowed = found.find((one) => one.allowed)!
  const target = before.teams.find((one) => one.application_id === allowed.application_id)!
  const card = page.locator('.assignment-card').filter({ hasText: target.organisation })
  await drag(page, page.getByRole('list', { name: '每位专家分派的组织数' }).getByRole('listitem').filter({ hasText: spare.name }).first(), card)
  await expect(card.getByRole('button', { name: `管理 ${spare.name}` })).toBeVisible()
  expect((await board()).teams.find((one) => one.application_id === target.application_id)!.members.map((one) => one.name)).toContain(spare.name)

  const seat = card.getByRole('button', { name: `管理 ${spare.name}` })
  await seat.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /锁\s?定$/ }).click()
  await expect(dialog).toBeHidden()
  await expect(seat.getByLabel('已锁定')).toBeVisible()
  await seat.focus()
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('button', { name: '移到别的组' })).toBeDisabled()
  await dialog.getByRole('button', { name: '解除锁定' }).click()
  await expect(dialog).toBeHidden()
  await seat.click()
  await dialog.getByLabel('调出理由').fill('时间冲突')
  await dialog.getByRole('button', { name: two('调出') }).click()
  await expect(seat).toBeHidden()
  expect(problems).toEqual([])
})

test('on a phone the board, the workload and the report are whole', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn(page, 'agency.lead', 'agency')
  await page.goto(`${base}/agency/teams`)
  await expect(page.locator('.assignment-card').first()).toBeVisible()
  await page.getByRole('button', { name: /^安排 / }).first().click()
  await expect(page.getByText(/^正在安排/)).toBeVisible()
  await clean(page, 'board on a phone')
  await page.keyboard.press('Escape')
  for (const tab of ['负荷', '公平性报告', '方案']) {
    await page.getByRole('tab', { name: tab }).click()
    await clean(page, `${tab} on a phone`)
  }
})
