import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconArrowBarToRight,
  IconClock,
  IconPencil,
  IconPlayerSkipForward,
  IconPlus,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { took } from '../../parts/numbers.ts'
import styles from './Badges.module.css'
import type { Face } from './faces.ts'
import type { Health } from './health.ts'

export function Badge({
  tone,
  hollow,
  icon,
  title,
  children,
}: {
  tone: string
  hollow?: boolean
  icon: ReactNode
  title?: string | undefined
  children: ReactNode
}) {
  return (
    <span className={styles.badge} data-tone={tone} data-hollow={hollow || undefined} title={title}>
      {icon}
      {children}
    </span>
  )
}

export const badgeIcon = { size: 12, stroke: 2, 'aria-hidden': true } as const

/** What can be said of a node in a word: always shape and word, never colour alone. The most urgent comes first. */
export function Badges({ face, health, most = 2 }: { face: Face; health: Health; most?: number }) {
  const { t } = useTranslation()
  const { node, state, problem } = face
  const badges: ReactNode[] = []
  if (problem?.severity === 'error' || !face.definition) {
    const word = face.definition ? t('chain:badge.invalid') : t('chain:badge.unknown')
    badges.push(
      <Badge
        key="invalid"
        tone="crit"
        hollow
        icon={<IconAlertTriangle {...badgeIcon} />}
        title={problem?.message}
      >
        {word}
      </Badge>,
    )
  }
  if (health.failing > 0) {
    badges.push(
      <Badge
        key="failing"
        tone="crit"
        icon={<IconAlertOctagon {...badgeIcon} />}
        title={health.problem ?? undefined}
      >
        {t('chain:badge.failing', { count: health.failing })}
      </Badge>,
    )
  }
  if (node.bypassed) {
    badges.push(
      <Badge key="bypassed" tone="stale" icon={<IconPlayerSkipForward {...badgeIcon} />}>
        {t('chain:badge.bypassed')}
      </Badge>,
    )
  }
  if (health.slow > 0) {
    badges.push(
      <Badge key="slow" tone="warn" icon={<IconClock {...badgeIcon} />}>
        {t('chain:badge.slow', { time: took(health.slow) })}
      </Badge>,
    )
  }
  if (state === 'changed')
    badges.push(
      <Badge key="state" tone="draft" icon={<IconPencil {...badgeIcon} />}>
        {t('chain:badge.changed')}
      </Badge>,
    )
  if (state === 'new')
    badges.push(
      <Badge key="state" tone="draft" icon={<IconPlus {...badgeIcon} />}>
        {t('chain:badge.new')}
      </Badge>,
    )
  if (face.first)
    badges.push(
      <Badge
        key="first"
        tone="plain"
        icon={<IconArrowBarToRight {...badgeIcon} />}
        title={t('chain:badge.firstHint')}
      >
        {t('chain:badge.first')}
      </Badge>,
    )
  if (problem?.severity === 'warning') {
    badges.push(
      <Badge
        key="warning"
        tone="warn"
        hollow
        icon={<IconAlertTriangle {...badgeIcon} />}
        title={problem.message}
      >
        {t('chain:badge.check')}
      </Badge>,
    )
  }
  return <>{badges.slice(0, most)}</>
}
