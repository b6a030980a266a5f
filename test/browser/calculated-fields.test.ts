import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missing, systemParts } from '../support/system-parts.ts'
import { openBrowser } from './browser.ts'

interface Device {
  readonly id: { readonly id: string }
  readonly deviceProfileId: { readonly id: string }
}

test('a value is calculated from another one, by a form, and a queue is made by one', {
  skip: missing(systemParts.chromium),
  timeout: 120_000,
}, async () => {
  await using browser = await openBrowser()
  const { weir, page, faults } = browser
  const device = await weir.api<Device>('POST', '/api/device', { name: 'Boiler' })
  const { id } = device.id
  const credentials = await weir.api<{ credentialsId: string }>('GET', `/api/device/${id}/credentials`)
  const send = (values: object) =>
    fetch(`${weir.url}/api/v1/${credentials.credentialsId}/telemetry`, {
      method: 'POST',
      body: JSON.stringify(values),
    })
  await send({ temperature: 20 })
  await page.goto(`${weir.url}/devices/${id}`)
  const card = page.getByRole('region', { name: 'Calculated fields' })
  await card.getByRole('button', { name: 'Add calculated field' }).click()
  await card.getByRole('textbox', { name: 'Name' }).first().fill('Fahrenheit')
  await card.getByRole('combobox', { name: 'Key' }).click()
  await page.getByRole('option', { name: 'temperature' }).click()
  const formula = card.getByLabel('Formula')
  await formula.fill('temperatur * 1.8 + 32')
  await card.getByText('“temperatur” is neither an argument nor a function').waitFor()
  await formula.fill('temperature * 1.8 + 32')
  await card.getByRole('textbox', { name: 'Key', exact: true }).last().fill('fahrenheit')
  await card.getByRole('button', { name: 'Save field' }).click()
  await card.getByText('fahrenheit = temperature * 1.8 + 32').waitFor()
  await send({ temperature: 100 })
  await card.getByText('fahrenheit 212').waitFor()
  await page
    .getByRole('button', { name: /fahrenheit/ })
    .first()
    .waitFor()

  // A script is tried before it is saved, and what the server says against it stands at its box.
  await card.getByRole('button', { name: 'Add calculated field' }).click()
  await card.getByRole('textbox', { name: 'Name' }).first().fill('Both')
  await card.getByRole('combobox', { name: 'Kind' }).click()
  await page.getByRole('option', { name: 'Script' }).click()
  await card.getByRole('combobox', { name: 'Key' }).click()
  await page.getByRole('option', { name: 'temperature' }).click()
  const script = card.getByRole('textbox', { name: 'Script (TBEL)' })
  await script.fill('return {"twice": temperature * 2};')
  await card.getByRole('group', { name: 'Try it' }).getByLabel('temperature').fill('100')
  await card.getByRole('button', { name: 'Run' }).click()
  await card.locator('output').getByText('200').waitFor()
  await script.fill('return {"twice": temperature *};')
  await card.getByRole('button', { name: 'Save field' }).click()
  await card.getByRole('alert').getByText('The script can’t be compiled').waitFor()
  await script.fill('return {"twice": temperature * 2};')
  await card.getByRole('button', { name: 'Save field' }).click()
  await card.getByText('a script over temperature').waitFor()
  await card.getByText('twice 200').waitFor()

  // Fields of the profile are shown at its devices, and what a form does not draw stays.
  const entityId = { entityType: 'DEVICE_PROFILE', id: device.deviceProfileId.id }
  const shared = await weir.api<{ id: { id: string } }>('POST', '/api/calculatedField', {
    entityId,
    type: 'SIMPLE',
    name: 'Kelvin',
    configuration: {
      type: 'SIMPLE',
      arguments: { t: { refEntityKey: { key: 'temperature', type: 'TS_LATEST' }, note: 'ours' } },
      expression: 't + 273',
      output: { type: 'TIME_SERIES', name: 'kelvin', strategy: { type: 'RULE_CHAIN', more: 1 } },
      later: { deep: [1] },
    },
  })
  await page.goto(`${weir.url}/entities/device-profiles/${entityId.id}`)
  await card.getByRole('button', { name: 'Edit Kelvin' }).click()
  await card.getByLabel('Formula').fill('t + 273.15')
  await card.getByRole('button', { name: 'Save field' }).click()
  await card.getByText('kelvin = t + 273.15').waitFor()
  const { configuration } = await weir.api<{ configuration: Record<string, unknown> }>(
    'GET',
    `/api/calculatedField/${shared.id.id}`,
  )
  assert.deepEqual(configuration.later, { deep: [1] })
  assert.deepEqual(configuration.arguments, {
    t: { refEntityKey: { key: 'temperature', type: 'TS_LATEST' }, note: 'ours' },
  })
  await page.goto(`${weir.url}/devices/${id}`)
  await card.getByRole('link', { name: 'of the profile' }).waitFor()
  const rules = page.getByRole('region', { name: 'Alarm rules' })
  await rules.getByText('The profile has no alarm rules').waitFor()

  await page.goto(`${weir.url}/system/queues`)
  await page.getByRole('button', { name: 'Add queue' }).click()
  const form = page.getByRole('form')
  await form.getByLabel('Name').fill('Slow')
  await form.getByRole('combobox', { name: 'Submit strategy' }).click()
  await page.getByRole('option', { name: 'In batches' }).click()
  await form.getByLabel('Messages of a batch').fill('25')
  await form.getByRole('button', { name: 'Save queue' }).click()
  await page.getByText('25 at a time').waitFor()
  const queue = await weir.api<{ submitStrategy: object }>('GET', '/api/queues/name/Slow')
  assert.deepEqual(queue.submitStrategy, { type: 'BATCH', batchSize: 25 })
  assert.deepEqual(faults, [])
})
