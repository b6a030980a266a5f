import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import type { ChainView, NodeDefinitionJson } from '../../../engine/api/contract.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { recall } from './document/remember.ts'
import { Editor } from './Editor.tsx'
import { loadChain, loadChains, loadDefinitions, watchChain, watchMessages } from './server.ts'
import { catalogOf } from './state/catalog.ts'
import { createEditor } from './state/editor.ts'
import { createLive } from './state/live.ts'
import { keepSaved } from './state/saving.ts'
import { type Session, SessionContext } from './state/use-editor.ts'

/** The page of one chain: `/chains/:chainId`. */
export default function ChainPage() {
  const { t } = useTranslation()
  const { chainId = '' } = useParams()
  const definitions = useQuery({
    queryKey: ['node-definitions'],
    queryFn: loadDefinitions,
    staleTime: 60_000,
  })
  // opened afresh each time: what the editor holds lives in its own store from then on
  const chain = useQuery({
    queryKey: ['chain', chainId],
    queryFn: () => loadChain(chainId),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const error = chain.error ?? definitions.error
  if (error)
    return <Trouble error={error} retry={() => void Promise.all([chain.refetch(), definitions.refetch()])} />
  if (!chain.data || !definitions.data)
    return <p style={{ padding: 24, color: 'var(--text-3)' }}>{t('chain:page.loading')}</p>
  return <OpenChain key={chainId} chain={chain.data} definitions={definitions.data} />
}

function OpenChain({ chain, definitions }: { chain: ChainView; definitions: readonly NodeDefinitionJson[] }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [session] = useState<Session>(() => ({
    editor: createEditor(chain, catalogOf(definitions), recall(sessionStorage, chain.id)),
    live: createLive(),
    canvas: { current: null },
    go: (path) => void navigate(path),
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
  const value = useMemo(() => session, [session])
  return (
    <SessionContext value={value}>
      <Editor />
    </SessionContext>
  )
}
