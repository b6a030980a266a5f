/**
 * The kinds of field a node's configuration is made of. A field is plain data: the editor draws the form from it, the
 * server validates with it, the reference page is written from it, and TypeScript infers the configuration from it.
 */
export interface FieldSpec {
  readonly kind: FieldKind
  readonly label: string
  readonly hint?: string
  /** value of a new node; a field without one is required unless `optional` */
  readonly default?: unknown
  readonly optional?: boolean
  /** shown inside the field at the right */
  readonly unit?: string
  readonly min?: number
  readonly max?: number
  /** whole numbers only */
  readonly whole?: boolean
  /** the values of a choice; of a text, a list or pairs what is offered, though anything else may be typed */
  readonly options?: readonly FieldOption[]
  readonly multiline?: boolean
  /** write-only: never shown, exported or logged */
  readonly secret?: boolean
  /** for `script`: the sibling fields that hold the body per language, and the language itself */
  readonly script?: { readonly language: string; readonly bodies: Readonly<Record<string, string>> }
  /** shown only while a sibling field, which is itself shown, has one of these values; of several, all must hold */
  readonly showWhen?: ShowWhen | readonly ShowWhen[]
  /** what the server knows and the editor offers for a text or for the members of a list; anything else may be typed */
  readonly offers?: Offers
  /** `${key}` and `$[key]` are replaced by values of the message: the editor offers the keys that were seen */
  readonly template?: boolean
  /** how a text, or each member of a list, is written: the editor has a control of its own for each */
  readonly shape?: Shape
  /** a value as it may look, which the editor can put in */
  readonly example?: string
  /** for `pairs`: what stands left and right */
  readonly columns?: readonly [string, string]
  /** for `entityId`: the sibling field that holds the kind of the entity */
  readonly typeField?: string
  /** for `group` and `rows`: the fields inside, drawn one below the other or as the columns of a row */
  readonly fields?: Readonly<Record<string, FieldSpec>>
}

export interface ShowWhen {
  readonly field: string
  readonly is: readonly unknown[]
}

export type Offers =
  | 'relationTypes'
  | 'deviceProfiles'
  | 'customers'
  | 'messageTypes'
  | 'alarmTypes'
  | 'timeZones'

/** `08:00`, `2026-12-24` with or without a time, `12-24`, `2026-01-01T06:00`, and JSON text */
export type Shape = 'time' | 'date' | 'yearDay' | 'moment' | 'json'

export type FieldKind =
  | 'text'
  | 'number'
  | 'flag'
  | 'choice'
  | 'choices'
  | 'messageKey'
  | 'keys'
  | 'pairs'
  | 'script'
  | 'json'
  | 'conditions'
  | 'chain'
  | 'entity'
  | 'entityId'
  | 'group'
  | 'rows'
  | 'hidden'

export interface FieldOption {
  readonly value: string
  readonly label: string
}

/** A field together with the type of its value (which exists only for the compiler). */
export interface Field<T> extends FieldSpec {
  readonly valueType?: T
}

export type Fields = Readonly<Record<string, Field<unknown>>>

type ValueOf<F> = F extends Field<infer T> ? T : never
type OptionalKeys<F> = { [K in keyof F]: undefined extends ValueOf<F[K]> ? K : never }[keyof F]

/** The configuration that a set of fields describes. */
export type ConfigOf<F extends Fields> = { [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]> } & {
  [K in OptionalKeys<F>]?: ValueOf<F[K]>
}

type About = Omit<FieldSpec, 'kind' | 'default' | 'optional' | 'fields'>

/** One no-code question about a message, as the compare node and its kin ask it. */
export interface Condition {
  readonly from: 'message' | 'metadata' | 'type'
  /** a key, or a path as `pump.temperature` (an exact key with dots wins); unused for `type` */
  readonly key: string
  readonly is:
    | 'equal'
    | 'notEqual'
    | 'greater'
    | 'greaterOrEqual'
    | 'less'
    | 'lessOrEqual'
    | 'between'
    | 'in'
    | 'contains'
    | 'startsWith'
    | 'endsWith'
    | 'exists'
    | 'notExists'
  /** compared value; `between` has [from, to], `in` has a list; unused for exists */
  readonly value?: string | number | boolean | null | readonly (string | number | boolean | null)[]
}

export const field = {
  text: (about: About & { default?: string }): Field<string> => ({ kind: 'text', ...about }),
  number: (about: About & { default?: number }): Field<number> => ({ kind: 'number', ...about }),
  flag: (about: About & { default: boolean }): Field<boolean> => ({ kind: 'flag', ...about }),
  choice: <const V extends string>(
    about: Omit<About, 'options'> & { options: readonly { value: V; label: string }[]; default?: NoInfer<V> },
  ): Field<V> => ({ kind: 'choice', ...about }),
  choices: <const V extends string>(
    about: Omit<About, 'options'> & {
      options: readonly { value: V; label: string }[]
      default?: readonly NoInfer<V>[]
    },
  ): Field<readonly V[]> => ({ kind: 'choices', ...about }),
  /** the name of a key of the message's data; the editor offers the keys really seen */
  messageKey: (about: About & { default?: string }): Field<string> => ({ kind: 'messageKey', ...about }),
  /** a list of key names */
  keys: (about: About & { default?: readonly string[] }): Field<readonly string[]> => ({
    kind: 'keys',
    ...about,
  }),
  /** old name → new name, and the like */
  pairs: (
    about: About & { default?: Readonly<Record<string, string>> },
  ): Field<Readonly<Record<string, string>>> => ({ kind: 'pairs', ...about }),
  /** the body of a script; `script` in `about` names the sibling that holds the language */
  script: (about: About & { default?: string }): Field<string> => ({
    kind: 'script',
    multiline: true,
    ...about,
  }),
  json: <T = unknown>(about: About & { default?: T }): Field<T> => ({ kind: 'json', ...about }),
  conditions: (about: About & { default?: readonly Condition[] }): Field<readonly Condition[]> => ({
    kind: 'conditions',
    ...about,
  }),
  /** the id of another rule chain */
  chain: (about: About & { default?: string }): Field<string> => ({ kind: 'chain', ...about }),
  /** {entityType, id} of a device or another entity, or null */
  entity: (about: About): Field<{ entityType: string; id: string } | null> => ({
    kind: 'entity',
    default: null,
    ...about,
  }),
  /** the bare id of an entity whose kind a sibling field holds */
  entityId: (about: About & { typeField: string }): Field<string> => ({ kind: 'entityId', ...about }),
  /** an object of further fields */
  group: <const F extends Fields>(
    about: About & { fields: F; default?: NoInfer<ConfigOf<F>> },
  ): Field<ConfigOf<F>> => ({ kind: 'group', ...about }),
  /** a list of objects that all have the same fields */
  rows: <const F extends Fields>(
    about: About & { fields: F; default?: readonly NoInfer<ConfigOf<F>>[] },
  ): Field<readonly ConfigOf<F>[]> => ({ kind: 'rows', ...about }),
  /** kept for the cloud's sake, not shown */
  hidden: <T>(value: T): Field<T> => ({ kind: 'hidden', label: '', default: value }),
  optional: <T>(of: Field<T>): Field<T | undefined> => ({ ...of, optional: true }) as Field<T | undefined>,
}
