import { transportNode } from './transport-node.ts'

/** What constrained devices send. */
export default transportNode({
  transport: 'coap',
  type: 'transport/coap',
  title: 'CoAP',
  icon: 'cpu',
  synonyms: ['udp', 'constrained', 'observe', 'lwm2m', 'nb-iot'],
  path: 'path',
  samplePattern: '/meters/{device}/readings',
  samplePath: 'meters/Room 1/readings',
  telemetry: /^\/?telemetry$/,
  attributes: /^\/?attributes$/,
  standard: /^\/?(telemetry|attributes|rpc|claim)(\/|$)/,
})
