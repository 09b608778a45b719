import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { common } from '@/shared/i18n/common'
import type { Words } from '@/shared/i18n/words'

const features = import.meta.glob<{ default: Words }>('../features/*/i18n.ts', { eager: true })
const parts: [string, Words][] = [['common', common], ...Object.entries(features).map(([path, part]): [string, Words] => [path, part.default])]
const all = Object.assign({}, ...parts.map(([, part]) => part['zh-CN'])) as Record<string, string>

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.tsx?$/.test(entry.name) && !entry.name.includes('.test.')) yield path
  }
}

function* python(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) if (entry.name.endsWith('.py')) yield join(entry.parentPath, entry.name)
}

/** Keys written out in full; those put together at run time are held by the browser tests. */
const used = [...sources(join(import.meta.dirname, '..'))]
  .filter((path) => !path.includes('/api/'))
  .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/(?:\bt\(|titleKey: )'([\w.-]+)'/g)].map((match) => `${match[1]}`))

describe('words', () => {
  it.each(parts)('%s has the same keys and placeholders in both languages', (_, part) => {
    expect(Object.keys(part.en).sort()).toEqual(Object.keys(part['zh-CN']).sort())
    const holes = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort()
    for (const [key, text] of Object.entries(part['zh-CN'])) expect([key, holes(part.en[key] ?? '')]).toEqual([key, holes(text)])
  })

  it('has every key that a page names', () => {
    expect([...new Set(used.filter((key) => !(key in all)))].sort()).toEqual([])
  })

  it('has words for whatever the audit trail can say', () => {
    const backend = join(import.meta.dirname, '../../../backend/quality_award')
    const missing = [...python(backend)].flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/\b(?:append|record)\(\n([\s\S]*?)\n\s*\)/g)].flatMap(([, call = '']) => {
        const entity = /\bentity="(\w+)"/.exec(call)?.[1]
        const actions = [...(/\baction=(.*?),\s*(?:\w+=|$)/s.exec(call)?.[1] ?? '').matchAll(/"(\w+)"/g)].map((match) => match[1])
        return entity ? [`oversight.entity.${entity}`, ...actions.filter((action) => !(`action.${entity}.${action}` in all)).map((action) => `oversight.action.${action}`)] : []
      }))
    expect([...new Set(missing.filter((key) => !(key in all)))].sort()).toEqual([])
  })

  it('has words for what a look saw and for each entry of a record', () => {
    const backend = join(import.meta.dirname, '../../../backend/quality_award')
    const missing = [...python(backend)].flatMap((path) => {
      const text = readFileSync(path, 'utf8')
      const parts = [...text.matchAll(/\bSubject\("(\w+)", [\w.]+, "(\w+)"/g)].flatMap(([, entity, part]) => [`oversight.entity.${entity}`, `oversight.part.${part}`])
      const records = [...text.matchAll(/\brecord\(session, [^"){]*"(\w+)"/g)].map(([, action]) => `oversight.action.${action}`)
      const entries = [...text.matchAll(/\bdetail(?:: dict\[str, \w+\])? ?= ?\{([^{}]*)\}/g)].flatMap(([, entry = '']) => [...entry.matchAll(/"(\w+)":/g)].map((match) => `oversight.field.${match[1]}`))
      return [...parts, ...records, ...entries]
    })
    expect([...new Set(missing.filter((key) => !(key in all)))].sort()).toEqual([])
  })
})
