import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Runner {
  /** program beside this file */
  readonly file: string
  /** file of the cases */
  readonly cases: string
}

export const runners: Readonly<Record<string, Runner>> = {
  nodes: { file: './nodes.ts', cases: 'nodes.json' },
  tbel: { file: './tbel.ts', cases: 'tbel.json' },
  transport: { file: './transport.ts', cases: 'transport.json' },
  mqtt: { file: './mqtt.ts', cases: 'transport.json' },
  rest: { file: './rest.ts', cases: 'rest.json' },
}

/** The folder of the cases, absolute. */
export function casesFolder(): string {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  return resolve(root, process.env.WEIR_CONFORMANCE ?? '../shared/conformance')
}
