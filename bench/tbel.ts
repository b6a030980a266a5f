/**
 * How many scripts run per second in one thread, on messages that are parsed already?
 * `npm run bench -- tbel`, or `node bench/tbel.ts`: three scripts of the reference in TBEL, in JavaScript on both of its
 * roads, and as a plain function by hand. `ratio` is TBEL's transformation beside the one by hand. The last line is one
 * JSON object.
 */
import { fileURLToPath } from 'node:url'
import { parseJson } from '../engine/rules/json.ts'
import type { Script, ScriptInput } from '../engine/rules/needs.ts'
import type { JsonObject } from '../engine/rules/values.ts'
import { createScripts } from '../engine/scripts/scripts.ts'
import { table } from './report.ts'

// biome-ignore lint/suspicious/noExplicitAny: hand-written scripts look at data of any shape
type Plain = (msg: any, metadata: any, msgType: string) => unknown

interface Question {
  readonly tbel: string
  readonly javaScript: string
  readonly hand: Plain
  readonly data: string
}

const filter: Question = {
  tbel: 'return msg.temperature > 20;',
  javaScript: 'return msg.temperature > 20;',
  hand: (msg) => msg.temperature > 20,
  data: '{"temperature":25,"humidity":40}',
}

const transform: Question = {
  tbel: `var out = {};
var t = msg.temperature;
if (t != null) {
  out.temperatureF = toFixed(t * 9 / 5 + 32.0, 1);
}
out.humidity = msg.humidity;
out.level = (t > 30 ? "high" : (t < 10 ? "low" : "normal"));
var sum = 0.0;
foreach (v : msg.samples) {
  sum += v;
}
out.avg = sum / msg.samples.size();
metadata.deviceType = metadata.deviceType.toUpperCase();
metadata.put("processed", "true");
return {msg: out, metadata: metadata, msgType: msgType};`,
  javaScript: `const out = {};
const t = msg.temperature;
if (t != null) {
  out.temperatureF = Number((t * 9 / 5 + 32).toFixed(1));
}
out.humidity = msg.humidity;
out.level = t > 30 ? 'high' : t < 10 ? 'low' : 'normal';
let sum = 0;
for (const v of msg.samples) {
  sum += v;
}
out.avg = sum / msg.samples.length;
metadata.deviceType = metadata.deviceType.toUpperCase();
metadata.processed = 'true';
return {msg: out, metadata: metadata, msgType: msgType};`,
  hand(msg, metadata, msgType) {
    const out: Record<string, unknown> = {}
    const t = msg.temperature
    if (t != null) out.temperatureF = Number(((t * 9) / 5 + 32).toFixed(1))
    out.humidity = msg.humidity
    out.level = t > 30 ? 'high' : t < 10 ? 'low' : 'normal'
    let sum = 0
    for (const v of msg.samples) sum += v
    out.avg = sum / msg.samples.length
    const changed = { ...metadata, deviceType: metadata.deviceType.toUpperCase(), processed: 'true' }
    return { msg: out, metadata: changed, msgType }
  },
  data: '{"temperature":25.5,"humidity":40,"samples":[1,2.5,3,4,5.5]}',
}

const decoder: Question = {
  tbel: `var bytes = hexToBytes(msg.data);
var out = {};
for (var i = 0; i < 8; i++) {
  out.put("ch" + i, (((bytes[i * 2] & 0xFF) << 8) | (bytes[i * 2 + 1] & 0xFF)) / 10.0);
}
return {msg: out, metadata: metadata, msgType: msgType};`,
  javaScript: `const bytes = [];
for (let i = 0; i < msg.data.length; i += 2) bytes.push(parseInt(msg.data.slice(i, i + 2), 16));
const out = {};
for (let i = 0; i < 8; i++) {
  out['ch' + i] = ((bytes[i * 2] << 8) | bytes[i * 2 + 1]) / 10;
}
return {msg: out, metadata: metadata, msgType: msgType};`,
  hand(msg, metadata, msgType) {
    const out: Record<string, unknown> = {}
    const bytes: number[] = []
    for (let i = 0; i < msg.data.length; i += 2) bytes.push(Number.parseInt(msg.data.slice(i, i + 2), 16))
    for (let i = 0; i < 8; i++) out[`ch${i}`] = (((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0)) / 10
    return { msg: out, metadata, msgType }
  },
  data: '{"data":"00FB0102030405060708090A0B0C0D0E"}',
}

const milliseconds = 150
let sink: unknown

/** Runs per second, the best of three rounds after a warm one. */
function rate(run: (input: ScriptInput) => unknown, inputs: readonly ScriptInput[]): number {
  let best = 0
  for (let round = 0; round < 4; round++) {
    let runs = 0
    const from = performance.now()
    let spent = 0
    while (spent < milliseconds) {
      for (let at = 0; at < 1000; at++) sink = run(inputs[at & 15] as ScriptInput)
      runs += 1000
      spent = performance.now() - from
    }
    if (round > 0) best = Math.max(best, (runs * 1000) / spent)
  }
  return Math.round(best)
}

/** Sixteen messages, so that no engine can take one result for all. */
function inputsOf(data: string): ScriptInput[] {
  return Array.from({ length: 16 }, (_, at): ScriptInput => {
    const msg = { ...(parseJson(data) as JsonObject) } as Record<string, never>
    if (typeof msg.temperature === 'number') msg.temperature = (msg.temperature + at) as never
    return {
      msg,
      metadata: { deviceType: 'thermometer', deviceName: `A-${at}` },
      msgType: 'POST_TELEMETRY_REQUEST',
    }
  })
}

/** How often per second the same question is answered in each way. */
interface Rates {
  readonly tbel: number
  readonly javaScript: number
  readonly quickjs: number
  readonly hand: number
}

export async function tbel(): Promise<Record<string, unknown>> {
  const [scripts, sandbox] = [await createScripts(), await createScripts({ roads: 'sandbox' })]
  const measure = ({ tbel, javaScript, hand, data }: Question): Rates => {
    const inputs = inputsOf(data)
    const of = (script: Script) => rate((input) => script.run(input), inputs)
    return {
      tbel: of(scripts.compile('TBEL', tbel)),
      javaScript: of(scripts.compile('JS', javaScript)),
      quickjs: of(sandbox.compile('JS', javaScript)),
      hand: rate(({ msg, metadata, msgType }) => hand(msg, metadata, msgType), inputs),
    }
  }
  const rates = { filter: measure(filter), transform: measure(transform), decoder: measure(decoder) }
  table(
    ['script', 'TBEL/s', 'JavaScript compiled/s', 'JavaScript in QuickJS/s', 'by hand/s', 'TBEL by hand'],
    Object.entries(rates).map(([name, each]) => [
      name,
      ...Object.values(each).map((value) => value.toLocaleString('en')),
      (each.tbel / each.hand).toFixed(2),
    ]),
  )
  return {
    ratio: Number((rates.transform.tbel / rates.transform.hand).toFixed(3)),
    filterPerSecond: rates.filter.tbel,
    transformPerSecond: rates.transform.tbel,
    jsFilterPerSecond: rates.filter.javaScript,
    jsTransformPerSecond: rates.transform.javaScript,
    jsQuickjsFilterPerSecond: rates.filter.quickjs,
    compilePerSecond: compileRate((text) => scripts.compile('TBEL', text).close(), transform.tbel),
    jsCompilePerSecond: compileRate((text) => scripts.compile('JS', text).close(), transform.javaScript),
    scripts: rates,
    sink: typeof sink,
  }
}

function compileRate(compile: (text: string) => void, text: string): number {
  const from = performance.now()
  let compiled = 0
  for (; performance.now() - from < 400; compiled++) compile(text)
  return Math.round((compiled * 1000) / (performance.now() - from))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify({ bench: 'tbel', node: process.version, ...(await tbel()) }))
}
