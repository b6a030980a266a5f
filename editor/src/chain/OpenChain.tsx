import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import type { ChainView, NodeDefinitionJson } from '../../../engine/api/contract.ts'
import { recall } from './document/remember.ts'
import { Editor } from './Editor.tsx'
import { loadChains, watchChain, watchMessages } from './server.ts'
import { catalogOf } from './state/catalog.ts'
import { createEditor, openNode } from './state/editor.ts'
import { lightPath } from './state/followed.ts'
import { keptReport } from './state/import-report.ts'
import { createLive } from './state/live.ts'
import type { Place } from './state/place.ts'
import { keepSaved } from './state/saving.ts'
import { type Session, SessionContext } from './state/use-editor.ts'

/** One chain with its draft, its history and its live numbers, for as long as it is open. */
export function OpenChain({
  chain,
  definitions,
  place,
}: {
  chain: ChainView
  definitions: readonly NodeDefinitionJson[]
  place: Place
}) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [session] = useState<Session>(() => ({
    editor: createEditor(chain, catalogOf(definitions), recall(sessionStorage, chain.id)),
    live: createLive(),
    canvas: { current: null },
    go: (path) => void navigate(path),
    place,
  }))
  const { editor, live } = session
  const { data: chains } = useQuery({ queryKey: ['chains'], queryFn: loadChains })
  useEffect(() => {
    if (!chains) return
    const names = new Map(chains.map((one) => [one.id, one.name]))
    const known = editor.getState().catalog.chainNames
    const same = known.size === names.size && [...names].every(([id, name]) => known.get(id) === name)
    // a new catalogue draws every node again
    if (!same) editor.setState({ catalog: catalogOf(definitions, names) })
  }, [chains, definitions, editor])
  useEffect(() => {
    editor.setState({ imported: keptReport(sessionStorage, chain.id) })
    live.follow(editor.getState().chain.live)
    const unfollow = editor.subscribe((state, before) => {
      if (state.chain.live !== before.chain.live) live.follow(state.chain.live)
      if (state.chain !== before.chain) void queries.invalidateQueries({ queryKey: ['chains'] })
    })
    const stops = [
      unfollow,
      keepSaved(editor),
      watchChain(chain.id, live.takeNumbers),
      watchMessages(chain.id, live.takeMessages),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [chain.id, editor, live, queries])
  useEffect(() => lightPath(session), [session])
  useEffect(() => {
    // `?node=` is a link to one node, as the alarms page has them.
    const wanted = new URLSearchParams(location.search).get('node')
    if (wanted === null || !editor.getState().doc.nodes.has(wanted)) return
    openNode(editor, wanted)
    requestAnimationFrame(() => session.canvas.current?.focus(wanted))
  }, [editor, session])
  return (
    <SessionContext value={session}>
      <Editor />
    </SessionContext>
  )
}
