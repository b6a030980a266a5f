import { useTranslation } from 'react-i18next'
import type { ChainSummary } from '../../../engine/api/contract.ts'
import { count } from '../parts/numbers.ts'
import { Tag } from '../parts/Tag.tsx'
import styles from './ChainMarks.module.css'

/** A chain's state in tags: root, live version or never deployed, draft, problems. */
export function ChainMarks({ chain }: { chain: ChainSummary }) {
  const { t } = useTranslation()
  return (
    <span className={styles.marks}>
      {chain.liveVersion > 0 ? (
        <Tag tone="plain">{t('chains:mark.live', { version: chain.liveVersion })}</Tag>
      ) : (
        <Tag tone="stale" shape="ring">
          {t('chains:mark.never')}
        </Tag>
      )}
      {chain.root && (
        <Tag tone="accent" shape="dot">
          {t('chains:mark.root')}
        </Tag>
      )}
      {chain.hasDraft && (
        <Tag tone="draft" shape="half">
          {t('chains:mark.draft')}
        </Tag>
      )}
      {chain.problems > 0 && (
        <Tag tone="crit" shape="triangle">
          {t('chains:mark.problems', { count: chain.problems, number: count(chain.problems) })}
        </Tag>
      )}
    </span>
  )
}
