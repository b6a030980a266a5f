import { ActionIcon, Button, Textarea } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AlarmComment, commentAlarm, refreshAlarms } from '../api/alarms.ts'
import { Ago } from '../parts/Ago.tsx'
import styles from './Comments.module.css'

interface CommentProps {
  alarmId: string
  comment: AlarmComment
  isMine: boolean
  mayRemove: boolean
  onRemove: () => void
  onError: (error: unknown) => void
}

/** One comment; one's own can be changed. What Weir wrote itself is quieter. */
export function Comment({ alarmId, comment, isMine, mayRemove, onRemove, onError }: CommentProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<string | null>(null)
  const { type, createdTime, firstName, lastName, email } = comment
  const text = String(comment.comment.text ?? '')
  const isSystem = type === 'SYSTEM'
  const who = [firstName, lastName].filter(Boolean).join(' ') || email || t('alarms:person.gone')
  async function save() {
    if (draft === null || draft.trim() === '') return
    try {
      await commentAlarm(alarmId, draft.trim(), comment.id.id)
      setDraft(null)
      await refreshAlarms()
    } catch (reason) {
      onError(reason)
    }
  }
  if (isSystem)
    return (
      <li className={styles.system}>
        {text} · <Ago at={createdTime} />
      </li>
    )
  return (
    <li className={styles.comment}>
      <header>
        <b>{who}</b>
        <span className={styles.when}>
          <Ago at={createdTime} />
          {comment.comment.edited ? ` · ${t('alarms:comments.edited')}` : ''}
        </span>
        {isMine && (
          <ActionIcon size={26} aria-label={t('alarms:comments.edit')} onClick={() => setDraft(text)}>
            <IconPencil size={14} stroke={1.75} />
          </ActionIcon>
        )}
        {mayRemove && (
          <ActionIcon size={26} aria-label={t('alarms:comments.remove')} onClick={onRemove}>
            <IconTrash size={14} stroke={1.75} />
          </ActionIcon>
        )}
      </header>
      {draft === null ? (
        <p>{text}</p>
      ) : (
        <div className={styles.form}>
          <Textarea
            aria-label={t('alarms:comments.edit')}
            autosize
            autoFocus
            maxLength={5000}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Escape' && setDraft(null)}
          />
          <Button size="xs" variant="subtle" onClick={() => setDraft(null)}>
            {t('shell:cancel')}
          </Button>
          <Button size="xs" onClick={() => void save()}>
            {t('alarms:comments.save')}
          </Button>
        </div>
      )}
    </li>
  )
}
