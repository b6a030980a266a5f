import { Button } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../../parts/copy.ts'
import { tell } from '../../parts/toasts.ts'
import { sameValue } from '../document/compare.ts'
import { looksLikeGraph } from '../document/document.ts'
import { fromGraph, toGraph } from '../document/graph.ts'
import { CodeBox } from '../fields/CodeBox.tsx'
import { edit } from '../state/editor.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './TextView.module.css'

/** The chain as its JSON, live both ways: a text that is a chain becomes the draft, one that is not says why. */
export function TextView() {
  const { t } = useTranslation()
  const { editor } = useSession()
  const doc = useEditor((state) => state.doc)
  const written = useMemo(() => JSON.stringify(toGraph(doc), null, 2), [doc])
  const [typed, setTyped] = useState<string | null>(null)
  const [error, setError] = useState<{ message: string; line?: number } | null>(null)

  const change = (text: string) => {
    setTyped(text)
    const read = readText(text)
    if ('error' in read) {
      setError({
        message: t('chain:text.notJson', { error: read.error }),
        ...(read.line === undefined ? {} : { line: read.line }),
      })
      return
    }
    if (!looksLikeGraph(read.value)) return setError({ message: t('chain:text.noChain') })
    setError(null)
    const graph = read.value
    if (!sameValue(graph, toGraph(editor.getState().doc))) {
      edit(editor, { key: 'chain:history.text_edit' }, () => fromGraph(graph), 'text')
    }
  }
  return (
    <section className={styles.text} aria-label={t('chain:text.label')}>
      <header>
        <span role={error ? 'alert' : undefined} className={error ? styles.error : styles.fine}>
          {error ? error.message : t('chain:text.hint')}
        </span>
        <Button
          size="xs"
          leftSection={<IconCopy size={14} />}
          onClick={async () =>
            tell((await copyText(written)) ? t('chain:text.copied') : t('chain:say.notCopied'))
          }
        >
          {t('chain:text.copy')}
        </Button>
      </header>
      <CodeBox
        className={styles.box}
        label={t('chain:text.label')}
        value={error !== null && typed !== null ? typed : sameText(typed, written)}
        error={error}
        onChange={change}
      />
    </section>
  )
}

/** What is being typed stays as typed while it means the same; else the document is written anew. */
function sameText(typed: string | null, written: string): string {
  if (typed === null) return written
  const read = readText(typed)
  return 'value' in read && sameValue(read.value, JSON.parse(written)) ? typed : written
}

function readText(text: string): { value: unknown } | { error: string; line?: number } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    const { message } = error as Error
    const position = /position (\d+)/.exec(message)?.[1]
    return position === undefined
      ? { error: message }
      : { error: message, line: text.slice(0, Number(position)).split('\n').length }
  }
}
