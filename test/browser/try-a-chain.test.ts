import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChainSummary, ChainView } from '../../engine/api/contract.ts'
import type { KeptTestJson } from '../../engine/api/contract-trial.ts'
import { missing, systemParts } from '../support/system-parts.ts'
import { openBrowser } from './browser.ts'

test('a message is tried in the draft, kept as a test, and tells what a draft would do otherwise', {
  skip: missing(systemParts.chromium),
  timeout: 120_000,
}, async () => {
  await using open = await openBrowser()
  const { weir, page, faults } = open
  await weir.createDevice('Boiler', 'boiler-token')
  await fetch(`${weir.url}/api/v1/boiler-token/telemetry`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"temperature":71.5}',
  })
  const chains = await weir.api<ChainSummary[]>('GET', '/api/weir/chains')
  const root = chains.find((chain) => chain.root)?.id ?? ''
  await page.goto(`${weir.url}/chains/${root}`)
  await page.getByRole('option').filter({ hasText: 'temperature 71.5' }).first().click()
  await page.getByRole('button', { name: 'Run in the draft' }).click()
  await page.getByText('saves temperature = 71.5 as time series of device “Boiler”').waitFor()

  await page.getByRole('button', { name: 'Keep as test' }).click()
  await page.getByLabel('Name of the test').fill('a hot boiler is saved')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.getByRole('tab', { name: 'Tests' }).click()
  await page.getByRole('button', { name: 'Run the tests' }).click()
  await page.getByText('1 of 1 passed').waitFor()
  const [kept] = await weir.api<KeptTestJson[]>('GET', `/api/weir/chains/${root}/tests`)
  assert.equal(kept?.name, 'a hot boiler is saved')

  // The draft saves nothing any more.
  const { live } = await weir.api<ChainView>('GET', `/api/weir/chains/${root}`)
  const save = live?.nodes.findIndex((node) => node.type === 'persistence/save-time-series')
  const connections = live?.connections?.filter((wire) => wire.toIndex !== save) ?? []
  await weir.api('PUT', `/api/weir/chains/${root}/draft`, { graph: { ...live, connections }, revision: 0 })
  await page.reload()
  await page.getByRole('tab', { name: 'Tests' }).click()
  await page.getByRole('button', { name: 'Compare draft with live' }).click()
  await page.getByText(/of the last \d+ messages would end otherwise/).waitFor()
  await page.getByText('goes Save values → Success').first().waitFor()
  await page.getByRole('button', { name: 'Run the tests' }).click()
  await page.getByText('0 of 1 passed').waitFor()
  assert.deepEqual(faults, [])
})
