import { IconBan } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRefusals } from '../api/refusals.ts'
import { Ago } from '../parts/Ago.tsx'
import styles from './Refusal.module.css'

/** Somebody tried and was refused: say why, before they start to doubt themselves. */
export function Refusal({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation()
  const last = useRefusals(deviceId)[0]
  if (!last) return null
  return (
    <section className={styles.card} role="status">
      <IconBan size={20} stroke={1.75} aria-hidden="true" className={styles.icon} />
      <div>
        <b>
          {t('home:refused.title')} <Ago at={last.at} />
        </b>
        <p className={styles.text}>
          {t('home:refused.text', { transport: last.transport, reason: last.reason })}
        </p>
      </div>
    </section>
  )
}
