import type { DeadLetterJson } from '../api/contract.ts'
import type { DeadLetterView } from '../api/needs.ts'
import type { GivenUp, Ingress } from '../ingress/ingress.ts'
import { decodeRecord, encodeRecord } from '../ingress/record.ts'
import { stringifyJson } from '../rules/json.ts'
import { redact } from '../rules/memory.ts'
import type { Clock, Identity } from '../rules/needs.ts'
import type { DeadLetter, DeadLetterStore } from '../store/store.ts'

/** Messages that were given up: kept with the reason until a person replays or deletes them. */
export class DeadLetters implements DeadLetterView {
  readonly #store: DeadLetterStore
  readonly #clock: Clock
  readonly #identity: Identity
  #ingress: Ingress | null = null

  constructor(store: DeadLetterStore, clock: Clock, identity: Identity) {
    this.#store = store
    this.#clock = clock
    this.#identity = identity
  }

  /** Replayed letters go in here. */
  connect(ingress: Ingress): void {
    this.#ingress = ingress
  }

  async keep({ queue, queued, failure, attempts }: GivenUp): Promise<void> {
    const { message, entry } = queued
    await this.#store.add({
      id: this.#identity.uuid(),
      time: this.#clock.now(),
      queue,
      chainId: failure.chainId,
      nodeId: failure.nodeId,
      nodeName: failure.nodeName,
      reason: failure.reason,
      attempts,
      originator: message.originator,
      messageType: message.type,
      record: encodeRecord(message, entry),
    })
  }

  async describe(letter: DeadLetter): Promise<DeadLetterJson> {
    const { message } = decodeRecord(letter.record)
    const { record: _record, ...told } = letter
    return {
      ...told,
      originator: { ...letter.originator, name: message.metadata.deviceName ?? null },
      data: message.dataType === 'JSON' ? stringifyJson(redact(message.data)) : String(message.data),
      metadata: redact(message.metadata) as Record<string, string>,
    }
  }

  async replay(letter: DeadLetter): Promise<void> {
    const { message, entry } = decodeRecord(letter.record)
    if (this.#ingress === null) throw new Error('Weir is still starting. Try again in a moment')
    await this.#ingress.append(message, entry)
    await this.#store.remove(letter.id)
  }
}
