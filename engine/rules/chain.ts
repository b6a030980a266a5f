import type { EntityRef } from './message.ts'

/**
 * A rule chain as it is saved: the shape of a ThingsBoard export. Members that Weir has no use for are kept as they
 * came. Inside, `type` of a node is our short name (`filter/script`); the translator of api/translate.ts gives the
 * cloud's class names back on the way out.
 */
export interface ChainDocument {
  ruleChain: ChainHead
  metadata: ChainGraph
}

export interface ChainHead {
  id?: EntityRef
  name: string
  type: 'CORE' | 'EDGE'
  root?: boolean
  debugMode?: boolean
  firstRuleNodeId?: EntityRef | null
  configuration?: unknown
  additionalInfo?: Record<string, unknown> | null
  [other: string]: unknown
}

export interface ChainGraph {
  version?: number | null
  firstNodeIndex: number | null
  nodes: ChainNode[]
  connections: Connection[] | null
  /** before 3.3.3: a node wired to a whole chain; turned into input nodes on import */
  ruleChainConnections?: RuleChainConnection[] | null
  notes?: Note[] | null
  [other: string]: unknown
}

export interface ChainNode {
  /** our own nodes always have one; exports may lack it */
  id?: EntityRef
  type: string
  name: string
  configurationVersion?: number
  configuration: Record<string, unknown>
  debugMode?: boolean
  debugSettings?: DebugSettings | null
  singletonMode?: boolean
  queueName?: string | null
  additionalInfo?: NodeLayout | null
  [other: string]: unknown
}

export interface DebugSettings {
  failuresEnabled?: boolean
  allEnabled?: boolean
  /** epoch milliseconds */
  allEnabledUntil?: number
}

export interface NodeLayout {
  layoutX?: number
  layoutY?: number
  description?: string
  /** the short number people talk about (#4); given once, never reused within a chain */
  number?: number
  /** messages pass straight through by the first output */
  bypassed?: boolean
  [other: string]: unknown
}

export interface Connection {
  fromIndex: number
  toIndex: number
  /** the output's name, compared without regard to case */
  type: string
}

export interface RuleChainConnection {
  fromIndex: number
  targetRuleChainId: EntityRef
  type: string
  additionalInfo?: Record<string, unknown> | null
}

export interface Note {
  id: string
  x: number
  y: number
  width: number
  height: number
  content: string
  backgroundColor?: string
  [other: string]: unknown
}
