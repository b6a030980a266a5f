/**
 * Runs the MQTT cases of the conformance folder.
 *
 *   node test/conformance/mqtt.ts [id …]              against the transport with a gate in memory
 *   WEIR_READY='{"http":…,"mqtt":…}' WEIR_ADMIN_EMAIL=… WEIR_ADMIN_PASSWORD=… node test/conformance/mqtt.ts
 *                                                     against a running Weir; WEIR_READY is the JSON of its ready line
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAboutCalls, runCallsCases } from './calls.ts'
import { openMqttAlone } from './mqtt-alone.ts'
import { runningMqtt } from './mqtt-running.ts'
import { type CaseResult, runMqttCases, type TransportCase } from './transport-mqtt.ts'

const folder = process.env.WEIR_CONFORMANCE ?? join(import.meta.dirname, '../../../shared/conformance')
const asked = process.argv.slice(2)
const all = JSON.parse(readFileSync(join(folder, 'transport.json'), 'utf8')) as TransportCase[]
const cases = all.filter(({ id }) => asked.length === 0 || asked.includes(id))

const { WEIR_READY, WEIR_ADMIN_EMAIL = '', WEIR_ADMIN_PASSWORD = '' } = process.env
const calls = cases.filter((one) => one.transport.startsWith('mqtt') && isAboutCalls(one))
const others = cases.filter((one) => !isAboutCalls(one))
let results: CaseResult[]
if (WEIR_READY === undefined) {
  const alone = await openMqttAlone()
  results = await runMqttCases(others, alone)
  await alone.close()
} else {
  const weir = { ...JSON.parse(WEIR_READY), email: WEIR_ADMIN_EMAIL, password: WEIR_ADMIN_PASSWORD }
  results = await runMqttCases(others, await runningMqtt(weir))
}

results.push(...(await runCallsCases(calls)))

const count = (outcome: CaseResult['outcome']): number =>
  results.filter((result) => result.outcome === outcome).length
for (const { id, outcome, detail } of results) {
  if (outcome === 'failed' || outcome === 'unread') console.log(`failed: ${id}: ${outcome}, ${detail}`)
  else if (outcome !== 'passed') console.log(`${outcome}: ${id} (${detail})`)
}
const failed = count('failed') + count('unread')
console.log(`${count('passed')} passed, ${failed} failed, ${count('later')} later, ${count('mended')} mended`)
process.exitCode = failed === 0 && count('passed') > 0 ? 0 : 1
