import { useTranslation } from 'react-i18next'
import { commandsById, menus } from '../commands/all.ts'
import { keyText } from '../commands/keys.ts'
import { useRun } from '../commands/use-run.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './floating.module.css'

/** The right-click menu: commands that can run on what was clicked, with their keys. */
export function ContextMenu() {
  const { t } = useTranslation()
  const session = useSession()
  const run = useRun()
  const menu = useEditor((state) => state.menu)
  if (!menu) return null
  const close = () => session.editor.setState({ menu: null })
  const entries = menus[menu.on].map((id) => (id === null ? null : commandsById.get(id)))
  const shown = entries.filter((command) => command === null || command?.canRun(session))
  const left = Math.min(menu.screen.x, innerWidth - 230)
  const top = Math.max(8, Math.min(menu.screen.y, innerHeight - shown.length * 31 - 20))
  const onKeyDown = (event: React.KeyboardEvent<HTMLDivElement>) => {
    const buttons = [...event.currentTarget.querySelectorAll('button')]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown') buttons[(at + 1) % buttons.length]?.focus()
    else if (event.key === 'ArrowUp') buttons.at(at - 1)?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      {/** biome-ignore lint/a11y/noStaticElementInteractions: a click beside the menu closes it, Escape does too */}
      <div
        className={styles.behind}
        onPointerDown={close}
        onContextMenu={(event) => {
          event.preventDefault()
          close()
        }}
      />
      <div
        className={`${styles.box} ${styles.menu}`}
        style={{ left, top }}
        role="menu"
        aria-label={t('chain:menu.label')}
        data-takes-keys
        onKeyDown={onKeyDown}
        ref={(box) => box?.querySelector('button')?.focus()}
      >
        {shown.map((command, index) =>
          command ? (
            <button
              key={command.id}
              type="button"
              role="menuitem"
              onClick={() => {
                // in this order: some commands act where the menu was opened
                run(command)
                close()
              }}
            >
              <command.icon size={16} stroke={1.75} aria-hidden="true" />
              {t(command.title)}
              {command.keys[0] !== undefined && <kbd>{keyText(command.keys[0])}</kbd>}
            </button>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
            index > 0 && index < shown.length - 1 && <hr key={index} />
          ),
        )}
      </div>
    </>
  )
}
