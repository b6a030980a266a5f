import { createHash } from 'node:crypto'
import { answered } from '../sdk/answered.ts'
import type { CallOutcome, CallRequest } from '../sdk/calls.ts'
import {
  defineNode,
  field,
  isObject,
  type JsonObject,
  type JsonValue,
  type Message,
  type NodeContext,
  NodeFailure,
  numberOf,
  parseJson,
  scalarText,
  stringifyJson,
} from '../sdk/index.ts'

/** milliseconds until a reply that the queue did not take is offered again */
const retryAfter = 1000

/** Calls a method of a device and sends on what it answers. */
export default defineNode({
  type: 'transport/rpc-call-request',
  title: 'RPC call request',
  summary: 'Calls a method of the message’s device, and sends its reply on.',
  help: `The data is \`{"method", "params"}\`. Metadata may say more: \`oneway\` (no reply is waited for), \`persistent\` (kept
until the device is there, and over restarts), \`expirationTime\` in milliseconds, \`retries\`, and \`requestUUID\`.

The message ends here once the call is on its way. The reply is a new message of the same type and metadata; that of a
one-way call is \`{}\`, that of a persistent one its id as \`{"rpcId"}\`. A call that comes to nothing leaves by Failure with
data \`{"error"}\`: NO_ACTIVE_CONNECTION where the device was never reached, TIMEOUT where it did not reply.`,
  icon: 'device-remote',
  synonyms: ['rpc', 'command', 'call', 'control', 'device', 'method', 'downlink', 'actuator'],
  importsFrom: ['org.thingsboard.rule.engine.rpc.TbSendRPCRequestNode'],
  outputs: ['Success'],
  effects: true,
  line: 'timeoutInSeconds',

  config: {
    timeoutInSeconds: field.number({
      label: 'Reply within',
      hint: 'Where the message does not say',
      default: 60,
      min: 0,
      whole: true,
      unit: 's',
    }),
  },

  examples: [
    {
      config: {},
      messageType: 'RPC_CALL_FROM_SERVER_TO_DEVICE',
      data: { method: 'setValve', params: { open: true } },
      goesTo: 'Success',
      data_after: {},
    },
    {
      title: 'Params may be nothing, but must be said',
      config: {},
      data: { method: 'reboot' },
      failsWith: 'The message has no “params”; a call without any says null',
    },
    {
      title: 'A list is no call',
      config: {},
      data: [],
      failsWith: 'The message is no call: its data is not an object of method and params',
    },
  ],

  create({ timeoutInSeconds }, context) {
    const { clock, effects, log, node, originate } = context
    const calls = answered(context.calls, 'can’t call devices')
    const retries = new Set<() => void>()

    const send = (message: Message, output: 'Success' | 'Failure', reason?: string) => {
      originate(message, output, reason).catch((error: unknown) => {
        log.warn('A reply of a device waits for the queue', { node: node.name, error: String(error) })
        const cancel = clock.after(retryAfter, () => {
          retries.delete(cancel)
          send(message, output, reason)
        })
        retries.add(cancel)
      })
    }

    return {
      async handle(message) {
        const request = requestOf(message, clock.now() + timeoutInSeconds * 1000, node.id)
        const what = `Call “${request.method}” of the device ${request.deviceId}`
        const ended = (outcome: CallOutcome) => {
          const reply = replyMessage(message, outcome, context)
          if (outcome.error === undefined) send(reply, 'Success')
          else send(reply, 'Failure', `The device could not be called: ${outcome.error}`)
        }
        await effects.perform(what, () => calls.call(request, ended), undefined)
      },
      stop() {
        for (const cancel of retries) cancel()
      },
    }
  },
})

function replyMessage(message: Message, outcome: CallOutcome, { identity }: NodeContext): Message {
  const id = identity.uuid()
  if (outcome.error !== undefined)
    return message.with({ id, dataType: 'JSON', data: { error: outcome.error } })
  try {
    return message.with({ id, dataType: 'JSON', data: parseJson(outcome.response ?? '{}') })
  } catch {
    return message.with({ id, dataType: 'TEXT', data: outcome.response ?? '' })
  }
}

function requestOf(message: Message, otherwiseUntil: number, nodeId: string): CallRequest {
  const { originator, metadata, type } = message
  if (originator.entityType !== 'DEVICE')
    throw new NodeFailure(`Only devices can be called; this message is about a ${originator.entityType}`)
  const { method, params, additionalInfo } = callIn(message)
  return {
    id: uuidIn(metadata.requestUUID) ?? repeatableId(message.id, nodeId),
    deviceId: originator.id,
    method,
    params: textOf(params),
    additionalInfo: additionalInfo === undefined ? null : textOf(additionalInfo),
    isOneWay: isTrue(metadata.oneway),
    isPersistent: isTrue(metadata.persistent),
    retries: wholeIn('retries', metadata.retries),
    expirationTime: wholeIn('expirationTime', metadata.expirationTime) ?? otherwiseUntil,
    isRestCall: type === 'RPC_CALL_FROM_SERVER_TO_DEVICE',
  }
}

interface Call {
  readonly method: string
  readonly params: JsonValue
  readonly additionalInfo: JsonValue | undefined
}

function callIn({ dataType, data }: Message): Call {
  if (dataType !== 'JSON' || !isObject(data))
    throw new NodeFailure('The message is no call: its data is not an object of method and params')
  const own = (key: keyof JsonObject) => (Object.hasOwn(data, key) ? data[key] : undefined)
  const [method, params, requestId] = [own('method'), own('params'), own('requestId')]
  if (method === undefined || method === null) throw new NodeFailure('The message has no “method”')
  const name = scalarText(method)
  if (name === undefined) throw new NodeFailure('The “method” of the message is not the name of one')
  if (params === undefined) throw new NodeFailure('The message has no “params”; a call without any says null')
  if (requestId !== undefined && numberOf(requestId) === undefined && !isDigits(requestId))
    throw new NodeFailure('The “requestId” of the message is not a number')
  return { method: name, params, additionalInfo: own('additionalInfo') ?? undefined }
}

function isDigits(value: JsonValue): boolean {
  return typeof value === 'string' && /^-?\d+$/.test(value)
}

/** Texts and numbers as they are, everything else as JSON. */
function textOf(value: JsonValue): string {
  return scalarText(value) ?? stringifyJson(value)
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true'
}

function wholeIn(key: string, text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  if (/^-?\d{1,15}$/.test(text)) return Number(text)
  throw new NodeFailure(`Metadata ${key} is “${text.slice(0, 40)}”, which is not a whole number`)
}

function uuidIn(text: string | undefined): string | null {
  if (text === undefined || text === '') return null
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) return text.toLowerCase()
  throw new NodeFailure(`Metadata requestUUID is “${text.slice(0, 40)}”, which is no UUID`)
}

/** The same for a message that comes again, so that its call is not made twice where it was kept. */
function repeatableId(messageId: string, nodeId: string): string {
  const hash = createHash('sha256').update(`${messageId} ${nodeId}`).digest('hex')
  // RFC 9562 §5.8: version 8 is for hashes of one’s own
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
