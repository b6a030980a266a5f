import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChainView } from '../../engine/api/contract.ts'
import { missing, systemParts } from '../support/system-parts.ts'
import { eventually } from '../support/weir.ts'
import { openBrowser } from './browser.ts'

const at = (layoutX: number, layoutY: number) => ({ additionalInfo: { layoutX, layoutY } })

test('a node is recorded without a deploy, a message is followed into another chain, and notes are copied', {
  skip: missing(systemParts.chromium),
  timeout: 120_000,
}, async () => {
  await using open = await openBrowser()
  const { weir, page, faults } = open
  const deployed = async (name: string, graph: object) => {
    const { id, draft } = await weir.api<ChainView>('POST', '/api/weir/chains', { name })
    await weir.api('PUT', `/api/weir/chains/${id}/draft`, { graph, revision: draft?.revision ?? null })
    await weir.api('POST', `/api/weir/chains/${id}/deploy`, {})
    return id
  }
  const within = { type: 'flow/output', name: 'Done', configuration: {}, ...at(40, 80) }
  const inner = await deployed('Inside', { firstNodeIndex: 0, nodes: [within], connections: [] })
  const chain = await deployed('Outside', {
    firstNodeIndex: 0,
    nodes: [
      { type: 'transport/http', name: 'In', configuration: {}, ...at(40, 80) },
      { type: 'flow/chain', name: 'Hand on', configuration: { ruleChainId: inner }, ...at(280, 80) },
    ],
    connections: [{ fromIndex: 0, toIndex: 1, type: 'Out' }],
    notes: [{ id: 'why', x: 40, y: 240, width: 240, height: 120, content: 'Why this is here' }],
  })
  await weir.api('POST', `/api/weir/chains/${chain}/root`)
  await weir.createDevice('Boiler', 'boiler-token')
  await page.goto(`${weir.url}/chains/${chain}`)
  const node = (name: string) => page.locator('.react-flow__node-rule').filter({ hasText: name })

  // Recorded with one key, seen by the server at once, ended for all with one click.
  await node('Hand on').click()
  await page.keyboard.press('r')
  await node('Hand on')
    .getByText(/^Rec 1[45]:\d\d$/)
    .waitFor()
  const recorded = await weir.api<ChainView>('GET', `/api/weir/chains/${chain}`)
  assert.equal(recorded.liveVersion, 1)
  assert.equal(recorded.draft, null)
  const until =
    recorded.live?.nodes.find(({ name }) => name === 'Hand on')?.debugSettings?.allEnabledUntil ?? 0
  assert.ok(until > Date.now() && until <= Date.now() + 15 * 60_000)
  await page.getByRole('button', { name: 'Stop all' }).click()
  await page.getByRole('button', { name: 'Stop all' }).waitFor({ state: 'detached' })
  assert.equal(await page.getByText('Nothing to deploy').isVisible(), true)

  // Followed: its way lights up, also in the chain that it was handed to.
  await fetch(`${weir.url}/api/v1/boiler-token/telemetry`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"temperature":71.5}',
  })
  await page.getByRole('option', { name: /into Inside.*temperature 71.5/ }).click()
  await page.locator('[data-lit] .react-flow__edge-interaction').waitFor({ state: 'attached' })
  await page.getByRole('list', { name: 'The way of the message' }).getByText('Inside').waitFor()
  await page.getByRole('button', { name: '#1 Done' }).click()
  await page.getByRole('heading', { name: 'Inside' }).waitFor()
  await page.locator('article[data-lit]:visible').filter({ hasText: 'Done' }).waitFor()
  await page.getByRole('button', { name: 'Outside' }).click()

  // Heat: the time of each node that worked.
  await node('Hand on').click()
  await page.keyboard.press('h')
  await page.getByRole('button', { name: 'Heat', pressed: true }).waitFor()

  // A note is doubled like a node, and taken back like one.
  const notes = page.locator('.react-flow__node-note')
  await notes.click()
  await page.keyboard.press('Control+d')
  await eventually(async () => (await notes.count()) === 2, 'doubling the note')
  await page.keyboard.press('Control+z')
  await eventually(async () => (await notes.count()) === 1, 'taking the note back')
  assert.deepEqual(faults, [])
})
