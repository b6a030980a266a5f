import type { WebSocket } from 'ws'
import { Denied } from '../../access/access.ts'
import type { Caller } from '../../access/caller.ts'
import { asApiError, TextError } from '../errors.ts'
import type { ApiParts } from '../routes.ts'
import { handlers } from './commands.ts'
import type { Feed } from './feed.ts'
import { type Command, readFrame } from './frames.ts'
import { createOutgoing } from './outgoing.ts'
import { type LiveSession, replyCode } from './subscriber.ts'

/** Time a client has to say who it is, in milliseconds (websocket.md 2). */
const authenticateWithin = 10_000
const pingEvery = 10_000
const deadAfter = 30_000
/** How often it is asked whether the caller still may be here. */
const recheckEvery = 5000
const liveEvery = 250
const mostSubscriptions = 1000
/** Frames of a client that may wait to be handled. */
const mostIncoming = 1000

/** Serves one WebSocket until it closes. `token` is the one of the URL, where there was one. */
export function serveSession(socket: WebSocket, parts: ApiParts, feed: Feed, token: string | null): void {
  const { clock, access, log } = parts
  const outgoing = createOutgoing(socket, clock)
  const subscriptions = new Map<number, { stop: () => void; about: unknown }>()
  const liveCalls = new Set<() => void>()
  const timers = new Set<() => void>()
  let caller: Caller | null = null
  let lastPong = clock.now()
  let incoming = 0
  let work: Promise<void> = Promise.resolve()

  function every(ms: number, call: () => void): () => void {
    let cancel = clock.after(ms, function again() {
      call()
      cancel = clock.after(ms, again)
    })
    const stop = () => {
      timers.delete(stop)
      cancel()
    }
    timers.add(stop)
    return stop
  }

  const session = {
    parts,
    feed,
    outgoing,
    refuse(cmdId: number, errorCode: number, errorMsg: string) {
      outgoing.send({ subscriptionId: cmdId, errorCode, errorMsg, data: null, latestValues: {} })
    },
    keep(cmdId: number, stop: () => void, about?: unknown) {
      session.drop(cmdId)
      if (socket.readyState !== socket.OPEN) return stop()
      if (subscriptions.size >= mostSubscriptions) {
        stop()
        outgoing.close(1008, 'Max subscriptions limit reached!')
        return
      }
      subscriptions.set(cmdId, { stop, about })
    },
    about: (cmdId: number) => subscriptions.get(cmdId)?.about,
    drop(cmdId: number) {
      const subscription = subscriptions.get(cmdId)
      subscriptions.delete(cmdId)
      subscription?.stop()
    },
    dropAll() {
      for (const cmdId of [...subscriptions.keys()]) session.drop(cmdId)
    },
    whileLive(call: () => void) {
      if (liveCalls.size === 0) liveTimer = every(liveEvery, runLive)
      liveCalls.add(call)
      return () => {
        liveCalls.delete(call)
        if (liveCalls.size === 0) liveTimer()
      }
    },
  }
  let liveTimer = () => {}
  function runLive(): void {
    for (const call of liveCalls) call()
  }

  async function enter(shown: string, closeCode: number): Promise<void> {
    try {
      caller = await access.authenticate(shown)
      stopWaiting()
    } catch (error) {
      const isDenied = error instanceof Denied
      if (!isDenied) log.error('a WebSocket could not be authenticated', { error })
      outgoing.close(closeCode, isDenied ? 'Invalid or expired token' : 'Internal error')
    }
  }

  async function receive(text: string): Promise<void> {
    const frame = readFrame(text)
    if (!caller) {
      if (!frame) return outgoing.close(1007, 'Failed to parse the payload')
      if (!frame.auth) return outgoing.close(1008, 'Auth cmd is missing')
      await enter(frame.auth.token, 1007)
      if (!caller) return
    }
    if (!frame?.commands.every(({ type }) => handlers.has(type))) {
      return session.refuse(1, replyCode.badRequest, 'Failed to parse the payload')
    }
    for (const command of frame.commands) await run({ ...session, caller }, command)
  }

  async function run(of: LiveSession, command: Command): Promise<void> {
    if (command.cmdId < 0)
      return session.refuse(command.cmdId, replyCode.badRequest, 'Cmd id is negative value!')
    try {
      await handlers.get(command.type)?.(of, command)
    } catch (error) {
      refuseFor(error, command)
    }
  }

  function refuseFor(error: unknown, command: Command): void {
    const { status, message } = error instanceof TextError ? error : asApiError(error)
    if (status < 500) {
      const code = status === 403 ? replyCode.unauthorized : replyCode.badRequest
      session.refuse(command.cmdId, code, message)
      return
    }
    log.error('a WebSocket command failed', { type: command.type, error })
    session.refuse(command.cmdId, replyCode.internal, 'Failed to fetch data!')
  }

  const stopWaiting = clock.after(authenticateWithin, () => outgoing.close(1008, 'Authentication timed out'))
  every(pingEvery, () => {
    const silence = clock.now() - lastPong
    if (silence > deadAfter) outgoing.close(4500, 'Ping timeout')
    else if (silence >= pingEvery) socket.ping()
  })
  every(recheckEvery, () => {
    if (!caller) return
    access.isStillIn(caller).then(
      (isIn) => isIn || outgoing.close(1008, 'The session has ended'),
      () => {},
    )
  })

  socket.on('pong', () => {
    lastPong = clock.now()
  })
  socket.on('error', (error: Error) => log.debug('a WebSocket broke', { reason: error.message }))
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) return outgoing.close(1003, 'Only text frames are accepted')
    if (++incoming > mostIncoming) return outgoing.close(1008, 'Too many commands wait')
    const text = data.toString()
    work = work.then(() => receive(text)).finally(() => incoming--)
  })
  socket.on('close', () => {
    stopWaiting()
    for (const stop of timers) stop()
    session.dropAll()
  })
  if (token !== null) work = enter(token, 1011)
}
