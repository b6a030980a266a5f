import { Button, Textarea } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { commentAlarm, refreshAlarms, removeAlarmComment, useAlarmComments } from '../api/alarms.ts'
import { useSession } from '../api/session.ts'
import { removeLater, useLeaving } from '../parts/leaving.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { Comment } from './Comment.tsx'
import styles from './Comments.module.css'

/** What people and Weir say about the alarm, oldest first, and a place to say more. */
export function Comments({ id }: { id: string }) {
  const { t } = useTranslation()
  const me = useSession((session) => session.claims)
  const { data, error, refetch } = useAlarmComments(id)
  const leaving = useLeaving()
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<unknown>(null)

  async function say(event: FormEvent) {
    event.preventDefault()
    if (text.trim() === '') return
    try {
      await commentAlarm(id, text.trim())
      setText('')
      setFailure(null)
      await refreshAlarms()
    } catch (reason) {
      setFailure(reason)
    }
  }
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void say(event)
  }
  const remove = (commentId: string) =>
    removeLater(
      commentId,
      t('alarms:did.uncommented'),
      () => removeAlarmComment(id, commentId).then(refreshAlarms),
      setFailure,
    )
  const shown = data?.filter((one) => !leaving.has(one.id.id))
  return (
    <>
      {error && <Trouble error={error} retry={refetch} />}
      <ol className={styles.list}>
        {shown?.map((one) => (
          <Comment
            key={one.id.id}
            alarmId={id}
            comment={one}
            isMine={one.userId?.id === me?.userId}
            mayRemove={one.userId?.id === me?.userId || me?.authority === 'TENANT_ADMIN'}
            onRemove={() => remove(one.id.id)}
            onError={setFailure}
          />
        ))}
      </ol>
      {shown?.length === 0 && <p className={styles.none}>{t('alarms:comments.none')}</p>}
      {failure !== null && <Trouble error={failure} />}
      <form className={styles.form} onSubmit={say}>
        <Textarea
          label={t('alarms:comments.say')}
          autosize
          minRows={2}
          maxLength={5000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Button type="submit" aria-keyshortcuts="Control+Enter">
          {t('alarms:comments.add')}
        </Button>
      </form>
    </>
  )
}
