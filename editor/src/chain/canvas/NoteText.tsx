import { useTranslation } from 'react-i18next'
import { changeNote } from '../document/notes.ts'
import { edit } from '../state/editor.ts'
import { useSession } from '../state/use-editor.ts'
import styles from './Note.module.css'

/** The text of a note while it is written: Escape or a click beside it ends that. */
export function NoteText({ id, content }: { id: string; content: string }) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const done = (text: string) => {
    if (editor.getState().renaming !== id) return
    editor.setState({ renaming: null })
    edit(editor, { key: 'chain:history.noteEdit' }, (doc) => changeNote(doc, id, { content: text }))
  }
  return (
    <textarea
      className={`${styles.text} nodrag nopan nowheel`}
      aria-label={t('chain:note.text')}
      defaultValue={content}
      ref={(area) => area?.focus()}
      onFocus={({ currentTarget }) => {
        // what a new note says of itself is there to be written over
        if (content === t('chain:note.new')) currentTarget.select()
      }}
      onBlur={(event) => done(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Escape') done(event.currentTarget.value)
      }}
    />
  )
}
