import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { withIds } from '../api/chain-views.ts'
import { importChain } from '../api/import.ts'
import type { NodeCatalogue } from '../api/needs.ts'
import type { Clock, Identity, Logger } from '../rules/needs.ts'
import type { Store } from '../store/store.ts'

const flows = fileURLToPath(new URL('../../flows/', import.meta.url))

/** The chain a fresh edge begins with. */
const rootFlow = 'root.json'

/** name under which the sample device of a fresh installation is remembered */
export const sampleDeviceSetting = 'sampleDevice'

/** Gives an edge without chains the root chain that we ship. */
export async function ensureRootChain(
  store: Store,
  catalogue: NodeCatalogue,
  { clock, identity, log }: { clock: Clock; identity: Identity; log: Logger },
): Promise<void> {
  if ((await store.chains.all()).length > 0) return
  const file: unknown = JSON.parse(await readFile(`${flows}${rootFlow}`, 'utf8'))
  const { head, graph } = importChain(file, catalogue, clock.now())
  const chain = await store.chains.create(head)
  await store.chains.deploy(chain.id, withIds(graph, identity.uuid), {
    userId: null,
    note: 'Shipped with Weir',
    summary: '',
  })
  await store.chains.setRoot(chain.id)
  log.info('Made the root chain')
}

/** A device to begin with, made once when there is none. Answers it on that first start only. */
export async function ensureSampleDevice(
  store: Store,
): Promise<{ id: string; name: string; token: string } | null> {
  if ((await store.settings.get(sampleDeviceSetting)) !== null) return null
  const { totalElements } = await store.devices.list({ page: 0, pageSize: 1 })
  if (totalElements > 0) {
    await store.settings.set(sampleDeviceSetting, {})
    return null
  }
  const device = await store.devices.create({ name: 'Sample sensor', label: 'Made at the first start' })
  await store.settings.set(sampleDeviceSetting, { id: device.id })
  const credentials = await store.devices.credentials(device.id)
  return credentials === null ? null : { id: device.id, name: device.name, token: credentials.credentialsId }
}
