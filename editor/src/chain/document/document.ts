import type { ChainGraph, ChainNode } from '../../../../engine/rules/chain.ts'

/**
 * A chain as the editor holds it: nodes and wires by id instead of by index, so that an edit touches only what it
 * changes. Everything is read-only: an edit makes a new document that shares what stayed the same.
 */
export interface ChainDoc {
  readonly nodes: ReadonlyMap<string, DocNode>
  readonly wires: ReadonlyMap<string, Wire>
  /** where messages enter when no source takes them */
  readonly first: string | null
  /** members of the graph that the editor has no use for, kept as they came */
  readonly other: Readonly<Record<string, unknown>>
}

export interface DocNode {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly x: number
  readonly y: number
  /** the short number people talk about (#4) */
  readonly number: number
  readonly description: string
  readonly bypassed: boolean
  /** outputs the person named, besides those of the definition */
  readonly outputs: readonly string[]
  readonly configuration: Readonly<Record<string, unknown>>
  /** members the editor does not touch, kept as they came */
  readonly other: Readonly<Omit<ChainNode, 'type' | 'name' | 'configuration'>>
}

export interface Wire {
  readonly id: string
  readonly from: string
  readonly output: string
  readonly to: string
}

export interface Point {
  readonly x: number
  readonly y: number
}

export const emptyDoc: ChainDoc = { nodes: new Map(), wires: new Map(), first: null, other: {} }

/** The same two ports always make the same wire; output names are compared without regard to case. */
export function wireId(from: string, output: string, to: string): string {
  return `${from}>${output.toLowerCase()}>${to}`
}

export function makeWire(from: string, output: string, to: string): Wire {
  return { id: wireId(from, output, to), from, output, to }
}

/** The number of the next new node: one above the highest, so that none is given twice. */
export function nextNumber(doc: ChainDoc): number {
  let highest = Number(doc.other.lastNumber ?? 0)
  for (const node of doc.nodes.values()) highest = Math.max(highest, node.number)
  return highest + 1
}

/** A random UUID; `crypto.randomUUID` is missing where the editor is opened over plain http. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** True when a value is a graph at all; used on text that people paste and type. */
export function looksLikeGraph(value: unknown): value is ChainGraph {
  if (typeof value !== 'object' || value === null) return false
  const nodes = (value as { nodes?: unknown }).nodes
  return (
    Array.isArray(nodes) && nodes.every((node) => typeof node === 'object' && node !== null && 'type' in node)
  )
}
