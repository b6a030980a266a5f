/** How the library says what a method or function is. */
import type { Value } from '../kinds.ts'

/** What runs: the receiver, where there is one, and the arguments. Undefined as a result is null. */
// biome-ignore lint/suspicious/noExplicitAny: each implementation names the types that its arguments have been checked for
export type Run = (...args: any[]) => Value

export interface Method {
  /** arguments, without the receiver */
  readonly min: number
  readonly max: number
  readonly run: Run
}

export function method(min: number, max: number, run: Run): Method {
  return { min, max, run }
}

/** Methods by name. */
export type Methods = Readonly<Record<string, Method>>

/** A class that scripts know by name. */
export interface ScriptClass {
  readonly statics: ReadonlyMap<string, Method>
  readonly constants: ReadonlyMap<string, Value>
  readonly make?: Method
}

export function scriptClass(parts: {
  statics?: Methods
  constants?: Readonly<Record<string, Value>>
  make?: Method
}): ScriptClass {
  return {
    statics: new Map(Object.entries(parts.statics ?? {})),
    constants: new Map(Object.entries(parts.constants ?? {})),
    ...(parts.make === undefined ? {} : { make: parts.make }),
  }
}
