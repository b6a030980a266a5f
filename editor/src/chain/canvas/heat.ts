import type { NodeLive } from '../../../../engine/api/contract.ts'

/** How hot a node is: its share of the time that the chain spends, whether messages fail in it or wait for it. */
export interface Heat {
  /** 0 cold to 4: its milliseconds per second against those of the busiest node */
  readonly level: 0 | 1 | 2 | 3 | 4
  /** smoothed milliseconds per message; null where nothing came by */
  readonly took: number | null
  /** in the last five minutes */
  readonly failing: number
  readonly waiting: number
}

/** Below this load (milliseconds of work per second) a node is cold, whatever the others do. */
const noticed = 0.5

/** The heat of all nodes. A node counts by what it costs: a slow one that is seldom asked is no bottleneck. */
export function heatOf(nodes: ReadonlyMap<string, NodeLive>): Map<string, Heat> {
  const busiest = Math.max(0, ...[...nodes.values()].map(loadOf))
  const heat = new Map<string, Heat>()
  for (const [id, node] of nodes) {
    const { failing, waiting } = node
    heat.set(id, {
      level: levelOf(loadOf(node), busiest),
      took: node.in > 0 ? node.took : null,
      failing,
      waiting,
    })
  }
  return heat
}

const loadOf = ({ took, rate }: NodeLive) => took * rate

function levelOf(load: number, busiest: number): Heat['level'] {
  if (load < noticed) return 0
  return Math.max(1, Math.ceil((load / busiest) * 4)) as Heat['level']
}
