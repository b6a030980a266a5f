import type { NodeLive, WireLive } from '../../../../engine/api/contract.ts'
import type { Wire } from '../document/document.ts'
import type { Live } from '../state/live.ts'
import { waterWidth } from '../state/rates.ts'

export type Flow = 'idle' | 'flowing' | 'failing'

/** A wire is failing while messages leave by a Failure output, or run into a node that fails now. */
export function flowOf(wire: Wire, live: Pick<Live, 'wires' | 'nodes'>): Flow {
  const numbers = live.wires.get(wire.id)
  if (!numbers || !(numbers.rate > 0)) return 'idle'
  if (wire.output === 'Failure') return 'failing'
  return isFailing(live.nodes.get(wire.to), numbers) ? 'failing' : 'flowing'
}

function isFailing(target: NodeLive | undefined, wire: WireLive): boolean {
  return target !== undefined && target.failing > 0 && wire.rate > 0
}

/**
 * The drawn wires, painted straight onto their elements: a rate that changes four times a second must not make React
 * draw hundreds of wires again.
 */
export function createChannels(live: Live) {
  const drawn = new Map<string, { element: SVGGElement; wire: Wire }>()
  const paint = ({ element, wire }: { element: SVGGElement; wire: Wire }) => {
    const flow = flowOf(wire, live)
    // half pixels: nobody sees less, and each change paints a part of the canvas again
    const width = (Math.round(waterWidth(live.wires.get(wire.id)?.rate ?? 0) * 2) / 2).toFixed(1)
    if (element.dataset.flow !== flow) element.dataset.flow = flow
    if (element.dataset.width !== width) {
      element.dataset.width = width
      element.style.setProperty('--water-width', `${width}px`)
    }
  }
  return {
    /** Call when the wire is on screen; returns what to call when it leaves. */
    show(element: SVGGElement, wire: Wire): () => void {
      const channel = { element, wire }
      drawn.set(wire.id, channel)
      paint(channel)
      return () => {
        if (drawn.get(wire.id) === channel) drawn.delete(wire.id)
      }
    },
    start(): () => void {
      return live.onNumbers(() => {
        for (const channel of drawn.values()) paint(channel)
      })
    },
  }
}

export type Channels = ReturnType<typeof createChannels>
