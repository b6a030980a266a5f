import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core'
import { IconSend, IconVersions, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { renameChain } from '../server.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './Panel.module.css'

/** The panel while no single node is open: the chain itself. */
export function ChainAbout({ several }: { several: number }) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const chain = useEditor((state) => state.chain)
  const nodes = useEditor((state) => state.doc.nodes.size)
  const first = useEditor((state) => state.doc.nodes.get(state.doc.first ?? ''))
  const [name, setName] = useState(chain.name)
  const [description, setDescription] = useState(chain.description)
  const keep = async (about: { name?: string; description?: string }) => {
    if (about.name?.trim() === '') return setName(chain.name)
    if (about.name === chain.name || about.description === chain.description) return
    const summary = await renameChain(chain.id, about)
    editor.setState((state) => ({
      chain: { ...state.chain, name: summary.name, description: summary.description },
    }))
  }
  return (
    <aside className={styles.panel} aria-label={t('chain:about.label')}>
      <header className={styles.head}>
        <div className={styles.title}>
          <h2>{several > 1 ? t('chain:about.several', { count: several }) : t('chain:about.title')}</h2>
          <p>{t('chain:about.nodes', { count: nodes })}</p>
        </div>
        <ActionIcon
          size={28}
          aria-label={t('chain:panel.close')}
          onClick={() => editor.setState({ panelShown: false })}
        >
          <IconX size={16} stroke={1.75} />
        </ActionIcon>
      </header>
      <div className={styles.body}>
        <p className={styles.muted}>{several > 1 ? t('chain:about.severalHint') : t('chain:about.hint')}</p>
        <TextInput
          label={t('chain:about.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={() => void keep({ name })}
        />
        <Textarea
          label={t('chain:about.description')}
          autosize
          minRows={2}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          onBlur={() => void keep({ description })}
        />
        <div className={styles.section}>
          <h3>{t('chain:about.enters')}</h3>
          <p className={styles.muted}>
            {first
              ? t('chain:about.first', { name: `#${first.number} ${first.name}` })
              : t('chain:about.noFirst')}
          </p>
        </div>
        <div className={styles.section}>
          <Button
            size="xs"
            mr="auto"
            leftSection={<IconSend size={14} />}
            onClick={() => editor.setState({ dialog: 'send' })}
          >
            {t('chain:command.send')}
          </Button>
          <Button
            size="xs"
            mr="auto"
            leftSection={<IconVersions size={14} />}
            onClick={() => editor.setState({ dialog: 'versions' })}
          >
            {t('chain:command.versions')}
          </Button>
        </div>
      </div>
    </aside>
  )
}
