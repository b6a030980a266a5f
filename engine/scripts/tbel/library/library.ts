/** Helper functions and classes by the names that scripts use. */
import { fail } from '../failure.ts'
import { ScriptObject, type Value } from '../kinds.ts'
import { byteFunctions } from './bytes.ts'
import { collectionFunctions, javaClasses } from './collections.ts'
import { dateClass } from './dates.ts'
import { type Method, method, type ScriptClass, scriptClass } from './define.ts'
import { utilClasses } from './java-util.ts'
import { dataByType, jsonClass } from './json.ts'
import { mathClass } from './math.ts'
import { numberClasses } from './numbers.ts'
import { parsingFunctions } from './parsing.ts'
import { placeFunctions } from './places.ts'
import { randomClass, uuidClass } from './random.ts'
import { booleanClass, characterClass, stringClass } from './strings.ts'

const functions = new Map<string, Method>(
  Object.entries({ ...parsingFunctions, ...byteFunctions, ...collectionFunctions, ...placeFunctions }),
)

/** A bare Java object: it equals nothing but itself. */
class PlainObject extends ScriptObject {
  readonly type = 'Object'
}

dataByType.set('Object', () => fail('An Object can’t be a result'))

const classes = new Map<string, ScriptClass>([
  ['String', stringClass],
  ['Character', characterClass],
  ['Boolean', booleanClass],
  ...numberClasses,
  ['Math', mathClass],
  ['StrictMath', mathClass],
  ['JSON', jsonClass],
  ['Date', dateClass],
  ['Random', randomClass],
  ['Object', scriptClass({ make: method(0, 0, () => new PlainObject()) })],
  ['java.util.UUID', uuidClass],
  ['java.util.Random', randomClass],
  ...javaClasses,
  ...utilClasses,
])

const primitives: Readonly<Record<string, string>> = {
  int: 'Integer',
  long: 'Long',
  double: 'Double',
  float: 'Float',
  byte: 'Byte',
  short: 'Short',
  boolean: 'Boolean',
  char: 'Character',
}

/** A helper function, which scripts call by its bare name. */
export function findFunction(name: string): Method | undefined {
  return functions.get(name)
}

/** A class by name, with or without `java.lang.`. */
export function findClass(name: string): ScriptClass | undefined {
  const short = name.replace(/^java\.lang\./, '')
  return classes.get(Object.hasOwn(primitives, short) ? (primitives[short] as string) : short)
}

/** A constant of a class, undefined where it has none of that name. */
export function staticMember(found: ScriptClass, name: string): Value | undefined {
  return found.constants.get(name)
}

/** Names of all helper functions and classes, for the reference page and the editor. */
export function libraryNames(): { functions: string[]; classes: ReadonlyMap<string, ScriptClass> } {
  return { functions: [...functions.keys()], classes }
}
