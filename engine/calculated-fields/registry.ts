import type { EntityRef } from '../rules/message.ts'
import type { AttributeScope } from '../rules/needs.ts'
import type { ArgumentSpec, Field, PathLevel } from './field.ts'
import type { Change } from './gather.ts'

/** Fields that look at something, by how they come to it. */
export interface Concern {
  /** at the entity itself, or at entities of its profile: whether it is one of those is still to be asked */
  readonly own: readonly Field[]
  /** that name the entity as the source of an argument */
  readonly linked: readonly Field[]
  /** of whose entities the customer or tenant may be the owner */
  readonly owned: readonly Field[]
  /** with the path of relations that may lead to the entity */
  readonly related: readonly { readonly field: Field; readonly path: readonly PathLevel[] }[]
}

/** Who looks at one key. */
interface Viewers {
  /** fields of entities, by the entity: there may be one for each of thousands */
  readonly own: Map<string, Set<Field>>
  readonly ofProfiles: Set<Field>
  readonly linked: Map<string, Set<Field>>
  readonly owned: Set<Field>
  readonly related: Map<Field, readonly PathLevel[]>
}

type Index = Map<string, Viewers>

const owners = new Set(['CUSTOMER', 'TENANT'])

/** All fields that run, and which keys they look at. */
export class Registry {
  readonly #fields = new Map<string, Field>()
  readonly #byTarget = new Map<string, Set<Field>>()
  readonly #telemetry: Index = new Map()
  readonly #attributes = new Map<AttributeScope, Index>()

  get isEmpty(): boolean {
    return this.#fields.size === 0
  }

  get all(): readonly Field[] {
    return [...this.#fields.values()]
  }

  get(id: string): Field | undefined {
    return this.#fields.get(id)
  }

  /** Fields of an entity, or of a profile. */
  of(targetId: string): readonly Field[] {
    return [...(this.#byTarget.get(targetId) ?? [])]
  }

  put(field: Field): void {
    this.remove(field.stored.id)
    this.#fields.set(field.stored.id, field)
    const targetId = field.stored.entity.id
    const there = this.#byTarget.get(targetId) ?? new Set()
    this.#byTarget.set(targetId, there.add(field))
    for (const spec of field.plan.arguments) watch(field, spec, this.#viewersOf(spec))
  }

  remove(id: string): Field | undefined {
    const field = this.#fields.get(id)
    if (field === undefined) return undefined
    this.#fields.delete(id)
    const there = this.#byTarget.get(field.stored.entity.id)
    there?.delete(field)
    if (there?.size === 0) this.#byTarget.delete(field.stored.entity.id)
    for (const index of [this.#telemetry, ...this.#attributes.values()]) forget(field, index)
    return field
  }

  /** Null where no field looks at any of what changed. Asked for every message, so it is only look-ups. */
  concern({ entity, scope, values, removed }: Change): Concern | null {
    const index = scope === null ? this.#telemetry : this.#attributes.get(scope)
    if (index === undefined || index.size === 0) return null
    const found = new Gathered()
    for (const key in values) found.add(index.get(key), entity)
    for (const key of removed ?? []) found.add(index.get(key), entity)
    return found.concern()
  }

  #viewersOf({ type, scope, key }: ArgumentSpec): Viewers {
    const index = type === 'ATTRIBUTE' ? this.#attributesOf(scope) : this.#telemetry
    const known = index.get(key)
    if (known !== undefined) return known
    const viewers: Viewers = {
      own: new Map(),
      ofProfiles: new Set(),
      linked: new Map(),
      owned: new Set(),
      related: new Map(),
    }
    index.set(key, viewers)
    return viewers
  }

  #attributesOf(scope: AttributeScope): Index {
    const known = this.#attributes.get(scope)
    if (known !== undefined) return known
    const index: Index = new Map()
    this.#attributes.set(scope, index)
    return index
  }
}

function watch(field: Field, { source }: ArgumentSpec, viewers: Viewers): void {
  switch (source.of) {
    case 'SELF':
      if (isOfProfile(field)) viewers.ofProfiles.add(field)
      else addTo(viewers.own, field.stored.entity.id, field)
      break
    case 'ENTITY':
      addTo(viewers.linked, source.entity.id, field)
      break
    case 'OWNER':
      viewers.owned.add(field)
      break
    case 'RELATED':
      viewers.related.set(field, source.path)
  }
}

function addTo(fields: Map<string, Set<Field>>, id: string, field: Field): void {
  const there = fields.get(id) ?? new Set()
  fields.set(id, there.add(field))
}

function forget(field: Field, index: Index): void {
  for (const [key, { own, ofProfiles, linked, owned, related }] of index) {
    ofProfiles.delete(field)
    owned.delete(field)
    related.delete(field)
    for (const fields of [own, linked])
      for (const [id, there] of fields) if (there.delete(field) && there.size === 0) fields.delete(id)
    if (own.size + ofProfiles.size + linked.size + owned.size + related.size === 0) index.delete(key)
  }
}

/** Concerns of several keys put together, each field once. */
class Gathered {
  #own: Set<Field> | null = null
  #linked: Set<Field> | null = null
  #owned: Set<Field> | null = null
  #related: Map<Field, readonly PathLevel[]> | null = null

  add(viewers: Viewers | undefined, { entityType, id }: EntityRef): void {
    if (viewers === undefined) return
    const { own, ofProfiles, linked, owned, related } = viewers
    this.#own = joined(this.#own, own.get(id))
    this.#own = joined(this.#own, ofProfiles)
    this.#linked = joined(this.#linked, linked.get(id))
    if (owners.has(entityType)) this.#owned = joined(this.#owned, owned)
    if (related.size > 0) {
      this.#related ??= new Map()
      for (const [field, path] of related) this.#related.set(field, path)
    }
  }

  concern(): Concern | null {
    if (this.#own === null && this.#linked === null && this.#owned === null && this.#related === null)
      return null
    return {
      own: [...(this.#own ?? [])],
      linked: [...(this.#linked ?? [])],
      owned: [...(this.#owned ?? [])],
      related: [...(this.#related ?? [])].map(([field, path]) => ({ field, path })),
    }
  }
}

function joined(known: Set<Field> | null, more: ReadonlySet<Field> | undefined): Set<Field> | null {
  if (more === undefined || more.size === 0) return known
  if (known === null) return new Set(more)
  for (const field of more) known.add(field)
  return known
}

/** Whether a field is for the entities of a profile. */
export function isOfProfile({ stored }: Field): boolean {
  return stored.entity.entityType.endsWith('_PROFILE')
}

/** Whether the field is one of that entity, whose profile is given. */
export function isAt({ stored }: Field, entity: EntityRef, profileId: string | null): boolean {
  const { entityType, id } = stored.entity
  if (id === entity.id) return entityType === entity.entityType
  return id === profileId && entityType === `${entity.entityType}_PROFILE`
}
