import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { eventually, removeFolder, WeirProcess } from './support/weir.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'weir-schedule-'))
let weir: WeirProcess | undefined
after(async () => {
  await weir?.stop()
  await removeFolder(dataDir)
})

interface Live {
  readonly id: string
  readonly live: { readonly nodes: readonly { readonly id: { readonly id: string } }[] }
}

test('each run of a schedule is stored once over kill -9, missed ones too', async () => {
  weir = await WeirProcess.start({ dataDir })
  const device = await weir.createDevice('clock', 'token-of-clock')
  const chain = await weir.api<{ id: string; draft: { revision: number } }>('POST', '/api/weir/chains', {
    name: 'Each second',
  })
  const graph = {
    firstNodeIndex: null,
    nodes: [
      {
        type: 'scheduler/scheduler',
        name: 'Each second',
        configuration: {
          schedule: 'interval',
          every: 1,
          unit: 'SECONDS',
          missed: 'each',
          missedMost: 1000,
          messageType: 'POST_TELEMETRY_REQUEST',
          originator: { entityType: 'DEVICE', id: device },
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of ours
          data: '{"due": ${scheduledTs}}',
        },
        additionalInfo: { layoutX: 0, layoutY: 0, number: 1 },
      },
      {
        type: 'persistence/save-time-series',
        name: 'Save',
        configuration: {},
        additionalInfo: { layoutX: 300, layoutY: 0, number: 2 },
      },
    ],
    connections: [{ fromIndex: 0, toIndex: 1, type: 'Success' }],
  }
  const { draft } = await weir.api<{ draft: { revision: number } }>(
    'PUT',
    `/api/weir/chains/${chain.id}/draft`,
    {
      graph,
      revision: chain.draft.revision,
    },
  )
  const { live } = await weir.api<Live>('POST', `/api/weir/chains/${chain.id}/deploy`, {
    revision: draft.revision,
  })
  const node = live.nodes[0]?.id.id
  const nextRuns = () =>
    (weir as WeirProcess).api<{ status: string | null; nextRuns: number[] }>(
      'GET',
      `/api/weir/ruleChains/${chain.id}/nodes/${node}/next-runs?most=3`,
    )
  const stored = async () => {
    const range = `keys=due&startTs=0&endTs=${Date.now() + 60_000}&limit=10000&orderBy=ASC&useStrictDataTypes=true`
    const found = await (weir as WeirProcess).api<{ due?: { value: number }[] }>(
      'GET',
      `/api/plugins/telemetry/DEVICE/${device}/values/timeseries?${range}`,
    )
    return (found.due ?? []).map(({ value }) => value)
  }
  for (let crash = 0; crash < 2; crash++) {
    const before = (await stored()).length
    await eventually(async () => (await stored()).length > before + 2, 'some runs')
    await weir.stop('SIGKILL')
    weir = await WeirProcess.start({ dataDir })
  }
  const [next = 0, second] = (await eventually(async () => {
    const { nextRuns: runs } = await nextRuns()
    return runs.length === 3 && runs
  }, 'the next runs')) as number[]
  assert.equal(second, next + 1000)
  await eventually(async () => (await stored()).includes(next), 'the run that was told')

  const dues = await stored()
  const gaps = dues.slice(1).filter((due, at) => due - (dues[at] ?? 0) !== 1000)
  assert.deepEqual(gaps, [], `not one run each second: ${dues}`)
})
