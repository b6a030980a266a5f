'use strict'
/** Node-RED's runtime within a process of the bench: no editor, no socket, nothing on disk but an empty user folder. */
const { mkdirSync, mkdtempSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { dirname, join } = require('node:path')
const util = require('@node-red/util')
const runtime = require('@node-red/runtime')

const userDir = mkdtempSync(join(tmpdir(), 'weir-bench-node-red-'))
mkdirSync(userDir, { recursive: true })
writeFileSync(join(userDir, 'package.json'), '{"dependencies":{}}')

let flows = []
const settings = {
  userDir,
  coreNodesDir: dirname(require.resolve('@node-red/nodes')),
  httpAdminRoot: false,
  httpNodeRoot: false,
  disableEditor: true,
  credentialSecret: 'bench',
  telemetry: { enabled: false },
  logging: { console: { level: 'warn', metrics: false, audit: false } },
  storageModule: {
    init: async () => {},
    getFlows: async () => flows,
    saveFlows: async (saved) => {
      flows = saved
    },
    getCredentials: async () => ({}),
    saveCredentials: async () => {},
    getSettings: async () => ({}),
    saveSettings: async () => {},
    getSessions: async () => ({}),
    saveSessions: async () => {},
    getLibraryEntry: async () => [],
    saveLibraryEntry: async () => {},
  },
}

/** Starts it. `register` may add node types before flows can use them. */
async function start(register) {
  util.init(settings)
  runtime.init(settings)
  const { createNode, registerType } = runtime._.nodes
  register((type, onInput) =>
    registerType('bench/nodes', type, function (config) {
      createNode(this, config)
      this.on('input', onInput)
    }),
  )
  await runtime.start()
}

/** Replaces the flow by these nodes of one tab, each wired to the next; resolves when they run. */
async function deploy(nodes, extra = []) {
  const chained = nodes.map((node, index) => ({
    id: `n${index}`,
    z: 'tab',
    x: 10 * index,
    y: 10,
    ...node,
    wires: index < nodes.length - 1 ? [[`n${index + 1}`]] : [],
  }))
  const started = new Promise((resolve) => util.events.once('flows:started', resolve))
  await runtime.flows.setFlows({
    flows: { flows: [{ id: 'tab', type: 'tab', label: 'bench' }, ...extra, ...chained] },
    deploymentType: 'full',
  })
  await started
}

module.exports = {
  start,
  deploy,
  nodeOf: (id) => runtime._.flows.get(id),
  version: () => runtime.version({}),
}
