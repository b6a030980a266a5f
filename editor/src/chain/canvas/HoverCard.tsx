import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import { Ago } from '../../parts/Ago.tsx'
import { count, rate } from '../../parts/numbers.ts'
import type { Wire } from '../document/document.ts'
import { isOutput } from '../document/wires.ts'
import { JsonText } from '../pane/JsonText.tsx'
import { loadMessages } from '../server.ts'
import type { Live } from '../state/live.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import type { Faces } from './faces.ts'
import { along } from './geometry.ts'
import styles from './HoverCard.module.css'
import { curveOf, noDrag } from './project.ts'

const waitMs = 250

/** What went along a wire last, when the pointer or the keyboard rests on it. */
export function HoverCard({ faces }: { faces: Faces }) {
  const { editor } = useSession()
  const hovered = useEditor((state) => state.hovered)
  const [shown, setShown] = useState<string | null>(null)
  // a moment of rest before it comes, and a moment to reach it before it goes
  useEffect(() => {
    const timer = setTimeout(() => setShown(hovered), waitMs)
    return () => clearTimeout(timer)
  }, [hovered])
  const wire = useEditor((state) => (shown === null ? undefined : state.doc.wires.get(shown)))
  if (!wire) return null
  return (
    <div
      onPointerEnter={() => editor.setState({ hovered: wire.id })}
      onPointerLeave={() => editor.setState({ hovered: null })}
    >
      <Card wire={wire} faces={faces} />
    </div>
  )
}

function Card({ wire, faces }: { wire: Wire; faces: Faces }) {
  const { t } = useTranslation()
  const { editor, live, canvas } = useSession()
  const chainId = useEditor((state) => state.chain.id)
  useSyncExternalStore(live.onNumbers, () => live.tick)
  const recent = lastAlong(wire, live)
  const { data: older } = useQuery({
    queryKey: ['chain-messages', chainId, wire.from, 'wire'],
    queryFn: () => loadMessages(chainId, { node: wire.from, limit: 50 }),
    enabled: !recent,
  })
  const line = curveOf(wire, faces, noDrag)
  const at = line && canvas.current?.toScreen(along(line, 0.5))
  if (!at) return null
  const message = recent ?? older?.find((one) => one.output !== null && isOutput(wire, one.output))
  const numbers = live.wires.get(wire.id)
  const openStream = () =>
    editor.setState({
      paneShown: true,
      paneTab: 'messages',
      paneNode: wire.from,
      wires: new Set([wire.id]),
      hovered: null,
    })
  return (
    <section className={styles.card} style={placed(at)} aria-label={t('chain:wire.card')}>
      <header>
        <b>
          #{faces.get(wire.from)?.node.number} {wire.output} → #{faces.get(wire.to)?.node.number}
        </b>
        {message && <Ago at={message.at} />}
      </header>
      {message ? (
        <pre className={styles.data}>
          <JsonText text={message.dataOut ?? message.data} most={9} />
        </pre>
      ) : (
        <p className={styles.none}>{t('chain:wire.none')}</p>
      )}
      <footer>
        <span>
          {rate(numbers?.rate ?? 0)} · {t('chain:wire.total', { total: count(numbers?.total ?? 0) })}
        </span>
        <Button
          size="compact-xs"
          variant="subtle"
          color="accent"
          className={styles.stream}
          onClick={openStream}
        >
          {t('chain:wire.stream')}
        </Button>
      </footer>
    </section>
  )
}

function lastAlong(wire: Wire, live: Live): RememberedMessage | undefined {
  return live.messages.find(
    (message) => message.nodeId === wire.from && message.output !== null && isOutput(wire, message.output),
  )
}

/** Below the pill, or above it where there is no room. */
function placed({ x, y }: { x: number; y: number }) {
  const left = Math.min(Math.max(8, x - 140), innerWidth - 296)
  return y + 260 > innerHeight ? { left, bottom: innerHeight - y + 14 } : { left, top: y + 14 }
}
