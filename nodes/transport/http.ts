import { transportNode } from './transport-node.ts'

/** What devices post. */
export default transportNode({
  transport: 'http',
  type: 'transport/http',
  title: 'HTTP',
  icon: 'world-upload',
  synonyms: ['rest', 'post', 'webhook', 'web', 'request', 'url'],
  path: 'path',
  samplePattern: '/meters/{device}/readings',
  samplePath: 'meters/Room 1/readings',
  telemetry: /^\/?telemetry$/,
  attributes: /^\/?attributes$/,
  standard: /^\/?(telemetry|attributes|rpc|claim)(\/|$)/,
})
