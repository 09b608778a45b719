import { describe, expect, it } from 'vitest'
import type { NodeOut, TieOut } from '@/api/models'
import { BOX, layout, pathTo } from './layers'

const node = (id: string, hop: number): NodeOut => ({ id, kind: 'person', name: id, hop, more: 0, role: null })
const tie = (from_id: string, to_id: string): TieOut => ({
  id: `${from_id}-${to_id}`, from_id, to_id, kind: 'post', role: '', share: null, valid_from: null, valid_to: null, source_kind: 'office', source: '', document: '',
  entered_by: null, created_at: '', withdrawn_at: null, withdrawn_by: null, withdrawn_because: null, may_withdraw: false,
})

describe('layers', () => {
  it('places no two parties over each other', () => {
    const nodes = [node('a', 0), ...Array.from({ length: 30 }, (_, n) => node(`b${n}`, 1)), ...Array.from({ length: 12 }, (_, n) => node(`c${n}`, 2))]
    const made = layout(nodes, nodes.slice(1, 31).map((one) => tie('a', one.id)))
    const places = [...made.nodes.values()]
    expect(places).toHaveLength(nodes.length)
    for (const one of places) for (const other of places) {
      if (one !== other && one.x === other.x) expect(Math.abs(one.y - other.y)).toBeGreaterThanOrEqual(BOX.height)
      expect(one.x + BOX.width).toBeLessThanOrEqual(made.width)
      expect(one.y + BOX.height).toBeLessThanOrEqual(made.height)
    }
  })

  it('finds a shortest path whichever way the ties point, round a circle too', () => {
    const ties = [tie('a', 'b'), tie('c', 'b'), tie('c', 'd'), tie('d', 'a'), tie('x', 'y')]
    expect(pathTo(ties, 'a', 'c').map((one) => one.id)).toEqual(['a-b', 'c-b'])
    expect(pathTo(ties, 'a', 'd').map((one) => one.id)).toEqual(['d-a'])
    expect(pathTo(ties, 'a', 'y')).toEqual([])
    expect(pathTo(ties, 'a', 'a')).toEqual([])
  })
})
