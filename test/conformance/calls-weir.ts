/** A Weir that really runs, for the cases about calls: devices, calls over REST, and what the root chain saw. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { WeirProcess } from '../support/weir.ts'

export interface RestAnswer {
  readonly status: number
  readonly text: string
  /** milliseconds */
  readonly took: number
}

export interface SeenMessage {
  readonly messageType: string
  readonly originator: { readonly id: string }
  readonly data: string
  readonly metadata: Readonly<Record<string, string>>
}

export interface CallDevice {
  readonly id: string
  readonly token: string
}

export class CallWeir {
  readonly weir: WeirProcess
  #made = 0
  #rootChain: Promise<string> | undefined

  constructor(weir: WeirProcess) {
    this.weir = weir
  }

  /** @param reply what the device’s own chain answers to its calls; undefined = the stock chain, which answers nothing */
  async device(name: string, reply?: string): Promise<CallDevice> {
    const token = `calls-${process.pid}-${++this.#made}`
    const profile = reply === undefined ? {} : { deviceProfileId: await this.#answeringProfile(token, reply) }
    const made = await this.weir.api<{ id: { id: string } }>('POST', `/api/device?accessToken=${token}`, {
      name: `${name} ${token}`,
      ...profile,
    })
    return { id: made.id.id, token }
  }

  async #answeringProfile(name: string, reply: string): Promise<unknown> {
    const chain = await this.weir.api<{ id: string; draft: { revision: number } | null }>(
      'POST',
      '/api/weir/chains',
      { name: `Answers ${name}` },
    )
    const script = `return { msg: ${reply}, metadata: metadata, msgType: msgType };`
    const place = (type: string, number: number, configuration: object) => ({
      type,
      name: `${type} ${number}`,
      configuration,
      additionalInfo: { layoutX: 200 * number, layoutY: 100, number },
    })
    const graph = {
      firstNodeIndex: 0,
      nodes: [
        place('transformation/script', 1, { scriptLang: 'JS', jsScript: script }),
        place('transport/rpc-call-reply', 2, {}),
      ],
      connections: [{ fromIndex: 0, toIndex: 1, type: 'Success' }],
    }
    const { draft } = await this.weir.api<{ draft: { revision: number } }>(
      'PUT',
      `/api/weir/chains/${chain.id}/draft`,
      { graph, revision: chain.draft?.revision ?? null },
    )
    await this.weir.api('POST', `/api/weir/chains/${chain.id}/deploy`, { revision: draft.revision })
    const profile = await this.weir.api<{ id: unknown }>('POST', '/api/deviceProfile', {
      name: `answers ${name}`,
      type: 'DEFAULT',
      transportType: 'DEFAULT',
      provisionType: 'DISABLED',
      defaultRuleChainId: { entityType: 'RULE_CHAIN', id: chain.id },
      profileData: {
        configuration: { type: 'DEFAULT' },
        transportConfiguration: { type: 'DEFAULT' },
        provisionConfiguration: { type: 'DISABLED', provisionDeviceSecret: null },
        alarms: null,
      },
    })
    return profile.id
  }

  async post(path: string, body: unknown): Promise<RestAnswer> {
    const begun = Date.now()
    const answer = await this.weir.request('POST', path, body)
    return { status: answer.status, text: await answer.text(), took: Date.now() - begun }
  }

  /** Messages of the device that the root chain saw, oldest first. */
  async messages(deviceId: string): Promise<SeenMessage[]> {
    this.#rootChain ??= this.weir
      .api<{ id: string; root: boolean }[]>('GET', '/api/weir/chains')
      .then((chains) => chains.find(({ root }) => root)?.id as string)
    const seen = await this.weir.api<SeenMessage[]>(
      'GET',
      `/api/weir/chains/${await this.#rootChain}/messages?limit=1000`,
    )
    return seen.filter(({ originator }) => originator.id === deviceId).reverse()
  }

  /** States that the device’s persistent calls came to, as the chain was told. */
  async statuses(deviceId: string): Promise<string[]> {
    const types = (await this.messages(deviceId)).map(({ messageType }) => messageType)
    const told = types.filter((type) => type.startsWith('RPC_') && !type.startsWith('RPC_CALL'))
    return told.map((type) => type.slice(4)).filter((status, at, all) => status !== all[at - 1])
  }

  /** Waits until something is so. */
  async until<T>(ask: () => Promise<T | undefined | false | null>, ms: number): Promise<T | null> {
    const end = Date.now() + ms
    for (;;) {
      const answer = await ask()
      if (answer) return answer
      if (Date.now() > end) return null
      await sleep(100)
    }
  }
}
