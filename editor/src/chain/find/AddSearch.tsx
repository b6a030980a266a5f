import { useTranslation } from 'react-i18next'
import { Tile } from '../canvas/Tile.tsx'
import { addKind } from '../state/adding.ts'
import { searchKinds } from '../state/search.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { Chooser } from './Chooser.tsx'
import styles from './floating.module.css'

const [width, height] = [320, 430]

/** The search for a node to add, where a wire was let go or the canvas was clicked. */
export function AddSearch() {
  const { t } = useTranslation()
  const { editor, canvas } = useSession()
  const adding = useEditor((state) => state.adding)
  const catalog = useEditor((state) => state.catalog)
  if (!adding) return null
  const close = () => editor.setState({ adding: null })
  const { screen, place, from } = adding
  const left = Math.max(8, Math.min(screen.x, innerWidth - width - 8))
  const top = Math.max(8, Math.min(screen.y, innerHeight - height - 8))
  const choicesFor = (text: string) =>
    searchKinds(catalog.all, text)
      .filter((kind) => !from || !kind.source)
      .map((kind) => ({
        id: kind.type,
        icon: <Tile definition={kind} small />,
        title: kind.title,
        about: kind.summary,
        run: () => canvas.current?.focus(addKind(editor, kind, place, from && { from })),
      }))
  return (
    <>
      <div className={styles.behind} onPointerDown={close} />
      <div
        className={styles.box}
        style={{ left, top, width }}
        role="dialog"
        aria-label={t('chain:add.label')}
        data-takes-keys
      >
        <Chooser
          label={t('chain:add.label')}
          placeholder={from ? t('chain:add.after', { output: from.output }) : t('chain:add.placeholder')}
          nothing={t('chain:add.none')}
          choicesFor={choicesFor}
          onClose={close}
        />
      </div>
    </>
  )
}
