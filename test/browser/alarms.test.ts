import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChainView } from '../../engine/api/contract.ts'
import { missing, systemParts } from '../support/system-parts.ts'
import type { WeirProcess } from '../support/weir.ts'
import { eventually } from '../support/weir.ts'
import { openBrowser } from './browser.ts'

interface Stored {
  readonly id: { readonly entityType: string; readonly id: string }
  readonly profileData?: { readonly alarms: readonly { readonly alarmType: string }[] }
}

/** A profile whose devices’ messages go through a chain that runs the alarm rules. */
async function profileWithChain(weir: WeirProcess): Promise<Stored> {
  const chain = await weir.api<ChainView>('POST', '/api/weir/chains', { name: 'Boilers' })
  const node = { type: 'alarm/device-profile', name: 'Rules of the profile', configuration: {} }
  const graph = { firstNodeIndex: 0, nodes: [node], connections: [] }
  const { draft } = await weir.api<{ draft: { revision: number } }>(
    'PUT',
    `/api/weir/chains/${chain.id}/draft`,
    { graph, revision: chain.draft?.revision ?? 0 },
  )
  await weir.api('POST', `/api/weir/chains/${chain.id}/deploy`, { revision: draft.revision })
  return weir.api<Stored>('POST', '/api/deviceProfile', {
    name: 'Boiler',
    type: 'DEFAULT',
    transportType: 'DEFAULT',
    defaultRuleChainId: { entityType: 'RULE_CHAIN', id: chain.id },
    profileData: {
      configuration: { type: 'DEFAULT' },
      transportConfiguration: { type: 'DEFAULT' },
      alarms: null,
    },
  })
}

test('a rule is written, a device grows too hot, and a person deals with the alarm', {
  skip: missing(systemParts.chromium),
  timeout: 120_000,
}, async () => {
  await using open = await openBrowser()
  const { weir, page, faults } = open
  const profile = await profileWithChain(weir)
  const deviceProfileId = profile.id
  const device = await weir.api<Stored>('POST', '/api/device', { name: 'Boiler 7', deviceProfileId })

  await page.goto(`${weir.url}/entities/device-profiles/${profile.id.id}`)
  await page.getByRole('button', { name: 'Add alarm rule' }).click()
  await page.getByLabel('Alarm type').fill('Too hot')
  await page.getByLabel('Key', { exact: true }).fill('temperature')
  await page.getByLabel('Compared with').fill('ninety')
  await page.getByLabel('Compared with').fill('90')
  await page.getByRole('button', { name: 'Let it clear by itself' }).click()
  const clears = page.getByRole('region', { name: 'Clears when' })
  await page.getByRole('button', { name: 'Save rule' }).click()
  assert.equal(await clears.count(), 1, 'a rule without a key is not saved')
  await clears.getByRole('button', { name: 'Remove the rule' }).click()
  await page.getByRole('button', { name: 'Save rule' }).click()
  await page.getByText('temperature > 90', { exact: true }).waitFor()

  await page.goto(`${weir.url}/alarms`)
  await page.getByText('All is calm').waitFor()
  const { credentialsId } = await weir.api<{ credentialsId: string }>(
    'GET',
    `/api/device/${device.id.id}/credentials`,
  )
  const sent = await fetch(`${weir.url}/api/v1/${credentialsId}/telemetry`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"temperature":97}',
  })
  assert.equal(sent.status, 200)
  const row = page.getByRole('row', { name: /Critical Too hot Boiler 7 temperature 97/ })
  await row.waitFor()
  await page.getByText('One alarm needs a person.').waitFor()
  await page.getByRole('link', { name: /Alarms\s*1 needs a person/ }).waitFor()

  await page.getByRole('link', { name: 'Too hot' }).click()
  const panel = page.getByRole('complementary', { name: 'Alarm: Too hot' })
  await panel.getByText('temperature > 90').waitFor()
  await panel.getByRole('link', { name: 'Rules of the profile' }).first().waitFor()
  await panel.getByRole('tab', { name: 'Comments' }).click()
  await panel.getByLabel('Your comment').fill('On my way')
  await panel.getByRole('button', { name: 'Comment', exact: true }).click()
  await panel.getByText('On my way').waitFor()

  await row.getByRole('button', { name: 'Acknowledge' }).click()
  await page.getByText('No alarm needs a person.').waitFor()
  await panel.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await row.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('rowgroup').getByText('Cleared lately').waitFor({ timeout: 15_000 })
  await panel.getByRole('tab', { name: 'History' }).click()
  const history = panel.getByRole('tabpanel', { name: 'History' })
  await history.getByText('Cleared', { exact: true }).waitFor()
  const told = async () => (await history.innerText()).match(/^(Raised|Acknowledged|Cleared)$/gm)?.join()
  await eventually(async () => (await told()) === 'Cleared,Acknowledged,Raised', 'the whole history')
  assert.deepEqual(faults, [])
})
