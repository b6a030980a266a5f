/** `iterator()` of lists and sets. */
import { spend } from '../../meter.ts'
import { fail } from '../failure.ts'
import { ScriptObject, type Value } from '../kinds.ts'
import { type Methods, method } from './define.ts'

/** Runs over what a collection held when it was asked for it. */
export class ScriptIterator extends ScriptObject {
  readonly type = 'Iterator'
  readonly #items: readonly Value[]
  #at = 0

  constructor(items: readonly Value[]) {
    super()
    spend(items.length >> 3)
    this.#items = items
  }

  static hasNext(iterator: ScriptIterator): boolean {
    return iterator.#at < iterator.#items.length
  }

  static next(iterator: ScriptIterator): Value {
    if (!ScriptIterator.hasNext(iterator)) fail('The iterator is at its end')
    return iterator.#items[iterator.#at++]
  }
}

export const iteratorMethods: Methods = {
  hasNext: method(0, 0, ScriptIterator.hasNext),
  next: method(0, 0, ScriptIterator.next),
}
