import { useTranslation } from 'react-i18next'
import styles from './Pane.module.css'
import { paneBounds, setPaneHeight, usePaneHeight } from './pane-height.ts'

/** pixels of one press of an arrow key */
const step = 24

/** The upper edge of the pane: dragged, or moved with the arrow keys. */
export function PaneHandle() {
  const { t } = useTranslation()
  const height = usePaneHeight()
  const onPointerDown = (event: React.PointerEvent<HTMLElement>) => {
    const handle = event.currentTarget
    const from = event.clientY
    handle.setPointerCapture(event.pointerId)
    const move = (moved: PointerEvent) => setPaneHeight(height + from - moved.clientY)
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    })
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const way = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (way === 0) return
    event.preventDefault()
    event.stopPropagation()
    setPaneHeight(height + way * step)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line that is moved is no rule between texts
    <div
      className={styles.handle}
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={t('chain:pane.resize')}
      aria-valuenow={height}
      aria-valuemin={paneBounds.least}
      aria-valuemax={paneBounds.most}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  )
}
