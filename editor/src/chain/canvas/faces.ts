import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'
import type { Problem } from '../../../../engine/rules/failure.ts'
import { differentFields } from '../document/compare.ts'
import type { ChainDoc, DocNode } from '../document/document.ts'
import { type Catalog, outputsOf, tellingLine, wiredOutputs } from '../state/catalog.ts'

/** What a node looks like, but for what lives: everything the node component needs, and nothing that changes often. */
export interface Face {
  readonly node: DocNode
  readonly definition: NodeDefinitionJson | undefined
  readonly line: string
  /** the outputs that have a row, in order */
  readonly outputs: readonly string[]
  /** how many more there are that no wire uses; a click shows them */
  readonly more: number
  /** lower-cased names of the outputs that a wire leaves */
  readonly wired: readonly string[]
  /** messages enter the chain here */
  readonly first: boolean
  readonly state: 'same' | 'changed' | 'new'
  readonly problem: Problem | null
}

export type Faces = ReadonlyMap<string, Face>

/** The faces of all nodes; one that looks as before is the same object, so that its component does not draw again. */
export function makeFaces(
  about: {
    doc: ChainDoc
    liveDoc: ChainDoc | null
    catalog: Catalog
    problems: readonly Problem[]
    /** nodes whose many outputs are all shown */
    spread: ReadonlySet<string>
  },
  before: Faces,
): Faces {
  const wired = wiredOutputs(about.doc)
  const worst = worstProblems(about.problems)
  const faces = new Map<string, Face>()
  for (const node of about.doc.nodes.values()) {
    const outputsWired = (wired.get(node.id) ?? []).map((output) => output.toLowerCase())
    const problem = worst.get(node.id) ?? null
    const first = about.doc.first === node.id
    const known = before.get(node.id)
    const live = about.liveDoc?.nodes.get(node.id)
    const state = !about.liveDoc
      ? 'same'
      : !live
        ? 'new'
        : differentFields(live, node).length > 0
          ? 'changed'
          : 'same'
    const same =
      known?.node === node &&
      (known.more === 0 || !about.spread.has(node.id)) &&
      known.first === first &&
      known.state === state &&
      known.problem?.message === problem?.message &&
      known.wired.join() === outputsWired.join() &&
      known.definition === about.catalog.byType.get(node.type)
    if (same) {
      faces.set(node.id, known)
      continue
    }
    const definition = about.catalog.byType.get(node.type)
    const all = outputsOf(node, definition, wired.get(node.id) ?? [])
    const outputs = about.spread.has(node.id) ? all : telling(all, outputsWired)
    const more = all.length - outputs.length
    const line = tellingLine(node, definition, about.catalog.chainNames)
    faces.set(node.id, { node, definition, line, outputs, more, wired: outputsWired, first, state, problem })
  }
  return faces
}

function worstProblems(problems: readonly Problem[]): Map<string, Problem> {
  const worst = new Map<string, Problem>()
  for (const problem of problems) {
    if (problem.nodeId === undefined) continue
    const known = worst.get(problem.nodeId)
    if (!known || (known.severity === 'warning' && problem.severity === 'error'))
      worst.set(problem.nodeId, problem)
  }
  return worst
}

const mostRows = 8

/** Some nodes have forty outputs: those without a wire are left out, but for the first few of a fresh node. */
function telling(all: readonly string[], wired: readonly string[]): readonly string[] {
  if (all.length <= mostRows) return all
  const used = all.filter((output) => output === 'Failure' || wired.includes(output.toLowerCase()))
  return used.length > 1 ? used : [...all.slice(0, 4), ...all.slice(-1)]
}

/** How many rows of ports are always there: all but an unwired Failure, which comes with pointer, focus or trouble. */
export function rowsOf(face: Face): number {
  const hidden = face.outputs.includes('Failure') && !face.wired.includes('failure') ? 1 : 0
  return face.outputs.length - hidden + (face.more > 0 ? 1 : 0)
}

/** Index of the row of an output, compared without regard to case. */
export function rowOf(face: Face, output: string): number {
  const name = output.toLowerCase()
  return Math.max(
    0,
    face.outputs.findIndex((one) => one.toLowerCase() === name),
  )
}
