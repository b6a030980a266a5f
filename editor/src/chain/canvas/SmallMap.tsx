import { useReactFlow, useStore } from '@xyflow/react'
import { memo, useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../state/use-editor.ts'
import type { Faces } from './faces.ts'
import { nodeHeight, nodeWidth } from './geometry.ts'
import { healthOf } from './health.ts'
import { tileColour } from './icons.ts'
import styles from './SmallMap.module.css'

/** A chain with fewer nodes needs no map, and the map would only cover some. */
const fewest = 12
const width = 142
const height = 84

/** The whole chain in small: families as blocks, ▲ where it fails, ● where the draft differs. Click to go there. */
export function SmallMap({ faces }: { faces: Faces }) {
  const { t } = useTranslation()
  const { live } = useSession()
  const flow = useReactFlow()
  const failing = useSyncExternalStore(live.onNumbers, () => failingIds(faces, live.nodes))
  const box = useMemo(() => boundsOf(faces), [faces])
  if (faces.size < fewest) return null
  const scale = Math.min(width / box.width, height / box.height)
  const go = (event: React.MouseEvent<SVGSVGElement>) => {
    const area = event.currentTarget.getBoundingClientRect()
    const across = ((event.clientX - area.left) / area.width) * (width / scale)
    const down = ((event.clientY - area.top) / area.height) * (height / scale)
    void flow.setCenter(box.left + across, box.top + down, { zoom: flow.getZoom() })
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has the arrow keys and fit for this
    <svg
      className={styles.map}
      viewBox={`${box.left} ${box.top} ${width / scale} ${height / scale}`}
      role="img"
      aria-label={t('chain:canvas.map')}
      onClick={go}
    >
      <Blocks faces={faces} failing={failing} scale={scale} />
      <Seen />
    </svg>
  )
}

/** The nodes; panning must not draw hundreds of them again. */
const Blocks = memo(function Blocks({
  faces,
  failing,
  scale,
}: {
  faces: Faces
  failing: string
  scale: number
}) {
  const failingNow = new Set(failing.split(' '))
  return [...faces.values()].map(({ node, definition, outputs, state }) => {
    const tall = nodeHeight(Math.max(0, outputs.length - 1))
    return (
      <g key={node.id}>
        <rect
          x={node.x}
          y={node.y}
          width={nodeWidth}
          height={tall}
          rx={8}
          fill={tileColour(definition?.category)}
        />
        {state !== 'same' && (
          <circle cx={node.x + nodeWidth} cy={node.y} r={3 / scale} className={styles.draft} />
        )}
        {failingNow.has(node.id) && (
          <path
            className={styles.crit}
            transform={`translate(${node.x + nodeWidth / 2} ${node.y}) scale(${1 / scale})`}
            d="M0 -7 4.5 1h-9z"
          />
        )}
      </g>
    )
  })
})

/** The part of the chain that is on screen. */
function Seen() {
  const [x, y, zoom] = useStore((state) => state.transform)
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  return (
    <rect
      className={styles.seen}
      x={-x / zoom}
      y={-y / zoom}
      width={width / zoom}
      height={height / zoom}
      vectorEffect="non-scaling-stroke"
    />
  )
}

function failingIds(faces: Faces, live: ReadonlyMap<string, Parameters<typeof healthOf>[0]>): string {
  return [...faces.keys()].filter((id) => healthOf(live.get(id)).failing > 0).join(' ')
}

function boundsOf(faces: Faces) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { node } of faces.values()) {
    left = Math.min(left, node.x)
    top = Math.min(top, node.y)
    right = Math.max(right, node.x + nodeWidth)
    bottom = Math.max(bottom, node.y + 100)
  }
  const [w, h] = [right - left + 120, bottom - top + 120]
  // as wide for its height as the map is
  const wide = Math.max(w, (h * width) / height)
  const tall = Math.max(h, (w * height) / width)
  return { left: left - 60 - (wide - w) / 2, top: top - 60 - (tall - h) / 2, width: wide, height: tall }
}
