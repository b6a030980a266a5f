/** Calls between server and device (RPC, device-api.md 4), and answers to people who asked the rules over REST. */
import type { Message } from './message.ts'

/** What can go wrong with a call, by the names that clients know. */
export const callErrors = ['NOT_FOUND', 'FORBIDDEN', 'NO_ACTIVE_CONNECTION', 'TIMEOUT', 'INTERNAL'] as const
export type CallError = (typeof callErrors)[number]

/** A method of a device that is to be called. */
export interface CallRequest {
  /** uuid; the caller that waits over REST, and a persistent call, are found by it */
  readonly id: string
  readonly deviceId: string
  readonly method: string
  /** JSON text, or any other text: that reaches the device as a JSON string */
  readonly params: string
  readonly additionalInfo: string | null
  /** done when the device has it; there is no reply to wait for */
  readonly isOneWay: boolean
  /** kept over restarts, and until the device is there */
  readonly isPersistent: boolean
  /** deliveries after the first; null = as many as the server allows */
  readonly retries: number | null
  /** epoch ms after which nobody wants it any more */
  readonly expirationTime: number
  /** somebody waits for the outcome over REST, under `id` */
  readonly isRestCall: boolean
}

/** The text of the reply (null = there is none), or what went wrong. */
export type CallOutcome =
  | { readonly response: string | null; readonly error?: never }
  | { readonly error: CallError; readonly response?: never }

export interface Calls {
  /**
   * Takes a call. Resolves when it is safe: on its way, waiting for its device, or where it is persistent in the
   * database. Rejects when it can't be taken. `ended` is called once: with the reply, with what went wrong, and for a
   * persistent call at once with its id as `{"rpcId":"…"}`.
   */
  call(request: CallRequest, ended: (outcome: CallOutcome) => void): Promise<void>
  /** The answer to a call that a device made. A session that is gone, or waits no longer, hears nothing. */
  answer(deviceId: string, sessionId: string, requestId: number, text: string): void
}

/** Whoever asked the rules something over REST and waits for the answer. */
export interface RestReplies {
  /** The data of the message is the answer. Nobody waiting under this id is no failure: they have given up. */
  reply(serviceId: string, requestId: string, message: Message): void
}
