/**
 * Writes the generated pages of docs/reference: `node docs/generate.ts`. With `--check` it writes nothing and fails
 * when a page is not what the definitions say.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { variables } from '../engine/config.ts'
import { ownNodes } from '../nodes/catalogue.ts'
import type { AnyNode } from '../nodes/sdk/define.ts'
import { outputsOf } from '../nodes/sdk/describe.ts'
import type { FieldSpec } from '../nodes/sdk/fields.ts'

export const pages: readonly { readonly file: string; readonly write: () => string }[] = [
  { file: 'reference/nodes.md', write: () => nodesPage(ownNodes) },
  { file: 'reference/configuration.md', write: configurationPage },
]

/** The pages that are not what they should be. */
export async function driftedPages(): Promise<string[]> {
  const drifted: string[] = []
  for (const { file, write } of pages) {
    const found = await readFile(pathOf(file), 'utf8').catch(() => '')
    if (found !== write()) drifted.push(file)
  }
  return drifted
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url))
}

function configurationPage(): string {
  const rows = variables.map(
    (variable) => `| \`${variable.name}\` | ${variable.default} | ${variable.meaning} |`,
  )
  return `${[
    '# Configuration',
    'Generated from `engine/config.ts` by `npm run docs`. An edge is configured by environment variables; a wrong value stops the start with the variable, the value and the mend.',
    ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n')}\n`
}

function nodesPage(nodes: readonly AnyNode[]): string {
  const byCategory = Map.groupBy(nodes, (node) => node.type.slice(0, node.type.indexOf('/')))
  const contents = [...byCategory].map(
    ([category, members]) =>
      `- **${category}**: ${members.map((node) => `[${node.title}](#${anchor(node)})`).join(', ')}`,
  )
  const chapters = [...byCategory].map(([category, members]) =>
    [`## ${category[0]?.toUpperCase()}${category.slice(1)}`, ...members.map(nodeSection)].join('\n\n'),
  )
  return `${[
    '# Rule nodes',
    'Generated from the definitions in `nodes/` by `npm run docs`; every example here is also a test. Where they differ from ThingsBoard on purpose: [node-differences.md](node-differences.md).',
    contents.join('\n'),
    ...chapters,
  ].join('\n\n')}\n`
}

function anchor(node: AnyNode): string {
  return node.type.replace('/', '')
}

function nodeSection(node: AnyNode): string {
  const parts = [`### ${node.type}`, `**${node.title}.** ${node.summary}`]
  if (node.help) parts.push(node.help)
  parts.push(ports(node))
  const rows = configRows(node.config)
  if (rows.length > 0)
    parts.push(['| setting | what it is | kind | default |', '| --- | --- | --- | --- |', ...rows].join('\n'))
  for (const example of node.examples) parts.push(exampleText(example))
  return parts.join('\n\n')
}

function ports(node: AnyNode): string {
  const outputs = outputsOf(node).map((output) => `\`${output}\``)
  if (node.customOutputs) outputs.unshift('any name')
  const lines = [
    `- Input: ${node.source ? 'none, it is a source' : 'yes'}`,
    `- Outputs: ${outputs.join(', ') || 'none'}`,
  ]
  if (node.importsFrom?.length)
    lines.push(`- In the cloud: ${node.importsFrom.map((name: string) => `\`${name}\``).join(', ')}`)
  return lines.join('\n')
}

function configRows(fields: Readonly<Record<string, FieldSpec>>, prefix = ''): string[] {
  return Object.entries(fields).flatMap(([key, spec]) => {
    if (spec.kind === 'hidden') return []
    const about = [spec.label, spec.hint, whenText(spec)].filter(Boolean).join('. ')
    const row = [`\`${prefix}${key}\``, about, kindText(spec), defaultText(spec)].map(cell).join(' | ')
    const inner = configRows(spec.fields ?? {}, `${prefix}${key}${spec.kind === 'rows' ? '[]' : ''}.`)
    return [`| ${row} |`, ...inner]
  })
}

/** What other settings have to be for one to count. */
function whenText({ showWhen = [] }: FieldSpec): string {
  const conditions = [showWhen].flat().map(({ field, is }) => {
    const values = is.map((value) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``)
    return `\`${field}\` is ${values.join(' or ')}`
  })
  return conditions.length === 0 ? '' : `Only where ${conditions.join(' and ')}`
}

function kindText(spec: FieldSpec): string {
  const bounds = [
    spec.min !== undefined && `from ${spec.min}`,
    spec.max !== undefined && `to ${spec.max}`,
    spec.unit,
  ]
  const options = spec.options?.map((option) => `\`${option.value}\``).join(', ')
  return [spec.kind, ...bounds, options, spec.optional && 'optional'].filter(Boolean).join(', ')
}

function defaultText(spec: FieldSpec): string {
  if (spec.default === undefined) return spec.optional ? '' : 'needed'
  return `\`${JSON.stringify(spec.default)}\``
}

/** Text inside of a table cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function exampleText(example: AnyNode['examples'][number]): string {
  const { title, config, data, metadata, messageType, goesTo, failsWith, data_after, metadata_after } =
    example
  const given = { config, ...(messageType && { messageType }), data, ...(metadata && { metadata }) }
  const after = {
    ...(data_after !== undefined && { data: data_after }),
    ...(metadata_after && { metadata: metadata_after }),
  }
  const outcome =
    failsWith === undefined
      ? `→ ${
          [goesTo ?? []]
            .flat()
            .map((output) => `\`${output}\``)
            .join(', ') || 'it ends here'
        }`
      : `→ \`Failure\`: ${failsWith}`
  const lines = [title ? `*${title}*` : '*Example*', fence(given), outcome]
  if (Object.keys(after).length > 0) lines.push(fence(after))
  return lines.join('\n\n')
}

function fence(value: object): string {
  const members = Object.entries(value).map(([key, member]) => `  "${key}": ${JSON.stringify(member)}`)
  return ['```json', '{', members.join(',\n'), '}', '```'].join('\n')
}

if (import.meta.main) {
  const drifted = await driftedPages()
  if (process.argv.includes('--check')) {
    for (const file of drifted)
      console.error(`docs/${file} is not what the definitions say; run \`npm run docs\``)
    process.exitCode = drifted.length > 0 ? 1 : 0
  } else
    for (const { file, write } of pages) {
      await writeFile(pathOf(file), write())
      console.log(`docs/${file}`)
    }
}
