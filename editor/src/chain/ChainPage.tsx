import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { Trouble } from '../parts/Trouble.tsx'
import styles from './ChainPage.module.css'
import { OpenChain } from './OpenChain.tsx'
import { loadChain, loadDefinitions } from './server.ts'
import { insideOf, type Place, wayTo } from './state/place.ts'

/**
 * The page of one chain, `/chains/:chainId`, and of the chains that are opened inside of it (`?inside=id,id`). Those
 * around the innermost one keep what they hold, out of sight.
 */
export default function ChainPage() {
  const { chainId = '' } = useParams()
  const [params, setParams] = useSearchParams()
  const path = insideOf(params.get('inside'), chainId)
  const now = useRef(path)
  useEffect(() => {
    now.current = path
  })
  const goTo = useRef((to: readonly string[]) => {
    const inner = to.slice(1)
    setParams(inner.length === 0 ? {} : { inside: inner.join(',') })
  })
  return (
    <div className={styles.page}>
      {path.map((id, depth) => (
        <Level
          key={id}
          chainId={id}
          outer={path.slice(0, depth)}
          covered={depth < path.length - 1}
          now={now}
          goTo={goTo}
        />
      ))}
    </div>
  )
}

function Level({
  chainId,
  outer,
  covered,
  now,
  goTo,
}: {
  chainId: string
  outer: readonly string[]
  /** another chain is open inside of this one */
  covered: boolean
  now: React.RefObject<readonly string[]>
  goTo: React.RefObject<(path: readonly string[]) => void>
}) {
  const { t } = useTranslation()
  const level = useRef<HTMLDivElement>(null)
  const first = useRef(outer.length === 0)
  useEffect(() => {
    // The page itself takes the focus when it is opened; from then on the chain that comes into sight does.
    if (!covered && !first.current) level.current?.focus({ preventScroll: true })
    first.current = false
  }, [covered])
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
  const around = outer.join(',')
  const place = useMemo<Place>(
    () => ({
      outer: around === '' ? [] : around.split(','),
      isInnermost: () => now.current.at(-1) === chainId,
      enter: (id) => goTo.current(wayTo(now.current, id)),
      leaveTo: (id) => goTo.current(wayTo(now.current, id)),
    }),
    [around, chainId, now, goTo],
  )
  const error = chain.error ?? definitions.error
  const retry = () => void Promise.all([chain.refetch(), definitions.refetch()])
  return (
    <div
      ref={level}
      tabIndex={-1}
      className={styles.level}
      data-covered={covered || undefined}
      inert={covered}
    >
      {error ? (
        <Trouble error={error} retry={retry} />
      ) : chain.data && definitions.data ? (
        <OpenChain chain={chain.data} definitions={definitions.data} place={place} />
      ) : (
        <p className={styles.loading}>{t('chain:page.loading')}</p>
      )}
    </div>
  )
}
