import { Anchor, Tabs } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Command } from './Command.tsx'
import { type Address, commandFor, openWays, type Way } from './commands.ts'
import styles from './SendCommands.module.css'

interface SendCommandsProps {
  address: Address
  token: string
  deviceName?: string
}

/** Paste-ready commands that send one value, one tab for each way in. */
export function SendCommands({ address, token, deviceName }: SendCommandsProps) {
  const { t } = useTranslation()
  const ways = openWays(address)
  const [way, setWay] = useState<Way>(ways[0] ?? 'http')
  return (
    <Tabs value={way} onChange={(value) => setWay(value as Way)} keepMounted={false}>
      <Tabs.List className={styles.tabs ?? ''}>
        {ways.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {t(`shell:send.way.${one}`)}
          </Tabs.Tab>
        ))}
        {deviceName && (
          <span className={styles.for}>
            {t('shell:send.for')} <b>{deviceName}</b>
          </span>
        )}
      </Tabs.List>
      {ways.map((one) => (
        <Tabs.Panel key={one} value={one} className={styles.panel}>
          <Command
            text={commandFor(one, address, token)}
            label={t('shell:send.label', { way: t(`shell:send.way.${one}`) })}
          />
          <p className={styles.note}>
            <span>
              <IconKey size={14} stroke={1.75} aria-hidden="true" /> {t('shell:send.secret')}
            </span>
            {one === 'mqtt' && (
              <Anchor
                component="button"
                type="button"
                className={styles.other}
                onClick={() => setWay('http')}
              >
                {t('shell:send.useHttp')}
              </Anchor>
            )}
          </p>
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
