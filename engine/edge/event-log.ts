import type { CompiledNode } from '../rules/compile.ts'
import type { RuleEngine } from '../rules/engine.ts'
import { stringifyJson } from '../rules/json.ts'
import { excerpt, redact, wholeUpTo } from '../rules/memory.ts'
import type { Message } from '../rules/message.ts'
import type { Clock, Logger } from '../rules/needs.ts'
import type { LifecycleEvent, Observer } from '../rules/observer.ts'
import type { EventStore, NewEvent } from '../store/events.ts'

export interface EventLogParts {
  readonly events: EventStore
  readonly clock: Clock
  readonly log: Logger
  /** this server's name, which every event holds */
  readonly server: string
}

/** debug events that the tenant may have in an hour, as the cloud limits them */
const mostDebugEvents = 50_000
const hour = 3_600_000
/** failures of one node that are kept per minute although nobody debugs it */
const keptFailures = 20
const minute = 60_000
/** milliseconds between two errors of one node that are kept */
const errorEvery = 3000
/** milliseconds that events wait for others to be written with, how many go at once, and how many may wait */
const gatherTime = 500
const batch = 500
const mostWaiting = 5000
/** texts are cut at this length */
const longest = 4096
const keptFor = 7 * 24 * hour
const mostBytes = 64 * 1024 * 1024
const pruneEvery = 10 * minute

/**
 * Writes down what nodes do where somebody debugs them, all that fails, and what becomes of chains and nodes
 * (rule-engine.md 5). Bounded on every side: events per hour, events that wait, bytes and days that are kept. What is
 * over a bound is dropped, which the log and one event say.
 */
export class EventLog implements Observer {
  readonly #parts: EventLogParts
  #waiting: NewEvent[] = []
  #dropped = 0
  #isWriting = false
  #stopGathering: (() => void) | null = null
  #stopPruning: () => void = () => {}
  #stopCounting: () => void = () => {}
  /** debug events that may still be written, as of then */
  #allowance = mostDebugEvents
  #allowanceAt: number
  #hasToldLimit = false
  /** epoch ms of what happens just now */
  #burst: number | null = null
  /** of nodes that nobody debugs: when the minute began, and how many failures were kept in it */
  readonly #failures = new Map<string, { since: number; kept: number }>()
  readonly #errorAt = new Map<string, number>()
  readonly #counted = new Map<string, { in: number; failed: number }>()

  constructor(parts: EventLogParts) {
    this.#parts = parts
    this.#allowanceAt = parts.clock.now()
    this.#prune()
  }

  /** Writes down each hour how much every node has done. */
  count(engine: RuleEngine): void {
    this.#stopCounting = this.#parts.clock.after(hour, () => {
      this.#writeStatistics(engine)
      this.count(engine)
    })
  }

  came(node: CompiledNode, message: Message, label: string): void {
    if (this.#mayDebug(node.chain.id)) this.#add(node, this.#body('IN', message, label, null))
  }

  left(node: CompiledNode, message: Message, label: string): void {
    if (this.#mayDebug(node.chain.id)) this.#add(node, this.#body('OUT', message, label, null))
  }

  failed(node: CompiledNode, message: Message, reason: string): void {
    const isAsked = node.debugsFailures || node.isDebugged
    if (isAsked ? this.#mayDebug(node.chain.id) : this.#mayKeepFailure(node.id))
      this.#add(node, this.#body('OUT', message, 'Failure', reason))
  }

  /** A calculated field that somebody debugs was calculated, or failed. */
  calculated(fieldId: string, ts: number, body: NewEvent['body']): void {
    if (!this.#mayDebug(fieldId)) return
    const texts = Object.entries(body).map(([key, value]) => [
      key,
      typeof value === 'string' ? cut(value) : value,
    ])
    this.#push({ type: 'DEBUG_CALCULATED_FIELD', entityId: fieldId, ts, body: Object.fromEntries(texts) })
  }

  fault(node: CompiledNode, reason: string): void {
    const now = this.#parts.clock.now()
    if (now - (this.#errorAt.get(node.id) ?? Number.NEGATIVE_INFINITY) < errorEvery) return
    bounded(this.#errorAt).set(node.id, now)
    const body = { server: this.#parts.server, method: 'onMessage', error: cut(reason) }
    this.#push({ type: 'ERROR', entityId: node.id, ts: now, body })
  }

  lifecycle(
    _entityType: 'RULE_CHAIN' | 'RULE_NODE',
    id: string,
    event: LifecycleEvent,
    error: string | null,
  ): void {
    const body = {
      server: this.#parts.server,
      event,
      success: error === null,
      error: error === null ? null : cut(error),
    }
    this.#push({ type: 'LC_EVENT', entityId: id, ts: this.#parts.clock.now(), body })
  }

  /** Writes what waits, if the database can be reached. */
  async close(): Promise<void> {
    this.#stopPruning()
    this.#stopCounting()
    await this.flush()
    this.#stopGathering?.()
  }

  /** Resolves when everything told so far is written, or the database refused it. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0 || this.#isWriting) {
      if (this.#isWriting) await new Promise<void>((resolve) => this.#written.push(resolve))
      else if (!(await this.#write())) return
    }
  }

  readonly #written: (() => void)[] = []

  #body(type: 'IN' | 'OUT', message: Message, label: string, error: string | null): NewEvent['body'] {
    const shown = message.size > wholeUpTo ? excerpt(message) : message
    const { originator, dataType, data, metadata } = shown
    return {
      server: this.#parts.server,
      type,
      entityId: originator.id,
      entityType: originator.entityType,
      msgId: shown.id,
      msgType: shown.type,
      dataType,
      relationType: label,
      data: cut(dataType === 'JSON' ? stringifyJson(redact(data)) : String(data)),
      metadata: cut(JSON.stringify(redact(metadata))),
      error: error === null ? null : cut(error),
    }
  }

  /** @param chainId the chain, or the calculated field, that is told when there were too many */
  #mayDebug(chainId: string): boolean {
    const { clock, server } = this.#parts
    const now = clock.now()
    const gained = ((now - this.#allowanceAt) / hour) * mostDebugEvents
    this.#allowance = Math.min(mostDebugEvents, this.#allowance + gained)
    this.#allowanceAt = now
    if (this.#allowance >= 1) {
      this.#allowance--
      return true
    }
    if (!this.#hasToldLimit) {
      this.#hasToldLimit = true
      const body = { server, message: 'Reached debug mode rate limit!', error: null }
      this.#push({ type: 'DEBUG_RULE_CHAIN', entityId: chainId, ts: now, body })
    }
    return false
  }

  #mayKeepFailure(nodeId: string): boolean {
    const now = this.#parts.clock.now()
    const known = this.#failures.get(nodeId)
    if (known === undefined || now - known.since >= minute) {
      bounded(this.#failures).set(nodeId, { since: now, kept: 1 })
      return true
    }
    return known.kept < keptFailures && ++known.kept > 0
  }

  #add(node: CompiledNode, body: NewEvent['body']): void {
    this.#push({ type: 'DEBUG_RULE_NODE', entityId: node.id, ts: this.#now(), body })
  }

  /** The same for all that happens in one burst, so that how a message came in and left is one moment. */
  #now(): number {
    if (this.#burst === null) {
      this.#burst = this.#parts.clock.now()
      queueMicrotask(() => {
        this.#burst = null
      })
    }
    return this.#burst
  }

  #push(event: NewEvent): void {
    if (!isUuid(event.entityId)) return
    if (this.#waiting.length >= mostWaiting) {
      this.#dropped++
      return
    }
    this.#waiting.push(event)
    if (this.#waiting.length >= batch) void this.#write()
    else this.#writeLater(gatherTime)
  }

  #writeLater(ms: number): void {
    this.#stopGathering ??= this.#parts.clock.after(ms, () => {
      this.#stopGathering = null
      void this.#write()
    })
  }

  /** Answers whether the database took them. */
  async #write(): Promise<boolean> {
    if (this.#isWriting || this.#waiting.length === 0) return true
    const { events, log } = this.#parts
    this.#isWriting = true
    const some = this.#waiting.slice(0, batch)
    let isTaken = true
    try {
      await events.add(some)
      this.#waiting.splice(0, some.length)
      this.#tellDropped()
    } catch (error) {
      isTaken = false
      log.debug('Events wait for the database', { error: (error as Error).message })
    }
    this.#isWriting = false
    for (const tell of this.#written.splice(0)) tell()
    if (this.#waiting.length > 0) this.#writeLater(isTaken ? 1 : 5000)
    return isTaken
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return
    this.#parts.log.warn('Debug events were dropped, because more came than could be written', {
      dropped: this.#dropped,
    })
    this.#dropped = 0
  }

  #prune(): void {
    const { clock, events, log } = this.#parts
    this.#stopPruning = clock.after(pruneEvery, () => {
      events
        .prune({ before: clock.now() - keptFor, mostBytes })
        .catch((error: Error) => log.debug('Old events could not be removed', { error: error.message }))
      this.#prune()
    })
  }

  #writeStatistics(engine: RuleEngine): void {
    const { clock, server } = this.#parts
    const seen = new Set<string>()
    for (const chain of engine.chains) {
      for (const node of chain.nodes) {
        seen.add(node.id)
        const now = { in: chain.counters.in[node.index] ?? 0, failed: chain.counters.failed[node.index] ?? 0 }
        const before = this.#counted.get(node.id)
        this.#counted.set(node.id, now)
        // After a deploy it counts from 0 again.
        const base = before === undefined || now.in < before.in ? { in: 0, failed: 0 } : before
        const messagesProcessed = now.in - base.in
        const errorsOccurred = Math.max(0, now.failed - base.failed)
        if (messagesProcessed === 0) continue
        const body = { server, messagesProcessed, errorsOccurred }
        this.#push({ type: 'STATS', entityId: node.id, ts: clock.now(), body })
      }
    }
    for (const id of this.#counted.keys()) if (!seen.has(id)) this.#counted.delete(id)
  }
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function isUuid(text: string): boolean {
  return uuid.test(text)
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`
}

/** Forgets everything before it grows too large: at worst a failure more is kept. */
function bounded<T extends Map<string, unknown>>(map: T): T {
  if (map.size >= 10_000) map.clear()
  return map
}
