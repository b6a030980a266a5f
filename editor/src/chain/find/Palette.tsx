import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'
import { Tile } from '../canvas/Tile.tsx'
import { kindFormat } from '../canvas/use-dropping.ts'
import { addKind, goodPlace } from '../state/adding.ts'
import { type Group, groupOf } from '../state/catalog.ts'
import { searchKinds } from '../state/search.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './Palette.module.css'

const groups: readonly Group[] = ['in', 'decide', 'act']

/** All kinds of node by purpose. Drag one, click it, or search and press Enter. */
export function Palette() {
  const { t } = useTranslation()
  const { editor, canvas } = useSession()
  const all = useEditor((state) => state.catalog.all)
  const [text, setText] = useState('')
  const found = useMemo(() => searchKinds(all, text), [all, text])
  const add = (kind: NodeDefinitionJson) => {
    const id = addKind(editor, kind, goodPlace(editor, canvas.current?.middle()))
    canvas.current?.focus(id)
  }
  const onEnter = (event: React.KeyboardEvent) => {
    const first = found[0]
    if (event.key === 'Escape') setText('')
    if (event.key !== 'Enter' || !first) return
    event.preventDefault()
    add(first)
    setText('')
  }
  const item = (kind: NodeDefinitionJson) => (
    <button
      key={kind.type}
      type="button"
      className={styles.kind}
      title={kind.summary}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(kindFormat, kind.type)
        event.dataTransfer.effectAllowed = 'copy'
      }}
      onClick={() => add(kind)}
    >
      <Tile definition={kind} small />
      <span>{kind.title}</span>
    </button>
  )
  return (
    <nav className={styles.palette} aria-label={t('chain:palette.label')}>
      <TextInput
        className={styles.search}
        placeholder={t('chain:palette.search')}
        aria-label={t('chain:palette.search')}
        leftSection={<IconSearch size={14} stroke={1.75} />}
        rightSection={<kbd>/</kbd>}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onEnter}
      />
      <div className={styles.list}>
        {text !== '' && found.map(item)}
        {text !== '' && found.length === 0 && <p>{t('chain:palette.none', { text })}</p>}
        {text === '' &&
          groups.map((group) => {
            const kinds = all.filter((kind) => groupOf(kind) === group)
            return (
              kinds.length > 0 && (
                <section key={group} aria-label={t(`chain:palette.${group}`)}>
                  <h3>{t(`chain:palette.${group}`)}</h3>
                  {kinds.map(item)}
                </section>
              )
            )
          })}
      </div>
    </nav>
  )
}
