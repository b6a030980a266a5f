import { lazy, Suspense, useEffect } from 'react'
import { openFinder, useFinderOpen } from './finder-open.ts'

const FinderDialog = lazy(() => import('./FinderDialog.tsx'))

/** Ctrl K: find a page, a chain or a device by a few letters, without the mouse. Loaded when it is first asked for. */
export function Finder() {
  const open = useFinderOpen()

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      openFinder()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  return <Suspense>{open && <FinderDialog />}</Suspense>
}
