import { Button } from '@mantine/core'
import { IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DeadLetterJson } from '../../../engine/api/contract.ts'
import { deleteLetter, LETTERS_KEY, replayLetter } from '../api/letters.ts'
import { pageOf } from '../entities/kinds.ts'
import { Ago } from '../parts/Ago.tsx'
import { removeLater } from '../parts/leaving.ts'
import { messageWord } from '../parts/message-words.ts'
import { count } from '../parts/numbers.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { tell } from '../parts/toasts.ts'
import { useAct } from '../parts/use-act.ts'
import styles from './Letters.module.css'

export function Letter({ letter }: { letter: DeadLetterJson }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const { busy, run } = useAct(setError)
  const renew = () => queries.invalidateQueries({ queryKey: LETTERS_KEY })

  const replay = () =>
    run(async () => {
      await replayLetter(letter.id)
      tell(t('system:letters.replayed'))
      await renew()
    })
  const name = letter.originator.name ?? letter.originator.id
  const place = pageOf(letter.originator)
  const throwAway = async () => {
    await deleteLetter(letter.id)
    await renew()
  }

  return (
    <li className={styles.letter}>
      <div className={styles.head}>
        <span className={styles.reason}>{letter.reason}</span>
        <span className={styles.acts}>
          <Button
            size="xs"
            loading={busy}
            leftSection={<IconPlayerPlay size={14} stroke={1.75} />}
            onClick={replay}
          >
            {t('system:letters.replay')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="crit"
            leftSection={<IconTrash size={14} stroke={1.75} />}
            onClick={() => removeLater(letter.id, t('system:letters.deleted'), throwAway, setError)}
          >
            {t('system:letters.delete')}
          </Button>
        </span>
      </div>
      <p className={styles.facts}>
        <Ago at={letter.time} /> · {place === null ? name : <Link to={place}>{name}</Link>} ·{' '}
        <span title={letter.messageType}>{messageWord(t, letter.messageType, letter.data)}</span>
        {letter.nodeName && (
          <>
            {' · '}
            {letter.chainId ? (
              <Link to={`/chains/${letter.chainId}`}>{letter.nodeName}</Link>
            ) : (
              letter.nodeName
            )}
          </>
        )}
        {' · '}
        {t('system:letters.attempts', { count: letter.attempts, number: count(letter.attempts) })}
      </p>
      <pre className={styles.data}>{letter.data}</pre>
      {error !== null && <Trouble error={error} />}
    </li>
  )
}
