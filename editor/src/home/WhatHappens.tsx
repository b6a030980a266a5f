import { IconAntenna, IconBellRinging, IconDatabase } from '@tabler/icons-react'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../parts/Card.tsx'
import styles from './WhatHappens.module.css'

const stations = [
  { id: 'received', icon: IconAntenna, category: 'transport' },
  { id: 'saved', icon: IconDatabase, category: 'persistence' },
  { id: 'watched', icon: IconBellRinging, category: 'alarm' },
] as const

/** The default chain in three stations; water runs in the pipes once a message has come. */
export function WhatHappens({ arrived }: { arrived: boolean }) {
  const { t } = useTranslation()
  return (
    <Card title={t('home:way.title')}>
      {stations.map(({ id, icon: Icon, category }, index) => (
        <Fragment key={id}>
          {index > 0 && <i className={styles.pipe} data-wet={(arrived && index === 1) || undefined} />}
          <div className={styles.station} data-next={id === 'watched' || undefined}>
            <span className={styles.tile} style={{ background: `var(--cat-${category})` }}>
              <Icon size={15} stroke={2} aria-hidden="true" />
            </span>
            <div>
              <b>{t(`home:way.${id}.title`)}</b>
              <div className={styles.text}>{t(`home:way.${id}.text`)}</div>
            </div>
          </div>
        </Fragment>
      ))}
      <p className={styles.note}>{t('home:way.note')}</p>
    </Card>
  )
}
