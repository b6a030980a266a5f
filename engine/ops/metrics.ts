import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { may } from '../access/permissions.ts'
import type { EdgeStatus } from '../api/contract.ts'
import { forbidden } from '../api/errors.ts'
import { authenticate } from '../api/guard.ts'
import { type Api, type ApiParts, routesOf } from '../api/routes.ts'

const { open } = routesOf('ops')

/**
 * `GET /metrics` for Prometheus. Needs the scraper's own token (`Authorization: Bearer …`, from the configuration) or
 * that of a user who may read metrics: numbers of a plant are nobody else's business.
 */
export function metricsRoutes(api: Api, parts: ApiParts): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'weir_' })
  const update = statusGauges(registry)
  api.addHook('onClose', async () => registry.clear())

  api.get(
    '/metrics',
    {
      ...open('checks the scraper’s token by itself'),
      schema: { tags: ['system'], security: [{ token: [] }] },
    },
    async (request, reply) => {
      if (!isScraper(request, parts.metricsToken)) {
        const caller = await authenticate(parts.access, request)
        if (!may(caller, 'METRICS:READ')) throw forbidden()
      }
      update(await parts.status.status())
      return reply.type(registry.contentType).send(await registry.metrics())
    },
  )
}

function isScraper(request: FastifyRequest, token: string | undefined): boolean {
  if (!token) return false
  const shown = Buffer.from(request.headers.authorization ?? '')
  const right = Buffer.from(`Bearer ${token}`)
  return shown.length === right.length && timingSafeEqual(shown, right)
}

const gauges: Readonly<Record<string, readonly [help: string, read: (status: EdgeStatus) => number]>> = {
  weir_messages_accepted_total: ['Messages taken in since the start', (status) => status.accepted],
  weir_messages_refused_total: ['Messages refused since the start', (status) => status.refused],
  weir_message_rate: ['Messages taken in per second just now', (status) => status.rate],
  weir_dead_letters: ['Messages that could not be delivered', (status) => status.deadLetters],
  weir_journal_bytes: ['Bytes of the journal on disk', (status) => status.journal.bytes],
  weir_journal_backlog: ['Records of the journal that wait', (status) => status.journal.backlog],
  weir_journal_flush_ms: ['Milliseconds of the last flush', (status) => status.journal.flushMs],
  weir_journal_failed: [
    '1 while the journal cannot write',
    (status) => Number(status.journal.failed !== null),
  ],
  weir_inbox_bytes: ['Bytes of messages in work', (status) => status.inbox.bytes],
  weir_inbox_full: ['1 while no input is read', (status) => Number(status.inbox.full)],
  weir_database_healthy: ['1 while the database answers', (status) => Number(status.database.healthy)],
  weir_database_waiting_rows: ['Rows that wait to be written', (status) => status.database.waitingRows],
  weir_devices: ['Devices known', (status) => status.devices.total],
  weir_devices_connected: ['Devices with an open session', (status) => status.devices.connected],
}

function statusGauges(registry: Registry): (status: EdgeStatus) => void {
  const made = Object.entries(gauges).map(([name, [help, read]]) => {
    return { gauge: new Gauge({ name, help, registers: [registry] }), read }
  })
  return (status) => {
    for (const { gauge, read } of made) gauge.set(read(status))
  }
}
