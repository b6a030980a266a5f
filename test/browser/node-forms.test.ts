import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { ChainView, FieldJson, NodeDefinitionJson } from '../../engine/api/contract.ts'
import { missing, systemParts } from '../support/system-parts.ts'
import { openBrowser } from './browser.ts'

const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`

/** Labels that the form of a node must show at first: those of fields that no other field hides. */
function labelsOf(fields: Readonly<Record<string, FieldJson>>): string[] {
  return Object.values(fields)
    .filter(({ kind, showWhen, label }) => kind !== 'hidden' && !showWhen && label !== 'Language')
    .map(({ label }) => label)
}

async function open(page: Page, index: number): Promise<string> {
  await page.locator(`.react-flow__node[data-id="${idOf(index)}"]`).focus()
  await page.keyboard.press('Enter')
  return page.getByRole('complementary', { name: /^Node / }).innerText()
}

test('each kind of node has a form, a note stays with the chain, and an import says what is missing', {
  skip: missing(systemParts.chromium),
  timeout: 180_000,
}, async () => {
  await using browser = await openBrowser()
  const { weir, page, faults } = browser
  const definitions = await weir.api<NodeDefinitionJson[]>('GET', '/api/weir/nodes')
  const nodes = definitions.map(({ type, title, defaults, version }, index) => ({
    id: { entityType: 'RULE_NODE', id: idOf(index) },
    type,
    name: title,
    configuration: defaults,
    configurationVersion: version,
    additionalInfo: { layoutX: (index % 10) * 160, layoutY: Math.floor(index / 10) * 120, number: index + 1 },
  }))
  const chain = await weir.api<ChainView>('POST', '/api/weir/chains', { name: 'Forms' })
  const graph = { firstNodeIndex: null, nodes, connections: [] }
  const draft = { graph, revision: chain.draft?.revision ?? 0 }
  await weir.api('PUT', `/api/weir/chains/${chain.id}/draft`, draft)
  await page.goto(`${weir.url}/chains/${chain.id}`)
  await page.locator('.react-flow__node').first().waitFor()

  const raw = (fields: Readonly<Record<string, FieldJson>>): boolean =>
    Object.values(fields).some((field) => field.kind === 'json' || raw(field.fields ?? {}))
  for (const [index, { type, title, config }] of definitions.entries()) {
    const text = await open(page, index)
    assert.ok(text.includes(`#${index + 1}`) && text.includes(title), `${type} is not what is open`)
    for (const label of labelsOf(config)) assert.ok(text.includes(label), `${type} has no field “${label}”`)
    assert.ok(!raw(config), `${type} has a box of raw JSON`)
  }

  // What the person sees of the scheduler is what it is configured with.
  await open(
    page,
    definitions.findIndex(({ type }) => type === 'scheduler/scheduler'),
  )
  await page.getByRole('button', { name: 'Add a time' }).click()
  await page.getByLabel('Times 2').fill('17:30')
  await page.getByRole('button', { name: 'Write down everything for 15 minutes' }).click()
  await page.getByText('Everything is written down for').waitFor()

  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Add a note here' }).click()
  await page.getByLabel('Text of the note, in Markdown').fill('**Times** are those of the shift')
  await page.keyboard.press('Escape')
  await page.locator('.react-flow__node b', { hasText: 'Times' }).waitFor()
  await page.getByText('saved', { exact: false }).first().waitFor()
  await page.reload()
  await page.locator('.react-flow__node b', { hasText: 'Times' }).waitFor()
  const kept = (await weir.api<ChainView>('GET', `/api/weir/chains/${chain.id}`)).draft?.graph
  assert.equal(kept?.notes?.[0]?.content, '**Times** are those of the shift')
  const times = kept?.nodes.find((node) => node.type === 'scheduler/scheduler')
  assert.deepEqual(times?.configuration.times, ['08:00', '17:30'])
  assert.ok((times?.debugSettings?.allEnabledUntil ?? 0) > Date.now())

  const other = { type: 'org.thingsboard.rule.engine.flow.TbRuleChainInputNode', name: 'Over there' }
  const odd = { type: 'org.example.OddNode', name: 'Odd', configuration: {} }
  const file = {
    ruleChain: { name: 'From afar', type: 'CORE' },
    metadata: {
      firstNodeIndex: 0,
      nodes: [{ ...other, configuration: { ruleChainId: idOf(999) } }, odd],
      connections: [],
    },
  }
  await page.goto(`${weir.url}/chains`)
  await page.getByRole('button', { name: 'Import' }).click()
  await page.locator('input[type=file]').setInputFiles({
    name: 'afar.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(file)),
  })
  await page.getByRole('combobox', { name: 'Chain for Over there' }).click()
  await page.getByRole('option', { name: 'Forms' }).click()
  await page.getByRole('button', { name: 'Import as draft' }).click()
  const report = page.getByRole('region', { name: 'Import of From afar' })
  await report.getByRole('button', { name: /OddNode/ }).click()
  await page.getByRole('complementary', { name: 'Node Odd' }).waitFor()
  const imported = page.url().split('/').at(-1)
  const taken = (await weir.api<ChainView>('GET', `/api/weir/chains/${imported}`)).draft?.graph
  assert.equal(taken?.nodes[0]?.configuration.ruleChainId, chain.id)
  assert.deepEqual(faults, [])
})
