import { Button, FileButton, Textarea } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportPreview } from '../../../../engine/api/contract.ts'
import { MissingChains } from '../../chains/MissingChains.tsx'
import { missingChains, withChains } from '../../chains/missing-chains.ts'
import { paste } from '../document/clip.ts'
import { looksLikeGraph } from '../document/document.ts'
import { fromGraph } from '../document/graph.ts'
import { importAsNew, loadChains, previewImport } from '../server.ts'
import { edit, select } from '../state/editor.ts'
import { byIndex, keepReport, reportOf } from '../state/import-report.ts'
import { useSession } from '../state/use-editor.ts'
import { Dialog } from './Dialog.tsx'
import styles from './dialogs.module.css'

/** Brings a chain in from a file or from text: first a look at it with what can't be carried, then where to. */
export function Import() {
  const { t } = useTranslation()
  const { editor, canvas, go } = useSession()
  const [text, setText] = useState('')
  const [preview, setPreview] = useState<ImportPreview | null>(null)
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const { data: chains } = useQuery({ queryKey: ['chains'], queryFn: loadChains })
  const [problem, setProblem] = useState<string | null>(null)

  const look = async (next: string) => {
    setText(next)
    setPreview(null)
    setProblem(null)
    setChosen(new Map())
    if (next.trim() === '') return
    try {
      setPreview(await previewImport(asFile(JSON.parse(next))))
    } catch (error) {
      setProblem(error instanceof SyntaxError ? t('chain:import.notJson') : (error as Error).message)
    }
  }
  const tell = (ids: readonly string[]) => {
    const { chain } = editor.getState()
    const imported = preview && reportOf(preview.name, preview.report, ids)
    keepReport(sessionStorage, chain.id, imported)
    editor.setState({ imported })
  }
  const replace = () => {
    if (!preview) return
    const doc = fromGraph(withChains(preview.graph, chosen))
    edit(editor, { key: 'chain:history.import', values: { name: preview.name } }, () => doc)
    tell([...doc.nodes.keys()])
    editor.setState({ dialog: null })
    requestAnimationFrame(() => canvas.current?.fit())
  }
  const insert = () => {
    if (!preview) return
    const at = canvas.current?.middle() ?? { x: 40, y: 40 }
    const pasted = paste(editor.getState().doc, withChains(preview.graph, chosen), at)
    edit(editor, { key: 'chain:history.paste', values: { count: pasted.ids.length } }, () => pasted.doc)
    tell(byIndex(preview.graph, pasted.ids))
    editor.setState({ dialog: null })
    select(editor, pasted.ids, [], pasted.notes)
    canvas.current?.fit()
  }
  const asNew = async () => {
    try {
      const { chain, report } = await importAsNew(withChains(asFile(JSON.parse(text)), chosen))
      const ids = chain.draft?.graph.nodes.map((node) => node.id?.id) ?? []
      keepReport(sessionStorage, chain.id, reportOf(chain.name, report, ids))
      go(`/chains/${chain.id}`)
    } catch (error) {
      setProblem((error as Error).message)
    }
  }
  return (
    <Dialog title={t('chain:import.title')} size="xl">
      <div className={styles.form}>
        <p>{t('chain:import.text')}</p>
        <FileButton
          accept="application/json,.json"
          onChange={async (file) => file && look(await file.text())}
        >
          {(props) => (
            <Button {...props} mr="auto" leftSection={<IconFileImport size={16} />}>
              {t('chain:import.choose')}
            </Button>
          )}
        </FileButton>
        <Textarea
          aria-label={t('chain:import.paste')}
          placeholder={t('chain:import.paste')}
          data-autofocus
          autosize
          minRows={5}
          maxRows={12}
          spellCheck={false}
          styles={{ input: { font: 'var(--type-code)' } }}
          value={text}
          onChange={(event) => void look(event.currentTarget.value)}
        />
        {problem !== null && (
          <p className={styles.error} role="alert">
            {problem}
          </p>
        )}
        {preview && (
          <div role="status">
            <b>{preview.name}</b> ·{' '}
            {t('chain:import.found', { count: preview.nodes, wires: preview.connections })}
            {preview.report.length === 0 && <p className={styles.muted}>{t('chain:import.clean')}</p>}
            {preview.report.map((note) => (
              <p key={`${note.node}:${note.message}`} className={styles.note} data-severity={note.severity}>
                {note.node !== undefined && <b>{preview.graph.nodes[note.node]?.name}</b>} {note.message}
              </p>
            ))}
            {chains && (
              <MissingChains
                missing={missingChains(preview.graph, new Set(chains.map(({ id }) => id)))}
                chains={chains}
                chosen={chosen}
                onChoose={setChosen}
              />
            )}
          </div>
        )}
      </div>
      <div className={styles.actions}>
        <Button disabled={!preview} onClick={asNew}>
          {t('chain:import.asNew')}
        </Button>
        <Button disabled={!preview} onClick={insert}>
          {t('chain:import.insert')}
        </Button>
        <Button variant="filled" disabled={!preview} onClick={replace}>
          {t('chain:import.replace')}
        </Button>
      </div>
    </Dialog>
  )
}

/** A bare graph is put into the shape of a file. */
function asFile(value: unknown): unknown {
  return looksLikeGraph(value) ? { ruleChain: { name: 'Imported', type: 'CORE' }, metadata: value } : value
}
