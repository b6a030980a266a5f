import { fromGraph, toGraph } from '../document/graph.ts'
import { remember } from '../document/remember.ts'
import { saveDraft } from '../server.ts'
import { type EditorStore, edit } from './editor.ts'

const pauseMs = 700
const retryMs = 4000

/**
 * Keeps the draft on the server and in the tab. Edits are saved when they pause; while the server is away they stay
 * here and are tried again; when somebody else saved first, nothing is overwritten until the person has chosen.
 */
export function keepSaved(editor: EditorStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  const later = (ms: number) => {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(() => void save(editor).then(again), ms)
  }
  const again = () => {
    const { state } = editor.getState().saving
    if (state === 'unreachable') later(retryMs)
    else if (state === 'waiting') later(pauseMs)
  }
  const now = () => {
    if (editor.getState().saving.state === 'unreachable') later(0)
  }
  const unsubscribe = editor.subscribe((state, before) => {
    if (state.doc !== before.doc && state.saving.state === 'waiting') later(pauseMs)
    if (state.doc !== before.doc || state.revision !== before.revision || state.saving !== before.saving)
      keep(editor)
  })
  addEventListener('online', now)
  if (editor.getState().saving.state === 'waiting') later(0)
  return () => {
    stopped = true
    clearTimeout(timer)
    unsubscribe()
    removeEventListener('online', now)
    keep(editor)
    if (editor.getState().saving.state === 'waiting') void save(editor)
  }
}

function keep(editor: EditorStore): void {
  const { chain, doc, history, revision, saving } = editor.getState()
  remember(sessionStorage, chain.id, { doc, history, revision, unsaved: saving.state !== 'saved' })
}

let running: Promise<void> | null = null

/** Saves what is not saved yet; resolves when the server has answered. Two saves never run at once. */
export async function save(editor: EditorStore): Promise<void> {
  while (running) await running
  const { state } = editor.getState().saving
  if (state === 'saved' || state === 'conflict') return
  running = saveNow(editor).finally(() => {
    running = null
  })
  await running
}

async function saveNow(editor: EditorStore): Promise<void> {
  const { chain, doc, revision, saving: before } = editor.getState()
  const since = before.state === 'unreachable' ? before.since : null
  editor.setState({ saving: { state: 'saving' } })
  const saved = await saveDraft(chain.id, toGraph(doc), revision)
  const untouched = editor.getState().doc === doc
  switch (saved.kind) {
    case 'saved':
      editor.setState((state) => ({
        revision: saved.draft.revision,
        problems: saved.problems,
        chain: { ...state.chain, hasDraft: true, draft: saved.draft },
        saving: untouched ? { state: 'saved', at: saved.draft.savedTime } : { state: 'waiting' },
      }))
      return
    case 'conflict':
      editor.setState({ saving: { state: 'conflict', theirs: saved.theirs } })
      return
    case 'unreachable':
      editor.setState({ saving: { state: 'unreachable', since: since ?? Date.now() } })
      return
    case 'refused':
      editor.setState({ saving: { state: 'refused', reason: saved.reason } })
  }
}

/** Goes on with the other person's draft; mine stays one undo away. */
export function takeTheirs(editor: EditorStore): void {
  const { saving } = editor.getState()
  if (saving.state !== 'conflict') return
  const graph = saving.theirs?.graph ?? editor.getState().chain.live
  if (!graph) return
  const at = saving.theirs?.savedTime ?? null
  editor.setState({ saving: { state: 'saved', at: null } })
  edit(editor, { key: 'chain:history.theirs' }, () => fromGraph(graph))
  editor.setState({ revision: saving.theirs?.revision ?? 0, saving: { state: 'saved', at } })
}

/** Puts my draft over the other person's; theirs stays in nobody's history but their own. */
export async function keepMine(editor: EditorStore): Promise<void> {
  const { saving } = editor.getState()
  if (saving.state !== 'conflict') return
  editor.setState({ revision: saving.theirs?.revision ?? 0, saving: { state: 'waiting' } })
  await save(editor)
}
