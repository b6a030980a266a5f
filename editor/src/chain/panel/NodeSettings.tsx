import { TagsInput, Textarea, TextInput } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'
import type { DocNode } from '../document/document.ts'
import { changeNodes, configure } from '../document/nodes.ts'
import { FormField } from '../fields/FormField.tsx'
import { isShown, valueText } from '../fields/field.ts'
import { loadKeys } from '../server.ts'
import { edit } from '../state/editor.ts'
import { useEditor, useEditorParts, useSession } from '../state/use-editor.ts'
import { CommonSettings } from './CommonSettings.tsx'
import { Connections } from './Connections.tsx'
import { NextRuns } from './NextRuns.tsx'
import styles from './Panel.module.css'
import { UnknownSettings } from './UnknownSettings.tsx'

const noKeys: readonly never[] = []

/** The node's form, drawn from its definition. Each change goes into the draft at once: there is no Save. */
export function NodeSettings({
  node,
  definition,
}: {
  node: DocNode
  definition: NodeDefinitionJson | undefined
}) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const chainId = useEditor((state) => state.chain.id)
  const live = useEditor((state) => state.liveDoc?.nodes.get(node.id))
  const problems = useEditorParts((state) => state.problems.filter((problem) => problem.nodeId === node.id))
  const { data: seen = noKeys } = useQuery({
    queryKey: ['seen-keys', chainId, node.id],
    queryFn: () => loadKeys(chainId, node.id),
    staleTime: 10_000,
  })

  const set = useMemo(
    () => (key: string, value: unknown) => {
      const field = definition?.config[key]
      const before = editor.getState().doc.nodes.get(node.id)?.configuration[key]
      const long = field?.kind === 'script' || field?.kind === 'json'
      const values = {
        node: node.name,
        field: field?.label ?? key,
        from: valueText(field, before),
        to: valueText(field, value),
      }
      const name = { key: long ? 'chain:history.script' : 'chain:history.field', values }
      edit(editor, name, (doc) => configure(doc, node.id, key, value), `field:${node.id}:${key}`)
    },
    [editor, node.id, node.name, definition],
  )
  const about = (key: 'name' | 'description', value: string) =>
    edit(
      editor,
      {
        key: `chain:history.${key === 'name' ? 'rename' : 'describe'}`,
        values: { from: node[key], to: value, name: node.name },
      },
      (doc) => changeNodes(doc, [node.id], (one) => ({ ...one, [key]: value })),
      `${key}:${node.id}`,
    )
  const context = { nodeId: node.id, seen, siblings: node.configuration, setSibling: set }
  const fields = Object.entries(definition?.config ?? {}).filter(([key, field]) => {
    const isLanguage = Object.values(definition?.config ?? {}).some((one) => one.script?.language === key)
    return !isLanguage && isShown(field, node.configuration, definition?.config ?? {})
  })
  return (
    <>
      {problems
        .filter(
          (problem) => problem.path === undefined || !fields.some(([key]) => pathIsOf(problem.path, key)),
        )
        .map((problem) => (
          <p key={problem.message} className={styles.problem} data-severity={problem.severity}>
            <IconAlertTriangle size={14} aria-hidden="true" /> {problem.message}
          </p>
        ))}
      <TextInput
        label={t('chain:node.name')}
        value={node.name}
        onChange={(event) => about('name', event.currentTarget.value)}
      />
      {fields.map(([key, field]) => (
        <FormField
          key={key}
          field={field}
          value={node.configuration[key]}
          live={live && { value: live.configuration[key] }}
          problem={problems.find((problem) => pathIsOf(problem.path, key))?.message}
          context={context}
          onChange={(value) => set(key, value)}
        />
      ))}
      {!definition && <UnknownSettings node={node} />}
      {definition?.customOutputs && (
        <TagsInput
          label={t('chain:node.outputs')}
          description={t('chain:node.outputsHint')}
          value={[...node.outputs]}
          onChange={(outputs) =>
            edit(
              editor,
              { key: 'chain:history.outputs', values: { name: node.name } },
              (doc) => changeNodes(doc, [node.id], (one) => ({ ...one, outputs })),
              `outputs:${node.id}`,
            )
          }
        />
      )}
      {definition?.category === 'scheduler' && <NextRuns node={node} />}
      <Connections node={node} definition={definition} />
      <Textarea
        label={t('chain:node.description')}
        placeholder={t('chain:node.descriptionHint')}
        autosize
        minRows={2}
        value={node.description}
        onChange={(event) => about('description', event.currentTarget.value)}
      />
      <CommonSettings node={node} definition={definition} />
    </>
  )
}

/** `conditions[0].key` belongs to the field `conditions`. */
function pathIsOf(path: string | undefined, key: string): boolean {
  return path === key || path?.startsWith(`${key}.`) === true || path?.startsWith(`${key}[`) === true
}
