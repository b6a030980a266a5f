import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChainSummary, ChainView } from '../../engine/api/contract.ts'
import { missing, systemParts } from '../support/system-parts.ts'
import { openBrowser } from './browser.ts'

test('a chain opens inside of the chain that calls it, and a version shows what it changed', {
  skip: missing(systemParts.chromium),
  timeout: 120_000,
}, async () => {
  await using open = await openBrowser()
  const { weir, page, faults } = open
  const inner = await weir.api<ChainView>('POST', '/api/weir/chains', { name: 'Alarms' })
  const outer = await weir.api<ChainView>('POST', '/api/weir/chains', { name: 'House' })
  const deploy = async (nodes: readonly object[], note: string) => {
    const graph = { firstNodeIndex: 0, nodes, connections: [] }
    const { draft: known } = await weir.api<ChainView>('GET', `/api/weir/chains/${outer.id}`)
    const { draft } = await weir.api<{ draft: { revision: number } }>(
      'PUT',
      `/api/weir/chains/${outer.id}/draft`,
      { graph, revision: known?.revision ?? 0 },
    )
    await weir.api('POST', `/api/weir/chains/${outer.id}/deploy`, { revision: draft.revision, note })
  }
  const call = { type: 'flow/chain', name: 'To alarms', configuration: { ruleChainId: inner.id } }
  await deploy([call], 'First')
  const [first] = (await weir.api<ChainView>('GET', `/api/weir/chains/${outer.id}`)).live?.nodes ?? []
  await deploy([{ ...first, name: 'Alarms of the house' }], 'Better name')

  await page.goto(`${weir.url}/chains/${outer.id}`)
  const heading = page.locator('h1:visible')
  await page.locator('.react-flow__node', { hasText: 'Alarms of the house' }).dblclick()
  await page.waitForURL((url) => url.searchParams.get('inside') === inner.id)
  await page.locator('h1:visible', { hasText: 'Alarms' }).waitFor()
  await page.keyboard.press('Alt+ArrowUp')
  await page.locator('h1:visible', { hasText: 'House' }).waitFor()
  assert.equal(await heading.count(), 1)

  await page.locator('.react-flow__node').click()
  await page.keyboard.press('Alt+ArrowDown')
  const crumb = page.getByRole('navigation', { name: 'Chains around this one' }).getByText('House')
  await crumb.click()
  await page.locator('h1:visible', { hasText: 'House' }).waitFor()

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Versions' }).click()
  await page.getByRole('button', { name: /Better name/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Name', { exact: true }).waitFor()
  assert.match(await dialog.innerText(), /changed\s+Name\s+To alarms\s+Alarms of the house/)
  await page.getByRole('button', { name: /First/ }).click()
  await page.getByText('with what I have now').click()
  await page.getByRole('button', { name: 'Restore' }).click()
  await page.locator('.react-flow__node', { hasText: 'To alarms' }).waitFor()
  const draft = await weir.api<ChainSummary>('GET', `/api/weir/chains/${outer.id}`)
  assert.equal(draft.hasDraft, true)
  assert.deepEqual(faults, [])
})
