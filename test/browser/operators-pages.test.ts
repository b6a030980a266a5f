import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missing, systemParts } from '../support/system-parts.ts'
import { openBrowser } from './browser.ts'

interface Stored {
  readonly id: { readonly entityType: string; readonly id: string }
}

test('an operator finds, changes and relates things without a mouse, and every list has an address', {
  skip: missing(systemParts.chromium),
  timeout: 120_000,
}, async () => {
  await using open = await openBrowser()
  const { weir, page, faults } = open
  const add = (path: string, body: object) => weir.api<Stored>('POST', path, body)
  const customer = await add('/api/customer', { title: 'City works' })
  const asset = await add('/api/asset', { name: 'Boiler house' })
  const devices: Stored[] = []
  // more than a field offers at once: the last one is found by its name only
  for (let i = 1; i <= 24; i++) devices.push(await add('/api/device', { name: `Boiler ${100 + i}` }))
  const last = devices.at(-1) as Stored
  const focused = page.locator(':focus')
  /** Enter takes the first that fits, once the list is that of what was typed. */
  const choose = async (name: string) => {
    await page.locator('[role=option][data-combobox-selected]', { hasText: name }).waitFor()
    await page.keyboard.press('Enter')
  }

  await page.goto(weir.url)
  await page.getByRole('region', { name: 'Devices' }).getByText(/of 25/).waitFor()
  assert.equal(await page.getByRole('heading', { name: /Welcome/ }).count(), 0, 'the sample is not asked for')

  await page.goto(`${weir.url}/devices?sort=name&order=ASC`)
  await page.getByRole('link', { name: 'Boiler 101' }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('124')
  await page.getByRole('status').getByText('One found').waitFor()
  await page.reload()
  await page.getByRole('link', { name: 'Boiler 124' }).waitFor()
  assert.equal(new URL(page.url()).search, '?text=124&sort=name&order=ASC')

  const acts = page.getByRole('button', { name: 'Actions for Boiler 124' })
  await acts.press('Enter')
  await page.getByRole('menuitem', { name: 'Edit device' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Edit device' })
  await dialog.getByLabel('Label').fill('north')
  await dialog.getByRole('combobox', { name: 'Customer' }).fill('city')
  await choose('City works')
  await dialog.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByRole('row', { name: /Boiler 124 north/ }).waitFor()
  const saved = await weir.api<{ customerId: Stored['id'] }>('GET', `/api/device/${last.id.id}`)
  assert.equal(saved.customerId.id, customer.id.id, 'given to the customer, not only shown so')
  await dialog.waitFor({ state: 'detached' })
  await focused.and(acts).waitFor()

  await page.goto(`${weir.url}/entities/assets/${asset.id.id}`)
  await page.getByRole('button', { name: 'Add a relation' }).press('Enter')
  const entity = page.getByRole('combobox', { name: 'Entity', exact: true })
  await entity.fill('Boiler 1')
  await page.getByRole('option', { name: /more: type a part of the name/ }).waitFor()
  await entity.fill('nothing of the kind')
  await page.getByText('Nothing is called “nothing of the kind”').waitFor()
  await entity.fill('124')
  await choose('Boiler 124')
  await page.getByRole('button', { name: 'Relate' }).press('Enter')
  await page.getByRole('link', { name: 'Boiler 124' }).waitFor()
  await focused.and(page.getByRole('button', { name: 'Add a relation' })).waitFor()

  await page.goto(`${weir.url}/devices/${last.id.id}`)
  const tap = page.getByRole('region', { name: 'Live tap' })
  await tap.getByText('listening').waitFor()
  await add('/api/alarm', { type: 'Leak', severity: 'MAJOR', originator: last.id })
  await tap.getByText('Alarm raised', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Acknowledge' }).click()
  await tap.getByText('Alarm acknowledged', { exact: true }).waitFor()

  await page.goto(`${weir.url}/alarms`)
  const alarms = page.getByRole('row').filter({ has: page.getByRole('link') })
  await alarms.getByRole('link', { name: 'Leak' }).hover()
  await add('/api/alarm', { type: 'Fire', severity: 'CRITICAL', originator: last.id })
  await page.getByText('One alarm needs a person.').waitFor()
  assert.equal(await alarms.count(), 1, 'no row slips away under the pointer')
  await page.mouse.move(0, 0)
  await alarms.getByRole('link', { name: 'Fire' }).waitFor()
  assert.deepEqual(faults, [])
})
