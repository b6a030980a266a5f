import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { Card } from '../parts/Card.tsx'
import styles from './FirstSteps.module.css'

const steps = ['enter', 'send', 'draw'] as const

/** Where the person stands on the way from nothing to a chain that does something. */
export function FirstSteps({ arrived, deviceName }: { arrived: boolean; deviceName: string }) {
  const { t } = useTranslation()
  const name = useSession((session) => session.claims?.name ?? '')
  const now = arrived ? 'draw' : 'send'
  return (
    <Card title={t('home:steps.title')} flush>
      <ol className={styles.steps}>
        {steps.map((step, index) => {
          const done = index < steps.indexOf(now)
          return (
            <li key={step} data-done={done || undefined} aria-current={step === now ? 'step' : undefined}>
              <span className={styles.number}>
                {done ? <IconCheck size={14} aria-label={t('home:steps.done')} /> : index + 1}
              </span>
              <div>
                <b>{t(`home:steps.${step}.title`)}</b>
                <div className={styles.text}>
                  {t(`home:steps.${step}.text`, { name, device: deviceName })}
                </div>
              </div>
            </li>
          )
        })}
      </ol>
    </Card>
  )
}
