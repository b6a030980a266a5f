import { useMediaQuery } from '@mantine/hooks'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { DeployBar } from './bar/DeployBar.tsx'
import { Canvas } from './canvas/Canvas.tsx'
import { useShortcuts } from './commands/use-shortcuts.ts'
import { Dialogs } from './dialogs/Dialogs.tsx'
import styles from './Editor.module.css'
import { AddSearch } from './find/AddSearch.tsx'
import { ContextMenu } from './find/ContextMenu.tsx'
import { Palette } from './find/Palette.tsx'
import { Outline } from './outline/Outline.tsx'
import { Phone } from './Phone.tsx'
import { Pane } from './pane/Pane.tsx'
import { Panel } from './panel/Panel.tsx'
import { Refusal } from './Refusal.tsx'
import { useEditor } from './state/use-editor.ts'

const TextView = lazy(() => import('./text/TextView.tsx').then((file) => ({ default: file.TextView })))

/** Says each edit to screen readers by the name that the history has for it. */
function LastStep() {
  const { t } = useTranslation()
  const { done, undone } = useEditor((state) => state.history)
  const last = undone.at(-1) ?? done.at(-1)
  const name = last ? t(last.name.key, last.name.values ?? {}) : ''
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {undone.length > 0 ? t('chain:say.undone', { name }) : name}
    </div>
  )
}

/** The open chain: bar, palette, the chain itself in one of three views, panel, pane, and what floats above. */
export function Editor() {
  const { t } = useTranslation()
  const view = useEditor((state) => state.view)
  const panel = useEditor((state) => state.panelShown)
  const announcement = useEditor((state) => state.announcement)
  const phone = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  useShortcuts()
  return (
    <div
      className={styles.editor}
      data-phone={phone || undefined}
      data-panel={(panel && !phone) || undefined}
    >
      <DeployBar />
      {phone ? (
        <Phone />
      ) : (
        <>
          <Palette />
          {view === 'canvas' && <Canvas />}
          {view === 'outline' && <Outline />}
          {view === 'text' && (
            <Suspense fallback={<section />}>
              <TextView />
            </Suspense>
          )}
          {panel && <Panel />}
          <Pane />
        </>
      )}
      <AddSearch />
      <ContextMenu />
      <Dialogs />
      <Refusal />
      <div
        className="visually-hidden"
        role="status"
        aria-live="assertive"
        aria-label={t('chain:page.announcements')}
      >
        {announcement}
      </div>
      <LastStep />
    </div>
  )
}
