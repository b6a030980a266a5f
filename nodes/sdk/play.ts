/**
 * The test bench: runs one node against a world that lives in memory. Examples, the conformance runner and the tests
 * of custom nodes use it.
 */
import type { NodeContext } from '../../engine/rules/context.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import {
  type Arrival,
  type DataType,
  type EntityRef,
  isCalledFrom,
  Message,
  type Metadata,
} from '../../engine/rules/message.ts'
import type { Needs, Scripts } from '../../engine/rules/needs.ts'
import type { JsonValue } from '../../engine/rules/values.ts'
import { createScripts } from '../../engine/scripts/scripts.ts'
import type { AnyNode, Handler, NodeStatus, RunningNode } from './define.ts'
import { settled, World } from './play-world.ts'
import { validateConfig } from './validate.ts'

export { type Deed, World } from './play-world.ts'

export interface PlayInput {
  readonly data: JsonValue
  readonly dataType?: DataType
  readonly metadata?: Metadata
  /** POST_TELEMETRY_REQUEST when absent */
  readonly type?: string
  readonly originator?: EntityRef
  readonly arrival?: Arrival
  /** parts of the world that are other than the bench's own */
  readonly needs?: Partial<Needs>
}

export interface Played {
  /**
   * what left the node, in order; what went through the queue or was made by a source is here as well. `reason` is
   * what the node said about a Failure
   */
  readonly outputs: readonly {
    readonly output: string
    readonly message: Message
    readonly reason?: string
  }[]
  /** why the message failed */
  readonly failed?: string
}

export const playDevice: EntityRef = { entityType: 'DEVICE', id: '00000000-0000-4000-8000-0000000000d1' }
const playNodeId = '00000000-0000-4000-8000-00000000f00d'
const playChainId = '00000000-0000-4000-8000-0000000c4a1f'

/** A node that runs on the bench. */
export class Bench {
  readonly world: World
  readonly #running: RunningNode
  readonly #begins: boolean
  readonly #outputs: { output: string; message: Message; reason?: string }[]
  receives: ((arrival: Arrival, deviceType?: string) => boolean) | null = null
  /** messages given by `offer` that the node has not done with */
  held = 0

  /** Creates the node. Throws with all that is wrong with its configuration, or what `create` throws. */
  static async open(
    definition: AnyNode,
    config: unknown,
    options: { needs?: Partial<Needs>; world?: World; node?: Partial<NodeContext['node']> } = {},
  ): Promise<Bench> {
    const checked = validateConfig(definition, config)
    if (checked.problems.length > 0)
      throw new Error(
        checked.problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('\n'),
      )
    scripts ??= createScripts()
    return new Bench(definition, checked.config, options, await scripts)
  }

  private constructor(
    definition: AnyNode,
    config: Record<string, unknown>,
    {
      needs,
      world = new World(),
      node,
    }: { needs?: Partial<Needs>; world?: World; node?: Partial<NodeContext['node']> },
    scripts: Scripts,
  ) {
    this.world = world
    this.#outputs = []
    const leaves = async (message: Message, output: string) => {
      world.admit()
      this.#outputs.push({ output, message })
    }
    const context: NodeContext = {
      ...world.needs(scripts),
      ...needs,
      node: { id: playNodeId, name: definition.title, type: definition.type, chainId: playChainId, ...node },
      flow: {
        enterChain: (target, message) => {
          const { chainId, id } = context.node
          if (isCalledFrom(message, chainId, id))
            throw new NodeFailure('The chain calls itself through this node')
          const callers = { chainId, nodeId: id, outer: message.callers }
          world.deeds.push({ enter: target, message: message.with({ callers }) })
        },
        leaveChain: (label, message) => void world.deeds.push({ leave: label, message }),
        acknowledge: (message) => void world.deeds.push({ acknowledge: message }),
        requeue: async (message, output, queue) => {
          const moved = queue === undefined ? message : message.with({ queue })
          if (output !== null) await leaves(moved, output)
          else {
            world.admit()
            void this.#running.handle?.(moved, this.#emit)
          }
          world.deeds.push({ requeue: queue ?? null, message: moved })
        },
        receives: (matches) => {
          this.receives = matches
        },
      },
      originate: leaves,
    }
    const made: Handler | RunningNode = definition.create(config, context)
    this.#running = typeof made === 'function' ? { handle: made } : made
    this.#begins = definition.source === true && this.#running.start !== undefined
  }

  start(): void | Promise<void> {
    return this.#running.start?.()
  }

  stop(): void | Promise<void> {
    return this.#running.stop?.()
  }

  /** What the node says of itself. */
  status(): NodeStatus | null {
    return this.#running.status?.() ?? null
  }

  nextRuns(most: number): readonly number[] {
    return this.#running.nextRuns?.(most) ?? []
  }

  /** Whether the node takes messages; a source that makes its own has none to wait for. */
  get takesMessages(): boolean {
    return this.#running.handle !== undefined && !this.#begins
  }

  async send(input: PlayInput): Promise<Played> {
    return this.sendMessage(messageOf(input, this.world.time))
  }

  async sendMessage(message: Message): Promise<Played> {
    this.#outputs.length = 0
    try {
      await this.#running.handle?.(message, this.#emit)
      return { outputs: this.taken() }
    } catch (error) {
      return { outputs: this.taken(), failed: error instanceof Error ? error.message : String(error) }
    }
  }

  /**
   * Hands a message to a node that may keep it, and comes back once nothing moves. What leaves later is found by
   * `taken`; `held` counts what the node still keeps.
   */
  async offer(message: Message): Promise<Played> {
    let failed: string | undefined
    this.held++
    const handled = async () => this.#running.handle?.(message, this.#emit)
    void handled()
      .catch((error: unknown) => {
        failed = error instanceof Error ? error.message : String(error)
      })
      .finally(() => this.held--)
    await settled()
    return { outputs: this.taken(), ...(failed !== undefined && { failed }) }
  }

  readonly #emit = (output: string, message: Message, reason?: string): void => {
    this.#outputs.push(reason === undefined ? { output, message } : { output, message, reason })
  }

  /** What left the node since the last look. */
  taken(): { output: string; message: Message; reason?: string }[] {
    return this.#outputs.splice(0)
  }
}

/**
 * Runs one node for one message, on a bench of its own, for as long as it keeps the message (a day at most). A source
 * runs for its first period instead.
 */
export async function playNode(definition: AnyNode, config: unknown, input: PlayInput): Promise<Played> {
  const bench = await Bench.open(definition, config, input.needs === undefined ? {} : { needs: input.needs })
  try {
    if (!bench.takesMessages) await bench.start()
    let played: Played | undefined
    if (bench.takesMessages) void bench.send(input).then((ended) => (played = ended))
    await settled()
    for (let second = 0; played === undefined && second < 86_400; second++) {
      await bench.world.pass(1000)
      await settled()
      if (bench.takesMessages) continue
      const outputs = bench.taken()
      if (outputs.length > 0) played = { outputs }
    }
    return played ?? { outputs: [] }
  } finally {
    await bench.stop()
  }
}

let scripts: Promise<Scripts> | undefined

function messageOf(input: PlayInput, now: number): Message {
  return Message.of({
    id: '00000000-0000-4000-8000-00000000a11e',
    ts: now,
    type: input.type ?? 'POST_TELEMETRY_REQUEST',
    originator: input.originator ?? playDevice,
    metadata: input.metadata ?? {},
    dataType: input.dataType ?? 'JSON',
    data: input.data,
    arrival: input.arrival ?? null,
  })
}
