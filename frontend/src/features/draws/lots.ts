/** What the public file of a draw says; see the script `lots.py`, which checks the same. */
export interface Stratum {
  key: string
  title: string
  wanted: number
  replacements: number
  codes: string[]
}
export interface Lot {
  stratum: string
  drawn: string[]
  replacements: string[]
}
export interface Terms {
  format: string
  award: string
  edition: string
  purpose: string
  number: { source: string; on: string }
  strata: Stratum[]
  roster_sha256: string
  seed_sha256: string
  committed_at: string
}
export interface Published {
  terms: Terms
  commitment: string
  revealed: { seed: string; public_number: string; at: string } | null
  result: Lot[] | null
}

/** One text per value: sorted keys, no spaces, nothing escaped that JSON does not ask for. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, '0')).join('')
const sha256 = async (data: BufferSource) => hex(await crypto.subtle.digest('SHA-256', data))
const ofText = (text: string) => sha256(new TextEncoder().encode(text))
const ofHex = (text: string) => sha256(new Uint8Array((text.match(/../g) ?? []).map((pair) => parseInt(pair, 16))))

/** Each stratum's codes in the order of their lots. */
export async function draw(strata: Stratum[], seed: string, number: string): Promise<Lot[]> {
  return Promise.all(
    strata.map(async ({ key, codes, wanted, replacements }) => {
      const placed = await Promise.all(codes.map(async (code) => [await ofText(`${seed}|${number}|${key}|${code}`), code] as const))
      const order = placed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, code]) => code)
      return { stratum: key, drawn: order.slice(0, wanted), replacements: order.slice(wanted, wanted + replacements) }
    }),
  )
}

export type Fault = 'commitment' | 'seed' | 'result'

/** What does not fit; empty when the draw is as it was announced. */
export async function faults(published: Published): Promise<Fault[]> {
  const { terms, revealed, result } = published
  const found: Fault[] = []
  if ((await ofText(canonical(terms))) !== published.commitment) found.push('commitment')
  if (revealed) {
    if ((await ofHex(revealed.seed)) !== terms.seed_sha256) found.push('seed')
    const again = await draw(terms.strata, revealed.seed, revealed.public_number)
    if (canonical(again) !== canonical(result)) found.push('result')
  }
  return found
}
