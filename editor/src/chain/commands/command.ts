import type { Icon } from '@tabler/icons-react'
import type { Point } from '../document/document.ts'
import type { Session } from '../state/use-editor.ts'

/**
 * One thing a person can do. The toolbar, the shortcuts, the menus, the command palette and the sheet of keys are all
 * lists of these.
 */
export interface Command {
  readonly id: string
  /** a key of words/en/chain.json */
  readonly title: string
  readonly icon: Icon
  /** as `Mod+Shift+Z`; the first one is shown. `Mod` is Ctrl, or ⌘ on a Mac */
  readonly keys: readonly string[]
  /** the browser must get the key as well: pasting works on plain http only by its own event */
  readonly native?: boolean
  readonly canRun: (session: Session) => boolean
  /** why nothing happens where it can't run: a key of words/en/chain.json; left out where that needs no word */
  readonly cannot?: string
  readonly run: (session: Session) => void | Promise<void>
}

export const always = () => true
export const somethingChosen = ({ editor }: Session) => editor.getState().nodes.size > 0
/** nodes or notes: what can be copied */
export const anythingChosen = ({ editor }: Session) =>
  editor.getState().nodes.size + editor.getState().notes.size > 0
export const oneChosen = ({ editor }: Session) => editor.getState().nodes.size === 1

/** Where something new is wanted: where the menu was opened, or where the pointer is; null when it is elsewhere. */
export function askedPlace({ editor, canvas }: Session): Point | null {
  const { menu } = editor.getState()
  return (menu && canvas.current?.toCanvas(menu.screen)) ?? canvas.current?.pointer() ?? null
}

/** The chosen node when exactly one is. */
export function theOne({ editor }: Session): string | null {
  const { nodes } = editor.getState()
  return nodes.size === 1 ? ([...nodes][0] ?? null) : null
}
