import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect } from 'react'
import styles from './Refusal.module.css'
import { useEditor, useSession } from './state/use-editor.ts'

const shownFor = 6000

/** Why the last thing that somebody wanted was not done: one at a time, above everything, and gone by itself. */
export function Refusal() {
  const { editor } = useSession()
  const refusal = useEditor((state) => state.refusal)
  useEffect(() => {
    if (refusal === null) return
    const timer = setTimeout(() => editor.setState({ refusal: null }), shownFor)
    return () => clearTimeout(timer)
  }, [editor, refusal])
  return (
    <div className={styles.place} role="alert">
      {refusal && (
        <p key={refusal.at} className={styles.refusal}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
          {refusal.reason}
        </p>
      )}
    </div>
  )
}
