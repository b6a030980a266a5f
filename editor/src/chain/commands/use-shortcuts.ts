import { useEffect } from 'react'
import { useSession } from '../state/use-editor.ts'
import { allCommands } from './all.ts'
import { commandFor } from './keys.ts'
import { pasteText } from './paste.ts'
import { useRun } from './use-run.ts'

const textFields =
  'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], .cm-editor'
/** These are expected to work from anywhere, text fields included. */
const everywhere = new Set(['commands', 'deploy'])

const inText = (target: EventTarget | null) =>
  target instanceof Element && target.closest(textFields) !== null
const inDialog = () => document.querySelector('[role=dialog][aria-modal=true], [data-takes-keys]') !== null

/** All keys of the editor. They never act while a text field has the focus, and give way to open dialogs. */
export function useShortcuts(): void {
  const session = useSession()
  const run = useRun()
  useEffect(() => {
    const { editor } = session
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !session.place.isInnermost()) return
      if (event.key === 'Escape' && !inDialog() && !inText(event.target)) {
        editor.setState({ menu: null, adding: null, wiring: null })
        return
      }
      const command = commandFor(event, allCommands)
      if (!command || command.native || inDialog()) return
      if (inText(event.target) && !everywhere.has(command.id)) return
      // text that somebody marked on the page is copied as text
      if (command.id === 'copy' && getSelection()?.isCollapsed === false) return
      event.preventDefault()
      event.stopImmediatePropagation()
      run(command)
    }
    const onPaste = (event: ClipboardEvent) => {
      if (inText(event.target) || inDialog() || !session.place.isInnermost()) return
      pasteText(session, event.clipboardData?.getData('text/plain') ?? '')
    }
    // before the app's own keys: on this page Ctrl K finds nodes and commands as well
    addEventListener('keydown', onKeyDown, { capture: true })
    addEventListener('paste', onPaste)
    return () => {
      removeEventListener('keydown', onKeyDown, { capture: true })
      removeEventListener('paste', onPaste)
    }
  }, [session, run])
}
