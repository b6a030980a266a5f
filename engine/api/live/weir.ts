/** Weir's own live views (contract.ts): counters of a chain, messages through it, the state of the server. */
import { may, type Permission } from '../../access/permissions.ts'
import { chainFor } from '../chain-views.ts'
import type { LiveFrame, MessagesFrame, NodeLive, WireLive } from '../contract.ts'
import { forbidden } from '../errors.ts'
import type { ChainLive } from '../needs.ts'
import type { CommandHandler } from './commands.ts'
import type { LiveSession } from './subscriber.ts'

/** Messages of one frame at most. */
const mostMessages = 100

export const weirChain: CommandHandler = async (session, { cmdId, chainId }) => {
  requireRight(session, 'RULE_CHAIN:READ')
  const chain = await chainFor(session.parts, String(chainId ?? ''))
  let before: ChainLive | null = null
  const send = (isFirst: boolean) => {
    if (session.outgoing.isBehind) return
    const now = session.parts.rules.live(chain.id)
    const frame = liveFrame(cmdId, before, now)
    before = now
    if (isFirst || frame.wires.length > 0 || frame.nodes.length > 0) session.outgoing.send(frame)
  }
  send(true)
  session.keep(
    cmdId,
    session.whileLive(() => send(false)),
  )
}

/** What changed since the frame before; everything when another version runs. */
export function liveFrame(cmdId: number, before: ChainLive | null, now: ChainLive | null): LiveFrame {
  const { version, since, wires, nodes } = now ?? { version: 0, since: 0, wires: [], nodes: [] }
  const old = before?.version === version && before.since === since ? before : null
  return {
    cmdId,
    update: 'CHAIN',
    version,
    since,
    wires: wires.filter((wire, at) => !isSameWire(wire, old?.wires[at])),
    nodes: nodes.filter((node, at) => !isSameNode(node, old?.nodes[at])),
  }
}

function isSameWire(a: WireLive, b: WireLive | undefined): boolean {
  return b !== undefined && a.total === b.total && a.rate === b.rate && a.lastAt === b.lastAt
}

const nodeMembers = ['in', 'failed', 'failing', 'rate', 'took', 'waiting', 'problem'] as const

function isSameNode(a: NodeLive, b: NodeLive | undefined): boolean {
  return b !== undefined && nodeMembers.every((member) => Object.is(a[member], b[member]))
}

export const weirMessages: CommandHandler = async (session, { cmdId, chainId }) => {
  requireRight(session, 'RULE_CHAIN:DEBUG')
  const chain = await chainFor(session.parts, String(chainId ?? ''))
  let after = 0
  let isFirst = true
  const send = () => {
    if (session.outgoing.isBehind) return
    const query = { nodeId: null, failuresOnly: false, after, limit: mostMessages }
    const { messages, skipped } = session.parts.rules.messages(chain.id, query)
    after = messages[0]?.seq ?? after
    if (messages.length > 0 || isFirst) {
      const frame: MessagesFrame = { cmdId, update: 'MESSAGES', messages, skipped: isFirst ? 0 : skipped }
      session.outgoing.send(frame)
    }
    isFirst = false
  }
  send()
  session.keep(cmdId, session.whileLive(send))
}

export const weirStatus: CommandHandler = async (session, { cmdId }) => {
  requireRight(session, 'STATUS:READ')
  const { parts, outgoing } = session
  const send = async () => {
    if (!outgoing.isBehind) outgoing.send({ cmdId, update: 'STATUS', status: await parts.status.status() })
  }
  await send()
  let quarter = 0
  const stop = session.whileLive(() => {
    if (++quarter % 4 !== 0) return
    send().catch((error: unknown) => parts.log.warn('the status could not be read', { error }))
  })
  session.keep(cmdId, stop)
}

function requireRight({ caller }: LiveSession, permission: Permission): void {
  if (!may(caller, permission)) throw forbidden()
}
