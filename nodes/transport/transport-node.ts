import {
  type Arrival,
  defineNode,
  type EntityRef,
  field,
  isObject,
  type JsonObject,
  type JsonValue,
  type Message,
  type NodeContext,
  NodeFailure,
} from '../sdk/index.ts'
import { kindOf } from '../sdk/judge.ts'
import { compileScript, scriptFields } from '../sdk/scripted.ts'
import { type PathMatcher, pathMatcher } from './path-pattern.ts'

/** What differs between the transports. */
export interface TransportWords {
  readonly transport: Arrival['transport']
  readonly type: `transport/${string}`
  readonly title: string
  readonly icon: string
  readonly synonyms: readonly string[]
  /** what a path is called there */
  readonly path: string
  readonly samplePattern: string
  readonly samplePath: string
  /** paths of the standard device API (device-api.md 0) */
  readonly telemetry: RegExp
  readonly attributes: RegExp
  readonly standard: RegExp
}

const sampleScript = `return {
  device: metadata.device,
  values: { temperature: msg.t / 10 }
};`

/**
 * The source node of a transport. Messages of the standard device API leave it as they are; a payload of any shape
 * that comes in at a path of the user's own is turned into values by a script.
 */
export function transportNode(words: TransportWords) {
  const { path, samplePattern, samplePath } = words
  const plain = words.transport === 'mqtt' ? (topic: string) => topic : withoutSlash
  return defineNode({
    type: words.type,
    title: words.title,
    summary: `Shows what devices send over ${words.title} and lets it into the chain.`,
    help: help(path, samplePattern),
    icon: words.icon,
    synonyms: [...words.synonyms, 'device', 'input', 'in', 'source', 'ingress'],
    source: true,
    outputs: ['Out'],
    line: 'patterns',

    config: {
      arrivals: field.choice({
        label: 'Let in',
        options: [
          { value: 'standard', label: 'All of the standard device API' },
          { value: 'telemetry', label: 'Telemetry' },
          { value: 'attributes', label: 'Attributes' },
          { value: 'pattern', label: `A ${path} of your own` },
        ],
        default: 'standard',
      }),
      patterns: field.keys({
        label: `Patterns of the ${path}`,
        hint: `As ${samplePattern}; {name} keeps a part in the metadata, + is any part, # all the rest`,
        default: [],
        showWhen: { field: 'arrivals', is: ['pattern'] },
      }),
      deviceProfiles: field.keys({
        label: 'Only devices of these profiles',
        hint: 'Empty means of any',
        offers: 'deviceProfiles',
        default: [],
      }),
      mapping: field.choice({
        label: 'Payload',
        options: [
          { value: 'none', label: 'Send on as it came' },
          { value: 'script', label: 'Turn into values by a script' },
        ],
        default: 'none',
        showWhen: { field: 'arrivals', is: ['pattern'] },
      }),
      ...scriptFields(
        'Values of the payload',
        'Returns {device?, type?, ts?, values} or a list of them',
        sampleScript,
        { field: 'mapping', is: ['script'] },
      ),
    },

    check({ arrivals, patterns }) {
      if (arrivals !== 'pattern') return undefined
      if (patterns.length === 0) return `Add a pattern of the ${path}, as ${samplePattern}`
      return wrongPattern(patterns)
    },

    examples: [
      {
        title: 'Standard telemetry leaves as it came in',
        config: { arrivals: 'telemetry' },
        data: { temperature: 21.5 },
        goesTo: 'Out',
        data_after: { temperature: 21.5 },
      },
      {
        title: 'A payload of its own kind becomes values',
        config: {
          arrivals: 'pattern',
          patterns: [samplePattern],
          mapping: 'script',
          jsScript: 'return { ts: msg.at, values: { temperature: msg.t / 10 } };',
        },
        messageType: 'RAW_UPLOAD',
        data: { t: 215, at: 1700000000000 },
        metadata: { deviceName: 'Room 1', deviceType: 'default', path: samplePath },
        goesTo: 'Out',
        data_after: { temperature: 21.5 },
      },
      {
        title: 'A device that nobody knows',
        config: {
          arrivals: 'pattern',
          patterns: [samplePattern],
          mapping: 'script',
          jsScript: "return { device: 'Room 99', values: { temperature: 20 } };",
        },
        messageType: 'RAW_UPLOAD',
        data: {},
        failsWith: 'There is no device named “Room 99”; create it, or correct the mapping',
      },
    ],

    create(config, context) {
      const { arrivals, deviceProfiles } = config
      const patterns =
        arrivals === 'pattern' ? config.patterns.map((pattern) => pathMatcher(plain(pattern))) : []
      const standard = words[arrivals === 'pattern' ? 'standard' : arrivals]
      const matches = (candidate: string) =>
        arrivals === 'pattern' ? matchOf(patterns, plain(candidate)) !== null : standard.test(candidate)
      context.flow.receives(
        (arrival, deviceType) =>
          arrival.transport === words.transport &&
          (deviceType === undefined || deviceProfiles.length === 0 || deviceProfiles.includes(deviceType)) &&
          matches(arrival.path),
      )
      if (arrivals !== 'pattern') return (message, emit) => emit('Out', message)

      const script = config.mapping === 'script' ? compileScript(config, context) : null
      return {
        handle(message, emit) {
          const arrived = withPath(message, patterns, plain)
          if (script === null || message.type !== 'RAW_UPLOAD') return emit('Out', arrived)
          const uploads = uploadsOf(script.run(arrived))
          if (uploads.every((upload) => upload.device === null)) {
            for (const upload of uploads)
              emit('Out', uploadMessage(upload, arrived, null, context, uploads.length))
            return
          }
          return Promise.all(uploads.map((upload) => deviceOf(upload, context))).then((devices) => {
            for (const [index, upload] of uploads.entries())
              emit('Out', uploadMessage(upload, arrived, devices[index] ?? null, context, uploads.length))
          })
        },
        ...(script !== null && { stop: script.close }),
      }
    },
  })
}

function help(path: string, samplePattern: string): string {
  return `The listening server belongs to Weir itself; this node chooses which of its arrivals enter the chain here.
A message leaves from every transport node that matches it. Where none does, it enters at the chain's first node.

With a ${path} of your own, as \`${samplePattern}\`, devices that do not speak the standard API need no code: the script
gets the payload as \`msg\` (parsed where it is JSON, else text, else base64) and the parts of the ${path} in
\`metadata\`. It returns \`{values}\` for the device that sent it, or names another one by \`device\`; \`type\` is
\`telemetry\` or \`attributes\`, \`ts\` a time in milliseconds. An empty list means that there is nothing to keep.`
}

function wrongPattern(patterns: readonly string[]): string | undefined {
  try {
    for (const pattern of patterns) pathMatcher(pattern)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** A leading slash says nothing in HTTP and CoAP; in MQTT it makes another topic. */
function withoutSlash(path: string): string {
  return path.startsWith('/') ? path.slice(1) : path
}

function matchOf(patterns: readonly PathMatcher[], path: string): Readonly<Record<string, string>> | null {
  for (const match of patterns) {
    const parts = match(path)
    if (parts !== null) return parts
  }
  return null
}

/** The message with the path it came by, and its named parts, in the metadata. */
function withPath(
  message: Message,
  patterns: readonly PathMatcher[],
  plain: (path: string) => string,
): Message {
  const path = message.arrival?.path
  if (path === undefined) return message
  return message.withMetadata({ ...message.metadata, path, ...matchOf(patterns, plain(path)) })
}

interface MappedUpload {
  /** name; null = the device that sent it */
  readonly device: string | null
  readonly type: 'POST_TELEMETRY_REQUEST' | 'POST_ATTRIBUTES_REQUEST'
  readonly ts: number | null
  readonly values: JsonObject
}

const messageTypes = new Map([
  ['telemetry', 'POST_TELEMETRY_REQUEST'],
  ['attributes', 'POST_ATTRIBUTES_REQUEST'],
  ['POST_TELEMETRY_REQUEST', 'POST_TELEMETRY_REQUEST'],
  ['POST_ATTRIBUTES_REQUEST', 'POST_ATTRIBUTES_REQUEST'],
] as const)

function uploadsOf(result: JsonValue | undefined): MappedUpload[] {
  const list = Array.isArray(result) ? result : [result]
  return list.map(uploadOf).filter((upload) => Object.keys(upload.values).length > 0)
}

function uploadOf(result: JsonValue | undefined): MappedUpload {
  if (!isObject(result))
    throw new NodeFailure(`The mapping returned ${kindOf(result)} where {values} was expected`)
  const { device = null, type = 'telemetry', ts = null, values } = result
  if (device !== null && typeof device !== 'string')
    throw new NodeFailure('The mapping’s “device” is not a name')
  if (ts !== null && !Number.isSafeInteger(ts))
    throw new NodeFailure('The mapping’s “ts” is not a time in milliseconds')
  if (!isObject(values)) throw new NodeFailure('The mapping’s “values” is not an object of keys and values')
  const messageType = messageTypes.get(type as 'telemetry')
  if (messageType === undefined)
    throw new NodeFailure('The mapping’s “type” is neither telemetry nor attributes')
  const known = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
  return { device, type: messageType, ts: ts as number | null, values: known }
}

interface Device {
  readonly ref: EntityRef
  readonly name: string
  readonly type: string
  readonly customerId: string | null
}

async function deviceOf({ device: name }: MappedUpload, { devices }: NodeContext): Promise<Device | null> {
  if (name === null) return null
  const found = await devices.byName(name)
  if (found === null)
    throw new NodeFailure(`There is no device named “${name}”; create it, or correct the mapping`)
  return { ref: { entityType: 'DEVICE', id: found.id }, name, type: found.type, customerId: found.customerId }
}

/** Where one payload gave several messages, each is one of its own. */
function uploadMessage(
  upload: MappedUpload,
  message: Message,
  device: Device | null,
  { identity }: NodeContext,
  count: number,
): Message {
  const ts = upload.ts ?? message.ts
  const about = device === null ? {} : { deviceName: device.name, deviceType: device.type }
  const how = upload.type === 'POST_ATTRIBUTES_REQUEST' ? { notifyDevice: 'false' } : { ts: String(ts) }
  return message.with({
    ...(count > 1 && { id: identity.uuid() }),
    ...(device !== null && { originator: device.ref, customerId: device.customerId }),
    ts,
    tie: upload.ts === null ? message.tie : 0,
    type: upload.type,
    metadata: { ...message.metadata, ...about, ...how },
    dataType: 'JSON',
    data: upload.values,
  })
}
