import type { EntityRef } from '../rules/message.ts'
import type { Argument } from './arguments.ts'
import type { Field } from './field.ts'

/** A field at one of its entities: the values of its arguments, and what its kind remembers. */
export class FieldState {
  readonly field: Field
  readonly entity: EntityRef
  readonly args = new Map<string, Argument>()
  /** whose values an argument has, by the name of the argument */
  readonly sources = new Map<string, readonly EntityRef[]>()
  /** epoch ms at which relations were followed last */
  resolvedAt = 0
  /** what the kind of the field keeps between calculations; its own file knows the shape */
  memory: unknown
  /** as it was saved last, as JSON text; null = not at all */
  saved: string | null = null
  /** when it is looked at again at the latest, as that was saved; null = not at all */
  savedLook: number | null = null
  /** rough bytes it takes */
  weight = 0

  constructor(field: Field, entity: EntityRef) {
    this.field = field
    this.entity = entity
  }
}
