/**
 * The chains that Weir ships, to begin from. Their names are read when the editor is built; the server makes the new
 * chain from the file of the same name.
 */
export interface Flow {
  /** file name without its ending: what the server is asked for */
  readonly id: string
  readonly name: string
}

const heads = import.meta.glob<{ name: string }>(
  ['../../../flows/*.json', '!../../../flows/*.test.json', '!../../../flows/root.json'],
  { eager: true, import: 'ruleChain' },
)

export const flows: readonly Flow[] = Object.entries(heads).map(([path, { name }]) => ({
  id: path.replace(/^.*\/|\.json$/g, ''),
  name,
}))
