import { ActionIcon, Chip } from '@mantine/core'
import { IconBan, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device } from '../api/devices.ts'
import { useLink } from '../api/live.ts'
import { useChainOf, useMessages } from '../api/messages.ts'
import { useRefusals } from '../api/refusals.ts'
import { Card } from '../parts/Card.tsx'
import { Empty } from '../parts/Empty.tsx'
import { Mark } from '../parts/Mark.tsx'
import { messageWord } from '../parts/message-words.ts'
import { clockTime, count, exact } from '../parts/numbers.ts'
import table from '../parts/table.module.css'
import { knocksOf } from './flights.ts'
import { KnockFate } from './KnockFate.tsx'
import styles from './Tap.module.css'

const MOST = 30

/** Each thing the device sends as it arrives: raw, and whether it was used or why it was refused. */
export function Tap({ device }: { device: Device }) {
  const { t } = useTranslation()
  const [paused, setPaused] = useState(false)
  const [refusedOnly, setRefusedOnly] = useState(false)
  const chainId = useChainOf(device)
  const messages = useMessages(chainId, paused)
  const refusals = useRefusals(device.id.id)
  const knocks = knocksOf(refusedOnly ? [] : messages, refusals, device.id.id, MOST)
  const current = useLink((link) => link.state === 'open')
  const state = !current ? 'deaf' : paused ? 'paused' : 'listening'
  const Icon = paused ? IconPlayerPlay : IconPlayerPause

  return (
    <Card
      title={t('device:tap.title')}
      aside={
        <>
          <Mark shape={state === 'listening' ? 'listening' : 'ring'} />
          {t(`device:tap.${state}`)}
        </>
      }
      actions={
        <>
          <Chip size="xs" checked={refusedOnly} onChange={setRefusedOnly}>
            {t('device:tap.refusedOnly', { number: count(refusals.length) })}
          </Chip>
          <ActionIcon
            aria-label={t(paused ? 'device:tap.resume' : 'device:tap.pause')}
            onClick={() => setPaused(!paused)}
          >
            <Icon size={16} stroke={1.75} />
          </ActionIcon>
        </>
      }
      flush
    >
      {knocks.length === 0 ? (
        <Empty
          icon={<IconBan size={20} stroke={1.75} />}
          title={t(refusedOnly ? 'device:tap.noneRefused' : 'device:tap.none')}
        >
          {t(refusedOnly ? 'device:tap.noneRefusedText' : 'device:tap.noneText')}
        </Empty>
      ) : (
        <div className={table.scroll}>
          <table className={`${table.table} ${table.dense} ${styles.tap}`}>
            <thead>
              <tr>
                <th>{t('device:tap.time')}</th>
                <th>{t('device:tap.by')}</th>
                <th>{t('device:tap.raw')}</th>
                <th>{t('device:tap.fate')}</th>
              </tr>
            </thead>
            <tbody>
              {knocks.map(({ id, at, by, raw, fate }) => (
                <tr key={id}>
                  <td className={`${table.soft} ${styles.at}`} title={exact(at)}>
                    {clockTime(at)}
                  </td>
                  <td title={by}>{messageWord(t, by, raw)}</td>
                  <td className={`${table.mono} ${table.clip} ${table.soft} ${styles.raw}`} title={raw}>
                    {raw}
                  </td>
                  <td className={styles.became}>
                    <KnockFate fate={fate} chainId={chainId} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}
