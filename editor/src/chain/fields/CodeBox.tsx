import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { assist, assistance, codeSetup, ink, inkLines, markError, type ScriptAbout } from './script-editor.ts'

interface Props {
  value: string
  label: string
  language?: Extension
  /** a script is completed and checked while it is typed; other texts are not */
  script?: ScriptAbout
  /** lines that differ from what runs */
  changed?: readonly number[]
  /** of a text that is no script */
  error?: ScriptAbout['failure']
  onChange: (value: string) => void
  onRun?: () => void
  className?: string | undefined
}

const none: readonly never[] = []

/** CodeMirror as a controlled field: what comes from outside (undo, reset) replaces the text, what is typed goes out. */
export function CodeBox({
  value,
  label,
  language,
  script,
  error = null,
  changed = none,
  onChange,
  onRun,
  className,
}: Props) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const calls = useRef({ onChange, onRun })
  calls.current = { onChange, onRun }
  const start = useRef({ value, label, language, script, runs: onRun !== undefined })

  useEffect(() => {
    if (!box.current) return
    const about = start.current
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: about.value,
        extensions: [
          codeSetup({
            label: about.label,
            ...(about.language ? { language: about.language } : {}),
            ...(about.runs ? { onRun: () => calls.current.onRun?.() } : {}),
          }),
          assistance.of(about.script ? assist(about.script) : []),
          ink.of([]),
          EditorView.updateListener.of((update) => {
            const byPerson = update.transactions.some(
              (one) =>
                one.isUserEvent('input') ||
                one.isUserEvent('delete') ||
                one.isUserEvent('undo') ||
                one.isUserEvent('redo') ||
                one.isUserEvent('move'),
            )
            if (update.docChanged && byPerson) calls.current.onChange(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    return () => {
      view.current = null
      made.destroy()
    }
  }, [])

  useEffect(() => {
    const now = view.current
    if (!now || now.state.doc.toString() === value) return
    now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value } })
  }, [value])
  useEffect(() => {
    view.current?.dispatch({ effects: assistance.reconfigure(script ? assist(script) : markError(error)) })
  }, [script, error])
  useEffect(() => {
    view.current?.dispatch({ effects: ink.reconfigure(inkLines(changed)) })
  }, [changed])
  return <div ref={box} className={className} />
}
