import type { ChainDoc, DocNode, Wire } from './document.ts'

/** One thing that an edit changed, with what was there before: plain data, so a history can be saved. */
export type Change =
  | {
      readonly part: 'node'
      readonly id: string
      readonly before: DocNode | null
      readonly after: DocNode | null
    }
  | { readonly part: 'wire'; readonly id: string; readonly before: Wire | null; readonly after: Wire | null }
  | { readonly part: 'first'; readonly id: ''; readonly before: string | null; readonly after: string | null }
  | {
      readonly part: 'other'
      readonly id: ''
      readonly before: ChainDoc['other']
      readonly after: ChainDoc['other']
    }

/** What an edit is called in the history: a key of words/en/chain.json (`history.…`) and what to fill in. */
export interface PatchName {
  readonly key: string
  readonly values?: Readonly<Record<string, string | number>>
}

export interface Patch {
  readonly name: PatchName
  /** edits with the same mark that follow closely become one step: typing in one field, nudging one node */
  readonly merge?: string
  /** epoch ms */
  readonly at: number
  readonly changes: readonly Change[]
}

/** What changed from one document to the next; parts that are shared are skipped without a look inside. */
export function difference(before: ChainDoc, after: ChainDoc): Change[] {
  const changes: Change[] = []
  for (const [id, node] of before.nodes) {
    const now = after.nodes.get(id) ?? null
    if (now !== node) changes.push({ part: 'node', id, before: node, after: now })
  }
  for (const [id, node] of after.nodes) {
    if (!before.nodes.has(id)) changes.push({ part: 'node', id, before: null, after: node })
  }
  for (const [id, wire] of before.wires) {
    const now = after.wires.get(id) ?? null
    if (now !== wire) changes.push({ part: 'wire', id, before: wire, after: now })
  }
  for (const [id, wire] of after.wires) {
    if (!before.wires.has(id)) changes.push({ part: 'wire', id, before: null, after: wire })
  }
  if (before.first !== after.first) {
    changes.push({ part: 'first', id: '', before: before.first, after: after.first })
  }
  if (before.other !== after.other) {
    changes.push({ part: 'other', id: '', before: before.other, after: after.other })
  }
  return changes
}

export function apply(doc: ChainDoc, changes: readonly Change[]): ChainDoc {
  return write(doc, changes, 'after')
}

export function revert(doc: ChainDoc, changes: readonly Change[]): ChainDoc {
  return write(doc, changes, 'before')
}

function write(doc: ChainDoc, changes: readonly Change[], side: 'before' | 'after'): ChainDoc {
  const nodes = new Map(doc.nodes)
  const wires = new Map(doc.wires)
  let { first, other } = doc
  for (const change of changes) {
    switch (change.part) {
      case 'node':
        put(nodes, change.id, change[side])
        break
      case 'wire':
        put(wires, change.id, change[side])
        break
      case 'first':
        first = change[side]
        break
      case 'other':
        other = change[side]
    }
  }
  return { nodes, wires, first, other }
}

function put<T>(map: Map<string, T>, id: string, value: T | null): void {
  if (value === null) map.delete(id)
  else map.set(id, value)
}

/** Two patches as one: each part keeps its oldest `before` and its newest `after`; what came back is left out. */
export function joined(older: readonly Change[], newer: readonly Change[]): Change[] {
  const byPart = new Map(older.map((change) => [`${change.part}:${change.id}`, change]))
  for (const change of newer) {
    const key = `${change.part}:${change.id}`
    const known = byPart.get(key)
    byPart.set(key, known ? ({ ...change, before: known.before } as Change) : change)
  }
  return [...byPart.values()].filter(
    (change) => JSON.stringify(change.before) !== JSON.stringify(change.after),
  )
}
