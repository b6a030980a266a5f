import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { FirstRun } from '../../../engine/api/contract.ts'
import { useTelemetry } from '../api/values.ts'
import { Card } from '../parts/Card.tsx'
import { addressOf } from '../parts/commands.ts'
import { Page } from '../parts/Page.tsx'
import { SendCommands } from '../parts/SendCommands.tsx'
import { Arrived } from './Arrived.tsx'
import styles from './FirstMessage.module.css'
import { FirstSteps } from './FirstSteps.tsx'
import { Refusal } from './Refusal.tsx'
import { Waiting } from './Waiting.tsx'
import { WhatHappens } from './WhatHappens.tsx'

interface FirstMessageProps {
  device: NonNullable<FirstRun['device']>
  ports: FirstRun['ports']
  onDone: () => void
}

/** The welcome of a fresh installation: one command to paste, and the wait for what it sends. */
export function FirstMessage({ device, ports, onDone }: FirstMessageProps) {
  const { t } = useTranslation()
  const values = useTelemetry(device.id)
  const first = values ? [...values][0] : undefined

  useEffect(() => {
    document.title = `${t('home:welcome.title')} · Weir`
  }, [t])

  return (
    <Page className={styles.page}>
      <div className={styles.left}>
        <div>
          <h1 className={styles.title}>{first ? t('home:arrived.title') : t('home:welcome.title')}</h1>
          <p className={styles.lead}>{first ? t('home:arrived.lead') : t('home:welcome.lead')}</p>
        </div>
        {first && <Arrived deviceId={device.id} name={first[0]} value={first[1]} onDone={onDone} />}
        <Card flush>
          <SendCommands address={addressOf(location, ports)} token={device.token} deviceName={device.name} />
          {!first && <Waiting ports={ports} />}
        </Card>
        {!first && <Refusal deviceId={device.id} />}
      </div>
      <aside className={styles.right}>
        <FirstSteps arrived={first !== undefined} deviceName={device.name} />
        <WhatHappens arrived={first !== undefined} />
      </aside>
    </Page>
  )
}
