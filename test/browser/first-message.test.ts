import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { buildEditor } from '../../editor/build.ts'
import { findPart, missing, systemParts } from '../support/system-parts.ts'
import { administrator, WeirProcess } from '../support/weir.ts'

describe('the first message of a fresh installation', { skip: missing(systemParts.chromium) }, () => {
  let weir: WeirProcess
  let browser: Browser
  let page: Page
  const faults: string[] = []

  before(async () => {
    await buildEditor(() => undefined)
    weir = await WeirProcess.start()
    browser = await chromium.launch({
      executablePath: findPart(systemParts.chromium) ?? '',
      args: ['--no-sandbox'],
    })
    page = await browser.newPage({ locale: 'en-GB' })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (line) => {
      if (/Content.Security.Policy/i.test(line.text())) faults.push(line.text())
    })
  })

  after(async () => {
    await browser?.close()
    await weir?.stop()
  })

  it('begins at the login page, which says what was wrong without blame', async () => {
    await page.goto(weir.url)
    await page.getByLabel('E-mail').fill(administrator.email)
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').getByText('E-mail and password do not match').waitFor()
  })

  it('shows a command with the real port and token, and waits', async () => {
    await page.getByLabel('Password', { exact: true }).fill(administrator.password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('heading', { name: 'Welcome. Let’s get one message in.' }).waitFor()
    const command = page.getByLabel('Command: MQTT', { exact: true })
    assert.match(String(await command.textContent()), new RegExp(`-p ${weir.ports.mqtt} `))
    await page.getByText(/^Listening on/).waitFor()
  })

  it('sees the message arrive that the pasted command sends', async () => {
    await page.getByRole('tab', { name: 'HTTP' }).click()
    const command = String(await page.getByLabel('Command: HTTP', { exact: true }).textContent())
    const url = /'(http:[^']+)'/.exec(command)?.[1]
    const body = /-d '([^']+)'/.exec(command)?.[1]
    assert.ok(url && body, command)
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    })
    assert.equal(response.status, 200)
    await page.getByRole('heading', { name: 'It has arrived.' }).waitFor()
    await page.getByText('21.5').first().waitFor()
  })

  it('finds the value on the page of the device, fresh and with the device online', async () => {
    await page.getByRole('link', { name: 'See the device' }).click()
    await page.getByRole('button', { name: /temperature\s*21\.5/ }).waitFor()
    await page.getByText('Online', { exact: true }).waitFor()
    await page.getByRole('region', { name: 'Live tap' }).getByText('Telemetry').waitFor()
  })

  it('tells on the same page why a message was refused', async () => {
    const { device } = await weir.api<{ device: { token: string } | null }>('GET', '/api/weir/first-run')
    const id = new URL(page.url()).pathname.split('/').at(-1)
    const credentials = await weir.api<{ credentialsId: string }>('GET', `/api/device/${id}/credentials`)
    assert.equal(device, null, 'the welcome is over once a device has sent something')
    await fetch(`${weir.url}/api/v1/${credentials.credentialsId}/telemetry`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"temperature":',
    })
    await page.getByText(/^Refused: /).waitFor()
  })

  it('needed no script that the content security policy forbids, and broke nowhere', () => {
    assert.deepEqual(faults, [])
  })
})
