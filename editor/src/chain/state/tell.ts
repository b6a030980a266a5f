import { TOAST_MS, type Toast, toasts } from '../../parts/toasts.ts'
import { type EditorStore, undoStep } from './editor.ts'

let nextId = -1

/** Says what an edit did, with the way back for as long as it is the last step. */
export function tellStep(editor: EditorStore, text: string): void {
  const id = nextId--
  const step = editor.getState().history.done.at(-1)
  const gone = () => toasts.setState((all) => all.filter((toast) => toast.id !== id), true)
  const undo = () => {
    gone()
    if (editor.getState().history.done.at(-1) === step) undoStep(editor)
  }
  const toast: Toast = { id, text, until: Date.now() + TOAST_MS, undo }
  toasts.setState((all) => [...all, toast], true)
  setTimeout(gone, TOAST_MS)
}
