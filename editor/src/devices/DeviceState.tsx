import { useTranslation } from 'react-i18next'
import type { Activity } from '../api/activity.ts'
import { useLink } from '../api/live.ts'
import { useNow } from '../parts/clock.ts'
import { freshness } from '../parts/freshness.ts'
import { Dial, Mark } from '../parts/Mark.tsx'
import styles from './DeviceState.module.css'

export type StateWord = 'online' | 'offline' | 'never' | 'unknown'

/** @param current false while the link is down: whether a device is online is not known then */
export function stateOf({ active, lastSeen }: Activity, current: boolean): StateWord {
  if (!current) return 'unknown'
  if (active) return 'online'
  return lastSeen === null ? 'never' : 'offline'
}

/** Online with its dial; offline, never seen and not known with a dashed ring. */
export function DeviceState({ activity }: { activity: Activity }) {
  const { t } = useTranslation()
  const now = useNow()
  const current = useLink((link) => link.state === 'open')
  const state = stateOf(activity, current)
  // online is the server's word: the dial only tells how recent, so it never empties
  const left = Math.max(0.08, freshness(now - (activity.lastSeen ?? now)).left)
  return (
    <span className={styles.state} data-state={state}>
      {state === 'online' ? <Dial left={left} /> : <Mark shape="ring" />}
      {t(`devices:state.${state}`)}
    </span>
  )
}
