/**
 * What nodes can ask of the world (rules/needs.ts), sorted: what only looks is really asked in a trial, what changes
 * something is written down instead of done. Whatever is in neither list counts as a change, so that nothing new can
 * slip out of a trial unseen; a test keeps the lists whole.
 */
export const reads: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // by how many of its arguments a question is the same one
  telemetry: { latest: 2, range: 2 },
  attributes: { read: 3 },
  devices: { byName: 1, byId: 1, credentials: 1, profileOf: 1 },
  state: { read: 2, list: 3 },
  entities: { byId: 1, byName: 2, viewsOf: 1 },
  relations: { exists: 3, of: 3, find: 1 },
  // what caused the question differs each time
  alarms: { byId: 1, active: 2 },
  edges: { of: 1 },
}

export const writes: Readonly<Record<string, readonly string[]>> = {
  telemetry: ['save'],
  attributes: ['save', 'show', 'remove'],
  devices: ['notifyShared'],
  deviceStates: ['record'],
  state: ['save', 'remove'],
  entities: ['create', 'assign', 'unassign'],
  relations: ['save', 'remove'],
  alarms: ['raise', 'clear'],
  customTables: ['insert'],
  calculatedFields: ['telemetry', 'attributes'],
  calls: ['call', 'answer'],
  restReplies: ['reply'],
  cloud: ['push'],
  edges: ['push'],
}

/** Answers that are nobody's to keep: a kept test has none of them. */
export const secretReads: ReadonlySet<string> = new Set(['devices.credentials'])

/** Only told of changes that are told of already; what it makes of them is a chain's affair no more. */
export const untold: ReadonlySet<string> = new Set(['calculatedFields'])

/** Not of the outside world, or without any effect on it. */
export const own: ReadonlySet<string> = new Set(['clock', 'identity', 'log', 'scripts', 'effects', 'server'])

/** The arguments that make a question the same one; undefined when it is none. */
export function questionOf(
  need: string,
  act: string,
  args: readonly unknown[],
): readonly unknown[] | undefined {
  const room = reads[need]
  if (room === undefined || !Object.hasOwn(room, act)) return undefined
  return args.slice(0, room[act])
}
