import { IconPlayerRecord } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../parts/clock.ts'
import { timeLeft } from '../document/common.ts'
import { useRecordedUntil } from '../state/recording.ts'
import { Badge, badgeIcon } from './Badges.tsx'

/** Says on the canvas that everything the node does is written down, and for how much longer. */
export function RecordingBadge({ nodeId }: { nodeId: string }) {
  const until = useRecordedUntil(nodeId)
  return until > 0 ? <Left until={until} /> : null
}

function Left({ until }: { until: number }) {
  const { t } = useTranslation()
  const left = timeLeft(until, useNow())
  if (left === null) return null
  return (
    <Badge tone="record" icon={<IconPlayerRecord {...badgeIcon} />} title={t('chain:badge.recHint')}>
      {t('chain:badge.rec', { time: left })}
    </Badge>
  )
}
