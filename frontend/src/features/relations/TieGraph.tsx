import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { GraphOut } from '@/api/models'
import { BOX, layout } from './layers'

interface Props {
  graph: GraphOut
  chosen: string | null
  path: ReadonlySet<string>
  onChoose: (id: string) => void
}

/** The ties around a party, drawn in columns: each party is a button; the way to the chosen one stands out. */
export function TieGraph({ graph, chosen, path, onChoose }: Props) {
  const { t } = useTranslation()
  const shown = useMemo(() => {
    const tied = new Set(graph.ties.flatMap((tie) => [tie.from_id, tie.to_id]))
    const linked = new Set(graph.links.flatMap((link) => [link.one_id, link.other_id]))
    return graph.nodes.filter((node) => node.hop === 0 || tied.has(node.id) || linked.has(node.id))
  }, [graph])
  const made = useMemo(() => layout(shown, graph.ties), [shown, graph.ties])
  const labels = graph.ties.length <= 60
  const between = (from: string, to: string) => {
    const one = made.nodes.get(from)
    const other = made.nodes.get(to)
    if (!one || !other) return null
    const [left, right] = one.x <= other.x ? [one, other] : [other, one]
    const start = { x: left.x + BOX.width, y: left.y + BOX.height / 2 }
    // Two of one column are joined by an arc at its right side.
    const end = { x: left.x === right.x ? right.x + BOX.width : right.x, y: right.y + BOX.height / 2 }
    const bend = left.x === right.x ? 70 : (end.x - start.x) / 2
    const line = left.x === right.x
      ? `M${start.x},${start.y} C${start.x + bend},${start.y} ${end.x + bend},${end.y} ${end.x},${end.y}`
      : `M${start.x},${start.y} C${start.x + bend},${start.y} ${end.x - bend},${end.y} ${end.x},${end.y}`
    return { line, x: left.x === right.x ? start.x + bend * 0.75 : (start.x + end.x) / 2, y: (start.y + end.y) / 2 }
  }
  return (
    <div className="tie-graph" tabIndex={0} role="region" aria-label={t('relations.graphLabel', { name: graph.party.name, nodes: shown.length, ties: graph.ties.length })}>
      <svg width={made.width} height={made.height} viewBox={`0 0 ${made.width} ${made.height}`}>
        <g aria-hidden>
          {graph.links.map((link) => {
            const drawn = between(link.one_id, link.other_id)
            return drawn && <path key={`${link.one_id}-${link.other_id}`} d={drawn.line} className={`tie-line tie-link tie-link-${link.kind}`}><title>{t(`relations.link.${link.kind}`)}</title></path>
          })}
          {graph.ties.map((tie) => {
            const drawn = between(tie.from_id, tie.to_id)
            if (!drawn) return null
            const on = path.has(tie.id)
            return (
              <g key={tie.id} className={on ? 'tie-on' : undefined}>
                <path d={drawn.line} className="tie-line" />
                {(labels || on) && <text x={drawn.x} y={drawn.y - 3} textAnchor="middle" className="tie-word">{t(`relations.kind.${tie.kind}`)}{tie.share === null ? '' : ` ${tie.share}%`}</text>}
              </g>
            )
          })}
        </g>
        {[...made.nodes.values()].map(({ node, x, y }) => (
          <foreignObject key={node.id} x={x} y={y} width={BOX.width} height={BOX.height}>
            <button
              type="button"
              className={`tie-node tie-${node.kind}${node.role ? ` tie-is-${node.role}` : ''}`}
              aria-pressed={node.id === chosen}
              title={node.more > 0 ? `${node.name} · ${t('relations.more', { count: node.more })}` : node.name}
              onClick={() => onChoose(node.id)}
            >
              {node.name}{node.more > 0 && ` +${node.more}`}
            </button>
          </foreignObject>
        ))}
      </svg>
    </div>
  )
}
