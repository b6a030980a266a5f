import { createStore, useStore } from 'zustand'
import { api } from './http.ts'
import { session } from './session.ts'

/** A command of `/api/ws` without its `cmdId`, which is given here. */
export interface LiveCommand {
  readonly type: string
  readonly [member: string]: unknown
}

/** `open` is the only state in which what is on screen is current. */
export interface LinkState {
  readonly state: 'idle' | 'connecting' | 'open' | 'lost'
  /** epoch ms of the last frame; null before the first */
  readonly heard: number | null
}

/** What of a WebSocket is used: a test brings its own. */
export interface Socket {
  send(text: string): void
  close(): void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
}

export interface LiveNeeds {
  connect: () => Socket
  token: () => Promise<string | null>
  now: () => number
  random: () => number
  /** @returns what cancels it */
  after: (ms: number, then: () => void) => () => void
}

type Frame = { cmdId?: number; subscriptionId?: number }
interface Subscription {
  readonly command: LiveCommand
  readonly onFrame: (frame: never) => void
  cmdId: number
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
/** The status arrives each second; this long without any frame means that the line is dead, though nobody hung up. */
const SILENCE_MS = 6_000

/**
 * One WebSocket for the whole app. Subscriptions outlive it: after a loss they are sent again under new numbers, so a
 * late frame of the old connection can't reach anyone. While the link is not `open` nothing is delivered, and the
 * shell says so.
 */
export function createLive(needs: LiveNeeds) {
  const link = createStore<LinkState>(() => ({ state: 'idle', heard: null }))
  const subscriptions = new Set<Subscription>()
  let socket: Socket | null = null
  let nextId = 1
  let losses = 0
  let attempt = 0
  let cancelWait = () => {}
  let cancelWatch = () => {}

  const put = (frame: unknown) => socket?.send(JSON.stringify(frame))
  const isOpen = () => link.getState().state === 'open'

  async function open(): Promise<void> {
    const mine = ++attempt
    cancelWait()
    link.setState({ state: losses === 0 ? 'connecting' : 'lost' })
    const token = await needs.token()
    if (mine !== attempt || subscriptions.size === 0) return
    if (token === null) return lost()
    const now = needs.connect()
    socket = now
    now.onopen = () => {
      if (socket !== now) return
      put({ authCmd: { cmdId: 0, token }, cmds: [...subscriptions].map(numbered) })
      link.setState({ state: 'open' })
      watch()
    }
    now.onmessage = (event) => {
      if (socket === now) receive(event.data)
    }
    now.onclose = () => {
      if (socket === now) lost()
    }
  }

  function receive(data: unknown): void {
    if (typeof data !== 'string') return
    losses = 0
    link.setState({ heard: needs.now() })
    watch()
    const frame = JSON.parse(data) as Frame
    const id = frame.cmdId ?? frame.subscriptionId
    for (const subscription of subscriptions) {
      if (subscription.cmdId === id) subscription.onFrame(frame as never)
    }
  }

  function watch(): void {
    cancelWatch()
    const hearsEachSecond = [...subscriptions].some(({ command }) => command.type === 'WEIR_STATUS')
    if (hearsEachSecond) cancelWatch = needs.after(SILENCE_MS, lost)
  }

  function lost(): void {
    drop()
    losses += 1
    link.setState({ state: 'lost' })
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(losses - 1, 10))
    // between half and all of it, so that a hundred browsers do not return at the same instant
    cancelWait = needs.after(wait * (0.5 + needs.random() / 2), () => void open())
  }

  function drop(): void {
    const old = socket
    socket = null
    cancelWatch()
    old?.close()
  }

  function numbered(subscription: Subscription): unknown {
    subscription.cmdId = nextId++
    return { ...subscription.command, cmdId: subscription.cmdId }
  }

  /**
   * Sends the command now and after every reconnect; `onFrame` gets each frame that answers it.
   * @returns what ends the subscription
   */
  function subscribe<T>(command: LiveCommand, onFrame: (frame: T) => void): () => void {
    const subscription: Subscription = { command, onFrame: onFrame as (frame: never) => void, cmdId: -1 }
    subscriptions.add(subscription)
    if (isOpen()) put({ cmds: [numbered(subscription)] })
    else if (link.getState().state === 'idle') void open()
    return () => {
      if (!subscriptions.delete(subscription)) return
      if (isOpen()) put({ cmds: [farewell(subscription)] })
    }
  }

  /** Hangs up for good (log out); the next subscription opens it again. */
  function close(): void {
    attempt += 1
    losses = 0
    cancelWait()
    drop()
    link.setState({ state: 'idle', heard: null })
  }

  /** Tries at once instead of waiting: the browser says that the network is back, or the person asked. */
  function retryNow(): void {
    if (link.getState().state === 'lost') void open()
  }

  return { link, subscribe, close, retryNow }
}

function farewell({ command, cmdId }: Subscription): unknown {
  if (command.type.startsWith('WEIR_')) return { type: 'WEIR_UNSUBSCRIBE', cmdId }
  if (command.type === 'TIMESERIES' || command.type === 'ATTRIBUTES')
    return { ...command, cmdId, unsubscribe: true }
  return { type: `${command.type}_UNSUBSCRIBE`, cmdId }
}

export const live = createLive({
  connect: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/ws`) as Socket,
  token: api.freshToken,
  now: () => Date.now(),
  random: Math.random,
  after(ms, then) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
})

if (typeof window !== 'undefined') {
  window.addEventListener('online', live.retryNow)
  session.subscribe((now) => {
    if (now.tokens === null) live.close()
  })
}

/** The state of the live link: `useLink((link) => link.state)`. */
export const useLink = <T>(pick: (state: LinkState) => T): T => useStore(live.link, pick)
