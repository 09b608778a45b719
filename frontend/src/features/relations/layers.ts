import type { NodeOut, TieOut } from '@/api/models'

export interface Placed {
  node: NodeOut
  x: number
  y: number
}

export interface Layout {
  nodes: Map<string, Placed>
  width: number
  height: number
}

export const BOX = { width: 190, height: 36 }
const GAP = { x: 130, y: 14 }

/** Parties in columns by how far they are from the middle; in a column, near those that they are tied to. */
export function layout(nodes: NodeOut[], ties: TieOut[]): Layout {
  const columns = new Map<number, NodeOut[]>()
  for (const node of nodes) columns.set(node.hop, [...(columns.get(node.hop) ?? []), node])
  const near = new Map<string, string[]>()
  for (const tie of ties) for (const [one, other] of [[tie.from_id, tie.to_id], [tie.to_id, tie.from_id]] as const) near.set(one, [...(near.get(one) ?? []), other])
  const most = Math.max(1, ...[...columns.values()].map((column) => column.length))
  const height = most * (BOX.height + GAP.y) + GAP.y
  const placed = new Map<string, Placed>()
  for (const hop of [...columns.keys()].sort((a, b) => a - b)) {
    const column = columns.get(hop) ?? []
    // The mean place of the neighbours that stand already.
    const wanted = (node: NodeOut) => {
      const there = (near.get(node.id) ?? []).flatMap((id) => placed.get(id) ?? [])
      return there.length > 0 ? there.reduce((sum, one) => sum + one.y, 0) / there.length : Infinity
    }
    const sorted = column.map((node) => ({ node, at: wanted(node) })).sort((a, b) => (a.at === b.at ? a.node.name.localeCompare(b.node.name, 'zh') : a.at - b.at))
    const top = (height - column.length * (BOX.height + GAP.y) + GAP.y) / 2
    sorted.forEach(({ node }, row) => placed.set(node.id, { node, x: hop * (BOX.width + GAP.x) + 8, y: top + row * (BOX.height + GAP.y) }))
  }
  const last = Math.max(0, ...columns.keys())
  return { nodes: placed, width: (last + 1) * (BOX.width + GAP.x) - GAP.x + 16, height }
}

/** The ties of a shortest way from the middle to a party, in order. */
export function pathTo(ties: TieOut[], start: string, goal: string): TieOut[] {
  const came = new Map<string, TieOut | null>([[start, null]])
  const queue = [start]
  for (let at = queue.shift(); at !== undefined && !came.has(goal); at = queue.shift()) {
    for (const tie of ties) {
      const other = tie.from_id === at ? tie.to_id : tie.to_id === at ? tie.from_id : null
      if (other !== null && !came.has(other)) {
        came.set(other, tie)
        queue.push(other)
      }
    }
  }
  const path: TieOut[] = []
  for (let at = goal, tie = came.get(at); tie; tie = came.get(at)) {
    path.unshift(tie)
    at = tie.from_id === at ? tie.to_id : tie.from_id
  }
  return path
}
