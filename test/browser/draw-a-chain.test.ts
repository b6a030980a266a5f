import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import type { ChainView } from '../../engine/api/contract.ts'
import { missing, systemParts } from '../support/system-parts.ts'
import { eventually } from '../support/weir.ts'
import { type OpenBrowser, openBrowser } from './browser.ts'

/** What both stories draw: messages over HTTP, asked whether they are warm, the warm ones saved. */
const drawn = ['transport/http -Out-> filter/compare', 'filter/compare -True-> persistence/save-time-series']

describe('a chain drawn in the browser', { skip: missing(systemParts.chromium) }, () => {
  let open: OpenBrowser
  let page: Page

  before(async () => {
    open = await openBrowser()
    page = open.page
  })
  after(async () => {
    await open?.[Symbol.asyncDispose]()
  })

  it('is drawn with the mouse alone, and acts on a message that comes over HTTP', async () => {
    const chain = await openNewChain('Drawn with the mouse')
    await page.getByRole('button', { name: 'HTTP', exact: true }).dragTo(page.locator('.weir-canvas'), {
      targetPosition: { x: 100, y: 160 },
    })
    await pullWire('HTTP', 'Out', 'threshold', 'Compare')
    await pullWire('Compare', 'True', 'save time', 'Save time series')
    await deployed(() => page.getByRole('button', { name: 'Deploy 3 changes' }).click())
    assert.deepEqual(wiresOf(await view(chain)), drawn)
    await actsOnAMessage(chain)
  })

  it('is drawn with the keyboard alone, and acts on a message that comes over HTTP', async () => {
    const chain = await openNewChain('Drawn with the keyboard')
    for (const kind of ['http', 'threshold', 'save time']) {
      await page.keyboard.press('/')
      await page.getByRole('combobox', { name: 'Add a node' }).waitFor()
      await page.keyboard.type(kind)
      await page.keyboard.press('Enter')
    }
    await focused('#3 Save time series')
    await press('ArrowLeft', 'ArrowLeft')
    await focused('#1 HTTP')
    await press('Tab', 'Enter', 'Enter')
    await heard('Connected Out to #2 Compare')
    await press('ArrowRight')
    await focused('#2 Compare')
    await press('Tab', 'Enter', 'Enter')
    await heard('Connected True to #3 Save time series')
    await deployed(() => page.keyboard.press('Control+Enter'))
    assert.deepEqual(wiresOf(await view(chain)), drawn)
    await actsOnAMessage(chain)
  })

  it('takes every step back and forth, also after a reload', async () => {
    const chain = await openNewChain('Taken back')
    await page.keyboard.press('/')
    await page.keyboard.type('compare')
    await page.keyboard.press('Enter')
    await focused('#1 Compare')
    await page.keyboard.press('Control+d')
    await nodes(2)
    await page.keyboard.press('Delete')
    await nodes(1)
    await eventually(async () => (await view(chain)).draft?.graph.nodes.length === 1, 'saving the draft')
    await page.reload()
    await nodes(1)
    await page.keyboard.press('Control+z')
    await nodes(2)
    await press('Control+z', 'Control+z')
    await nodes(0)
    await press('Control+Shift+z', 'Control+y')
    await nodes(2)
    await page.getByRole('button', { name: 'History' }).click()
    await page.getByRole('button', { name: /^Duplicated 1 node/ }).waitFor()
    await page.keyboard.press('Escape')
  })

  it('broke nowhere on the way', () => {
    assert.deepEqual(open.faults, [])
  })

  async function openNewChain(name: string): Promise<string> {
    const { id } = await open.weir.api<ChainView>('POST', '/api/weir/chains', { name })
    await page.goto(`${open.weir.url}/chains/${id}`)
    await page.getByRole('heading', { name: 'Nothing happens here yet' }).waitFor()
    return id
  }

  const view = (id: string) => open.weir.api<ChainView>('GET', `/api/weir/chains/${id}`)
  const node = (name: string): Locator => page.locator('.react-flow__node').filter({ hasText: name }).first()
  const nodes = (count: number) =>
    eventually(
      async () => (await page.locator('.react-flow__node').count()) === count,
      `seeing ${count} nodes`,
    )
  const heard = (sentence: string) => page.getByRole('status').getByText(sentence).waitFor()

  async function press(...keys: string[]): Promise<void> {
    for (const key of keys) await page.keyboard.press(key)
  }

  async function focused(name: string): Promise<void> {
    await page.locator(`.react-flow__node[aria-label="${name}"]:focus`).waitFor()
  }

  /** Drags from an output into the open, and answers the question what comes there. */
  async function pullWire(from: string, output: string, search: string, kind: string): Promise<void> {
    const port = node(from).locator(`[data-port="${output}"]`)
    const box = await port.boundingBox()
    assert.ok(box)
    const start = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    await page.mouse.move(start.x, start.y)
    await page.mouse.down()
    await page.mouse.move(start.x + 60, start.y, { steps: 4 })
    await page.mouse.move(start.x + 90, start.y - 10, { steps: 4 })
    await page.mouse.up()
    const question = page.getByRole('combobox', { name: 'Add a node' })
    await question.fill(search)
    await page.getByRole('option', { name: kind }).first().click()
    await node(kind).waitFor()
  }

  async function deployed(act: () => Promise<void>): Promise<void> {
    await page.getByText(/^· saved/).waitFor()
    await act()
    await page.getByText('Nothing to deploy').waitFor()
  }

  /** A warm message is saved, a cold one is not, and the page shows both with the outputs they took. */
  async function actsOnAMessage(chain: string): Promise<void> {
    const token = `token-${chain.slice(0, 8)}`
    const device = await open.weir.createDevice(`Sensor ${chain.slice(0, 4)}`, token)
    await open.weir.api('POST', `/api/weir/chains/${chain}/root`)
    for (const temperature of [25, 15]) await send(token, { temperature })
    const saved = await eventually(async () => {
      const path = `/api/plugins/telemetry/DEVICE/${device}/values/timeseries?keys=temperature`
      const values = await open.weir.api<{ temperature?: { value: unknown }[] }>('GET', path)
      return values.temperature?.[0]?.value
    }, 'saving the value')
    assert.equal(String(saved), '25')
    const list = page.getByRole('listbox', { name: 'Messages' })
    await list.getByRole('option', { name: /#2.*True.*temperature 25/ }).waitFor()
    await list.getByRole('option', { name: /#2.*False.*temperature 15/ }).waitFor()
  }

  async function send(token: string, values: object): Promise<void> {
    const response = await fetch(`${open.weir.url}/api/v1/${token}/telemetry`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(values),
    })
    assert.equal(response.status, 200)
  }
})

/** The live graph in words, in the order of its wires. */
function wiresOf({ live }: ChainView): string[] {
  return (live?.connections ?? []).map(
    ({ fromIndex, toIndex, type }) =>
      `${live?.nodes[fromIndex]?.type} -${type}-> ${live?.nodes[toIndex]?.type}`,
  )
}
