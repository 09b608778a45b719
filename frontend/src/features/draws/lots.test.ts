import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canonical, draw, faults, type Published } from './lots'

/** The same words and numbers as the script that everybody checks with. */
const SCRIPT = `
import json, sys
sys.path.insert(0, sys.argv[1])
import lots, hashlib
codes = [f"C-{n:04d}" for n in range(1, 41)]
strata = [{"key": "S-01", "title": "组长 é \\u2028", "wanted": 3, "replacements": 2, "codes": codes[:20]}, {"key": "S-02", "title": "乙", "wanted": 1, "replacements": 1, "codes": codes[20:]}]
seed = "ab" * 32
terms = {"format": lots.FORMAT, "award": "奖", "edition": "届", "purpose": "a\\"b", "number": {"source": "体彩", "on": "2026-03-05"}, "strata": strata, "roster_sha256": "0", "seed_sha256": hashlib.sha256(bytes.fromhex(seed)).hexdigest(), "committed_at": "x"}
print(json.dumps({"terms": terms, "commitment": lots.digest(terms), "revealed": {"seed": seed, "public_number": "73152 蓝", "at": "x"}, "result": lots.draw(strata, seed, "73152 蓝")}))
`
const folder = join(import.meta.dirname, '../../../../backend/quality_award/features/draws/pure')
const published = JSON.parse(execFileSync('python3', ['-c', SCRIPT, folder], { encoding: 'utf8' })) as Published

describe('a draw, drawn again in the browser', () => {
  it('comes out as the script has it', async () => {
    expect(await faults(published)).toEqual([])
    expect(await draw(published.terms.strata, published.revealed!.seed, published.revealed!.public_number)).toEqual(published.result)
  })
  it('notices what was changed', async () => {
    expect(await faults({ ...published, terms: { ...published.terms, purpose: 'x' } })).toEqual(['commitment'])
    expect(await faults({ ...published, revealed: { ...published.revealed!, public_number: '1' } })).toEqual(['result'])
    expect(await faults({ ...published, revealed: { ...published.revealed!, seed: 'cd'.repeat(32) } })).toEqual(['seed', 'result'])
  })
  it('writes a value in one way', () => {
    expect(canonical({ b: [1, 'é', null], a: { d: true, c: '甲' } })).toBe('{"a":{"c":"甲","d":true},"b":[1,"é",null]}')
  })
})
