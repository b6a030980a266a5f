import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'
import type { DocNode } from '../document/document.ts'
import { changeNodes } from '../document/nodes.ts'
import { JsonText } from '../pane/JsonText.tsx'
import { edit } from '../state/editor.ts'
import { useSession } from '../state/use-editor.ts'
import { Markdown } from './Markdown.tsx'
import styles from './Panel.module.css'

interface ExampleJson {
  readonly title?: string
  readonly config?: Record<string, unknown>
  readonly data?: unknown
  readonly goesTo?: string | readonly string[]
  readonly failsWith?: string
}

/** What the node does, with the worked examples that are its tests; “Try this” fills the form with one. */
export function NodeHelp({
  node,
  definition,
}: {
  node: DocNode
  definition: NodeDefinitionJson | undefined
}) {
  const { t } = useTranslation()
  const { editor } = useSession()
  if (!definition) return <p className={styles.muted}>{t('chain:node.unknown', { type: node.type })}</p>
  const tryThis = (example: ExampleJson) => {
    const configuration = { ...structuredClone(definition.defaults), ...example.config }
    edit(editor, { key: 'chain:history.example', values: { name: node.name } }, (doc) =>
      changeNodes(doc, [node.id], (one) => ({ ...one, configuration })),
    )
    editor.setState({ panelTab: 'settings' })
  }
  return (
    <>
      <div className={styles.help}>
        <p>{definition.summary}</p>
        {definition.help && <Markdown text={definition.help} />}
      </div>
      {definition.examples.length > 0 && <h3>{t('chain:help.examples')}</h3>}
      {(definition.examples as readonly ExampleJson[]).map((example, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the examples of a definition never change
        <article key={index} className={styles.example}>
          <header>
            <b>{example.title ?? t('chain:help.example', { number: index + 1 })}</b>
            <Button size="compact-xs" onClick={() => tryThis(example)}>
              {t('chain:help.try')}
            </Button>
          </header>
          {Object.keys(example.config ?? {}).length > 0 && (
            <pre>
              <JsonText text={JSON.stringify(example.config)} most={14} />
            </pre>
          )}
          <span className={styles.muted}>{t('chain:help.message')}</span>
          <pre>
            <JsonText text={JSON.stringify(example.data)} most={12} />
          </pre>
          <span>
            {example.failsWith === undefined
              ? t('chain:help.goesTo', { outputs: [example.goesTo ?? []].flat().join(', ') || '–' })
              : t('chain:help.fails', { reason: example.failsWith })}
          </span>
        </article>
      ))}
    </>
  )
}
