import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Tile } from '../chain/canvas/Tile.tsx'
import { summary } from '../chain/pane/json.ts'
import { loadDefinitions } from '../chain/server.ts'
import { clockTime, took } from '../parts/numbers.ts'
import { Tag } from '../parts/Tag.tsx'
import styles from './Why.module.css'
import { chainPlace, type WayStep } from './way.ts'

/** The nodes that the message came to, with what they saw and by which port it left. */
export function WayList({ steps, raisedBy }: { steps: readonly WayStep[]; raisedBy: string | null }) {
  const { t } = useTranslation()
  const definitions = useQuery({
    queryKey: ['node-definitions'],
    queryFn: loadDefinitions,
    staleTime: 60_000,
  }).data
  return (
    <ol className={styles.way}>
      {steps.map(({ message, node, after }, index) => {
        const number = node?.additionalInfo?.number
        return (
          <li key={message.seq} aria-current={message.nodeId === raisedBy ? 'step' : undefined}>
            <Tile definition={definitions?.find(({ type }) => type === node?.type)} />
            <div className={styles.step}>
              <Link to={chainPlace(message.chainId, message.nodeId)}>
                {number !== undefined && `#${number} `}
                {node?.name ?? t('alarms:why.goneNode')}
              </Link>
              <p data-failed={message.error !== null || undefined} title={message.data}>
                {message.error ?? summary(message.data)}
              </p>
            </div>
            {message.output !== null && (
              <Tag tone={message.error === null ? 'plain' : 'crit'}>{message.output}</Tag>
            )}
            <span className={styles.time}>{index === 0 ? clockTime(message.at) : `+${took(after)}`}</span>
          </li>
        )
      })}
    </ol>
  )
}
