import { IconAlertOctagon, IconBan, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useChains } from '../api/chains.ts'
import { count } from '../parts/numbers.ts'
import type { Knock } from './flights.ts'
import styles from './Tap.module.css'

const icons = { passed: IconCheck, failed: IconAlertOctagon, refused: IconBan }

/** What became of a message: through how many nodes of which chain, where it failed, or why it never came in. */
export function KnockFate({ fate, chainId }: { fate: Knock['fate']; chainId: string | null }) {
  const { t } = useTranslation()
  const { data: chains } = useChains()
  const Icon = icons[fate.kind]
  const chain = chains?.find(({ id }) => id === chainId)
  return (
    <span className={styles.fate} data-kind={fate.kind}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      {fate.kind === 'passed' ? (
        <span>
          {chain && <Link to={`/chains/${chain.id}`}>{chain.name}</Link>}{' '}
          {t('device:tap.passed', { count: fate.steps, number: count(fate.steps) })}
        </span>
      ) : (
        <span title={fate.reason}>{t(`device:tap.${fate.kind}`, { reason: fate.reason })}</span>
      )}
    </span>
  )
}
