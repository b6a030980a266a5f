import { ActionIcon, ColorSwatch, Menu } from '@mantine/core'
import { IconPalette, IconPencil, IconTrash } from '@tabler/icons-react'
import { type Node, type NodeProps, NodeResizer, NodeToolbar, Position } from '@xyflow/react'
import { type CSSProperties, memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Note as NoteJson } from '../../../../engine/rules/chain.ts'
import { changeNote, colourOf, removeNotes, smallestNote } from '../document/notes.ts'
import { Markdown } from '../panel/Markdown.tsx'
import { edit } from '../state/editor.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './Note.module.css'
import { NoteText } from './NoteText.tsx'

export type NoteNodeType = Node<{ note: NoteJson }, 'note'>

/** the cloud writes colours themselves, so these are values and no roles of the theme */
const colours = {
  white: '#ffffff',
  yellow: '#fff3c4',
  green: '#d6f0dc',
  blue: '#d3e8f7',
  pink: '#f9d9e8',
} as const

/** A note behind the nodes: Markdown in a coloured box, for whoever reads the chain next. */
export const Note = memo(function Note({ id, data, selected }: NodeProps<NoteNodeType>) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const writing = useEditor((state) => state.renaming === id)
  const { note } = data
  const style = { '--note': colourOf(note) ?? colours.yellow } as CSSProperties
  return (
    <>
      <NodeToolbar isVisible={selected === true && !writing} position={Position.Top} align="end" offset={4}>
        <div className={styles.tools}>
          <ActionIcon
            size={26}
            variant="subtle"
            aria-label={t('chain:note.edit')}
            onClick={() => editor.setState({ renaming: id })}
          >
            <IconPencil size={15} stroke={1.75} />
          </ActionIcon>
          <Menu withinPortal position="bottom-end">
            <Menu.Target>
              <ActionIcon size={26} variant="subtle" aria-label={t('chain:note.colour')}>
                <IconPalette size={15} stroke={1.75} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {Object.entries(colours).map(([name, colour]) => (
                <Menu.Item
                  key={name}
                  leftSection={<ColorSwatch size={14} color={colour} />}
                  onClick={() =>
                    edit(editor, { key: 'chain:history.noteColour' }, (doc) =>
                      changeNote(doc, id, { backgroundColor: colour }),
                    )
                  }
                >
                  {t(`chain:note.${name}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <ActionIcon
            size={26}
            variant="subtle"
            aria-label={t('chain:note.remove')}
            onClick={() =>
              edit(editor, { key: 'chain:history.noteRemove', values: { count: 1 } }, (doc) =>
                removeNotes(doc, new Set([id])),
              )
            }
          >
            <IconTrash size={15} stroke={1.75} />
          </ActionIcon>
        </div>
      </NodeToolbar>
      <NodeResizer
        isVisible={selected === true}
        minWidth={smallestNote.width}
        minHeight={smallestNote.height}
        lineClassName={styles.edge ?? ''}
        handleClassName={styles.handle ?? ''}
      />
      <div className={styles.note} style={style} data-selected={selected || undefined}>
        {writing ? (
          <NoteText id={id} content={note.content} />
        ) : note.content.trim() === '' ? (
          <p className={styles.empty}>{t('chain:note.empty')}</p>
        ) : (
          <Markdown text={note.content} />
        )}
      </div>
    </>
  )
})
