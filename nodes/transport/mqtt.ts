import { transportNode } from './transport-node.ts'

/** What devices publish. */
export default transportNode({
  transport: 'mqtt',
  type: 'transport/mqtt',
  title: 'MQTT',
  icon: 'broadcast',
  synonyms: ['publish', 'subscribe', 'topic', 'broker', 'mosquitto'],
  path: 'topic',
  samplePattern: 'plant/{line}/{device}/data',
  samplePath: 'plant/north/Room 1/data',
  telemetry: /^(v1\/devices\/me\/telemetry|v2\/t(\/[jp])?|v1\/gateway\/telemetry)$/,
  attributes: /^(v1\/devices\/me\/attributes|v2\/a(\/[jp])?|v1\/gateway\/attributes)$/,
  standard: /^(v1\/(devices\/me|gateway)|v2)\//,
})
