import { IconShare3 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Tile } from '../canvas/Tile.tsx'
import { allCommands } from '../commands/all.ts'
import { keyText } from '../commands/keys.ts'
import { useRun } from '../commands/use-run.ts'
import { loadChains } from '../server.ts'
import { addKind, goodPlace } from '../state/adding.ts'
import { openNode } from '../state/editor.ts'
import { searchKinds } from '../state/search.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { type Choice, Chooser } from './Chooser.tsx'
import styles from './floating.module.css'

/** Ctrl K: every command, every node of this chain, every kind to add, every other chain. */
export function Commands() {
  const { t } = useTranslation()
  const session = useSession()
  const { editor, canvas, go } = session
  const run = useRun()
  const doc = useEditor((state) => state.doc)
  const catalog = useEditor((state) => state.catalog)
  const { data: chains = [] } = useQuery({ queryKey: ['chains'], queryFn: loadChains })
  const close = () => editor.setState({ dialog: null })

  const choicesFor = (text: string): Choice[] => {
    const wanted = text.trim().toLowerCase()
    const fits = (...words: string[]) =>
      wanted === '' || words.some((word) => word.toLowerCase().includes(wanted))
    const commands = allCommands
      .filter(
        (command) =>
          command.id !== 'commands' && command.canRun(session) && fits(t(command.title), command.id),
      )
      .map((command) => ({
        id: command.id,
        icon: <command.icon size={16} stroke={1.75} />,
        title: t(command.title),
        keys: command.keys[0] === undefined ? undefined : keyText(command.keys[0]),
        section: t('chain:find.commands'),
        run: () => run(command),
      }))
    const nodes = [...doc.nodes.values()]
      .filter((node) => fits(node.name, `#${node.number}`, node.type, JSON.stringify(node.configuration)))
      .slice(0, wanted === '' ? 6 : 12)
      .map((node) => ({
        id: node.id,
        icon: <Tile definition={catalog.byType.get(node.type)} small />,
        title: node.name,
        about: `#${node.number}`,
        section: t('chain:find.nodes'),
        run: () => {
          openNode(editor, node.id)
          canvas.current?.focus(node.id)
        },
      }))
    const kinds = (wanted === '' ? [] : searchKinds(catalog.all, text).slice(0, 8)).map((kind) => ({
      id: `add ${kind.type}`,
      icon: <Tile definition={kind} small />,
      title: t('chain:find.add', { title: kind.title }),
      about: kind.summary,
      section: t('chain:find.kinds'),
      run: () => canvas.current?.focus(addKind(editor, kind, goodPlace(editor, canvas.current?.middle()))),
    }))
    const others = (wanted === '' ? [] : chains.filter((chain) => fits(chain.name)).slice(0, 6)).map(
      (chain) => ({
        id: chain.id,
        icon: <IconShare3 size={16} stroke={1.75} />,
        title: chain.name,
        section: t('chain:find.chains'),
        run: () => go(`/chains/${chain.id}`),
      }),
    )
    return [...nodes, ...commands, ...kinds, ...others]
  }
  return (
    <>
      <div className={`${styles.behind} ${styles.dim}`} onPointerDown={close} />
      <div
        className={`${styles.box} ${styles.middle}`}
        role="dialog"
        aria-modal="true"
        aria-label={t('chain:command.commands')}
      >
        <Chooser
          label={t('chain:command.commands')}
          placeholder={t('chain:find.placeholder')}
          nothing={t('chain:find.nothing')}
          choicesFor={choicesFor}
          onClose={close}
        />
      </div>
    </>
  )
}
