/** The server that REST cases run against, and the things that their `$NAMES` stand for, made when first needed. */
import { randomBytes, randomUUID } from 'node:crypto'
import { createTokens } from '../../engine/access/tokens.ts'
import { systemClock } from '../../engine/edge/clock.ts'

export const administrator = { email: 'ops@plant.example', password: 'S3cret-pw' }

/** Something a case needs that this server does not have: the case is for later. */
export class NotYet extends Error {
  override readonly name = 'NotYet'
}

export interface Answer {
  readonly status: number
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: answers have every shape
  readonly json: any
}

type Make = (world: RestWorld) => Promise<string>

const unknownId = '8f0c0000-0000-11ee-8000-000000000000'

const makers: Readonly<Record<string, Make>> = {
  TA: async (world) => (await world.session('TA')).token,
  TAJWT: async (world) => (await world.session('TA')).token,
  REFRESH: async (world) => (await world.session('TA')).refreshToken,
  CU: async (world) => (await world.session('CU')).token,
  CUJWT: async (world) => (await world.session('CU')).token,
  FORGED: async () => forgedToken(),
  TAUID: async (world) => (await world.ask('GET', '/api/auth/user')).json.id.id,
  TID: async (world) => (await world.ask('GET', '/api/auth/user')).json.tenantId.id,
  DEV: (world) => world.device('T-1'),
  DEV2: (world) => world.device('T-2b'),
  OFFDEV: (world) => world.device('Off'),
  AST: (world) => world.asset('Hall'),
  CUST: (world) => world.customer('Plant'),
  CUST2: (world) => world.customer('Other plant'),
  CUDEV: (world) => world.assigned('Of the plant', 'CUST'),
  OTHERCUST: (world) => world.assigned('Somebody else’s', 'CUST2'),
  FOREIGN: async () => unknownId,
  AL: (world) => world.alarm(),
  COMMENT: (world) => world.comment(),
  CREDID: async (world) =>
    (await world.ask('GET', `/api/device/${await world.device('T-2b')}/credentials`)).json.id.id,
  RC: async (world) => (await world.ask('POST', '/api/ruleChain', { name: `RC ${randomUUID()}` })).json.id.id,
  NODE: (world) => world.rootNode(),
  N1: (world) => world.savedNode(),
}

/** Names that need entities of later issues. */
const later: Readonly<Record<string, string>> = {
  SA: 'a system administrator',
  TA2: 'a second tenant',
  EXPIRED: 'the signing key of the server; access/tokens.test.ts has this case',
}

export class RestWorld {
  readonly url: string
  #values = new Map<string, string>()
  #sessions = new Map<string, { token: string; refreshToken: string }>()
  #customerPassword: string | null = null
  #rootId: string | null = null

  constructor(url: string) {
    this.url = url
  }

  /** Empties the server of entities and gives it its root chain back, so that every area begins alike. */
  async beginArea(): Promise<void> {
    this.#values.clear()
    const root = await this.#root()
    this.#rootId ??= root?.id.id ?? null
    if (root && root.id.id !== this.#rootId) await this.ask('POST', `/api/ruleChain/${this.#rootId}/root`)
    // Views first: what one shows can't be deleted.
    await this.#deleteAll('/api/tenant/entityViews', '/api/entityView')
    await this.#deleteAll('/api/tenant/devices', '/api/device')
    await this.#deleteAll('/api/tenant/assets', '/api/asset')
  }

  async #deleteAll(list: string, one: string): Promise<void> {
    for (;;) {
      const { json } = await this.ask('GET', `${list}?pageSize=100&page=0`)
      if (json.data.length === 0) return
      for (const { id } of json.data) await this.ask('DELETE', `${one}/${id.id}`)
    }
  }

  set(name: string, value: string): void {
    this.#values.set(name, value)
  }

  /** The logged-in tokens are no good any more. */
  forgetSessions(): void {
    this.#sessions.clear()
    for (const name of ['TA', 'TAJWT', 'REFRESH', 'CU', 'CUJWT']) this.#values.delete(name)
  }

  known(name: string): string | undefined {
    return this.#values.get(name)
  }

  async value(name: string): Promise<string> {
    const known = this.#values.get(name)
    if (known !== undefined) return known
    const make = makers[name]
    if (!make) throw new NotYet(`needs ${later[name] ?? `$${name}`}`)
    const made = await make(this)
    this.#values.set(name, made)
    return made
  }

  /** A copy of the value with every `$NAME` in its texts replaced. */
  async filled<T>(value: T): Promise<T> {
    let text = JSON.stringify(value)
    if (text === undefined) return value
    for (const name of new Set(
      [...text.matchAll(/\$([A-Z][A-Z0-9]*)/g)].map(([, found]) => found as string),
    )) {
      const replacement = JSON.stringify(await this.value(name)).slice(1, -1)
      text = text.replaceAll(new RegExp(`\\$${name}(?![A-Z0-9])`, 'g'), replacement)
    }
    text = text.replaceAll('"<now-1h>"', String(Date.now() - 3_600_000))
    return JSON.parse(text)
  }

  async session(name: 'TA' | 'CU'): Promise<{ token: string; refreshToken: string }> {
    const known = this.#sessions.get(name)
    if (known) return known
    const pair =
      name === 'TA' ? await this.login(administrator.email, administrator.password) : await this.#customer()
    this.#sessions.set(name, pair)
    return pair
  }

  async login(username: string, password: string): Promise<{ token: string; refreshToken: string }> {
    const { status, json, text } = await this.ask('POST', '/api/auth/login', { username, password }, null)
    if (status !== 200) throw new Error(`${username} was not let in: ${text}`)
    return json
  }

  /** A request with JSON, as the administrator unless a token (or null for none) is given. */
  async ask(method: string, path: string, body?: unknown, token?: string | null): Promise<Answer> {
    const shown = token === undefined ? (await this.session('TA')).token : token
    return this.send(
      method,
      path,
      shown ? { 'X-Authorization': `Bearer ${shown}` } : {},
      body === undefined ? undefined : JSON.stringify(body),
    )
  }

  async send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
    })
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').includes('json') && text !== ''
    return { status: response.status, text, json: isJson ? JSON.parse(text) : undefined }
  }

  /** A device by its name, made when there is none. */
  async device(name: string, query = ''): Promise<string> {
    const found = await this.ask('GET', `/api/tenant/devices?deviceName=${encodeURIComponent(name)}`)
    if (found.status === 200) return found.json.id.id
    return (await this.ask('POST', `/api/device${query}`, { name })).json.id.id
  }

  async asset(name: string): Promise<string> {
    const found = await this.ask('GET', `/api/tenant/assets?assetName=${encodeURIComponent(name)}`)
    return found.status === 200
      ? found.json.id.id
      : (await this.ask('POST', '/api/asset', { name })).json.id.id
  }

  async customer(title: string): Promise<string> {
    const found = await this.ask('GET', `/api/tenant/customers?customerTitle=${encodeURIComponent(title)}`)
    if (found.status === 200) return found.json.id.id
    return (await this.ask('POST', '/api/customer', { title })).json.id.id
  }

  /** A device of the customer that the name stands for. */
  async assigned(name: string, customer: 'CUST' | 'CUST2'): Promise<string> {
    const device = await this.device(name)
    await this.ask('POST', `/api/customer/${await this.value(customer)}/device/${device}`)
    return device
  }

  async relate(from: string, to: string, additionalInfo?: unknown): Promise<void> {
    const end = (entityType: string, id: string) => ({ entityType, id })
    await this.ask('POST', '/api/relation', {
      from: end('ASSET', from),
      to: end('DEVICE', to),
      type: 'Contains',
      additionalInfo,
    })
  }

  /** The active alarm of the device at hand, raised when there is none. */
  async alarm(): Promise<string> {
    const originator = { entityType: 'DEVICE', id: await this.value('DEV') }
    const body = { type: 'High temperature', originator, severity: 'MAJOR', details: { t: 91 } }
    return (await this.ask('POST', '/api/alarm', body)).json.id.id
  }

  async comment(): Promise<string> {
    const path = `/api/alarm/${await this.value('AL')}/comment`
    return (await this.ask('POST', path, { comment: { text: 'checked' } })).json.id.id
  }

  async rootNode(): Promise<string> {
    const root = await this.#root()
    if (!root) throw new NotYet('needs a root chain')
    const graph = (await this.ask('GET', `/api/ruleChain/${root.id.id}/metadata`)).json
    const { id } = graph.nodes[graph.firstNodeIndex]
    graph.nodes[graph.firstNodeIndex].debugSettings = { allEnabled: true }
    await this.ask('POST', '/api/ruleChain/metadata', graph)
    return id.id
  }

  async #root(): Promise<{ id: { id: string } } | undefined> {
    const { json } = await this.ask('GET', '/api/ruleChains?pageSize=100&page=0')
    return json.data.find((chain: { root: boolean }) => chain.root)
  }

  /** The first node of a graph saved in the chain at hand. */
  async savedNode(): Promise<string> {
    const node = {
      type: 'org.thingsboard.rule.engine.filter.TbMsgTypeSwitchNode',
      name: 'switch',
      configuration: {},
    }
    const ruleChainId = { entityType: 'RULE_CHAIN', id: await this.value('RC') }
    const graph = { ruleChainId, firstNodeIndex: 0, nodes: [node], connections: [] }
    return (await this.ask('POST', '/api/ruleChain/metadata', graph)).json.nodes[0].id.id
  }

  /** A user who may log in with this password. */
  async user(email: string, authority: string, password?: string): Promise<{ id: string; password: string }> {
    const known = (await this.ask('GET', `/api/users?pageSize=100&page=0&textSearch=${email}`)).json.data[0]
    const customerId = { entityType: 'CUSTOMER', id: await this.value('CUST') }
    const body = authority === 'CUSTOMER_USER' ? { email, authority, customerId } : { email, authority }
    const { id } = (known ?? (await this.ask('POST', '/api/user', body)).json).id
    const made = (await this.ask('POST', `/api/weir/users/${id}/password`, {})).json.password
    if (password === undefined) return { id, password: made }
    const { token } = await this.login(email, made)
    await this.ask(
      'POST',
      '/api/auth/changePassword',
      { currentPassword: made, newPassword: password },
      token,
    )
    return { id, password }
  }

  async #customer(): Promise<{ token: string; refreshToken: string }> {
    this.#customerPassword ??= (await this.user('cu@plant.example', 'CUSTOMER_USER')).password
    return this.login('cu@plant.example', this.#customerPassword)
  }
}

/** A whole token of somebody else's making. */
function forgedToken(): string {
  const user = {
    id: randomUUID(),
    createdTime: 0,
    email: administrator.email,
    authority: 'TENANT_ADMIN',
    firstName: null,
    lastName: null,
    phone: null,
    customerId: null,
    additionalInfo: null,
  } as const
  const identity = { uuid: () => randomUUID() }
  return createTokens(randomBytes(64), systemClock, identity).issue(user, randomUUID(), randomUUID()).token
}
