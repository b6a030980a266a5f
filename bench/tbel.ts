/**
 * How many TBEL scripts run per second in one thread, on messages that are parsed already?
 * `node bench/tbel.ts`: three scripts of the reference, each beside the same work as a plain function of JavaScript and
 * as one made by `new Function`. The last line is one JSON object.
 */
import { parseJson } from '../engine/rules/json.ts'
import type { ScriptInput } from '../engine/rules/needs.ts'
import type { JsonObject } from '../engine/rules/values.ts'
import { compileTbel } from '../engine/scripts/tbel/compile.ts'

const filter = 'return msg.temperature > 20;'

const transform = `var out = {};
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
return {msg: out, metadata: metadata, msgType: msgType};`

const decoder = `var bytes = hexToBytes(msg.data);
var out = {};
for (var i = 0; i < 8; i++) {
  out.put("ch" + i, (((bytes[i * 2] & 0xFF) << 8) | (bytes[i * 2 + 1] & 0xFF)) / 10.0);
}
return {msg: out, metadata: metadata, msgType: msgType};`

// biome-ignore lint/suspicious/noExplicitAny: hand-written scripts look at data of any shape
type Plain = (msg: any, metadata: any, msgType: string) => unknown

const plainFilter = 'return msg.temperature > 20'
const plainTransform = `const out = {}
const t = msg.temperature
if (t != null) out.temperatureF = Number((t * 9 / 5 + 32).toFixed(1))
out.humidity = msg.humidity
out.level = t > 30 ? 'high' : t < 10 ? 'low' : 'normal'
let sum = 0
for (const v of msg.samples) sum += v
out.avg = sum / msg.samples.length
return { msg: out, metadata: { ...metadata, deviceType: metadata.deviceType.toUpperCase(), processed: 'true' }, msgType }`
const plainDecoder = `const out = {}
const bytes = []
for (let i = 0; i < msg.data.length; i += 2) bytes.push(Number.parseInt(msg.data.slice(i, i + 2), 16))
for (let i = 0; i < 8; i++) out['ch' + i] = ((bytes[i * 2] << 8) | bytes[i * 2 + 1]) / 10
return { msg: out, metadata, msgType }`

const handFilter: Plain = (msg) => msg.temperature > 20
const handTransform: Plain = (msg, metadata, msgType) => {
  const out: Record<string, unknown> = {}
  const t = msg.temperature
  if (t != null) out.temperatureF = Number(((t * 9) / 5 + 32).toFixed(1))
  out.humidity = msg.humidity
  out.level = t > 30 ? 'high' : t < 10 ? 'low' : 'normal'
  let sum = 0
  for (const v of msg.samples) sum += v
  out.avg = sum / msg.samples.length
  return {
    msg: out,
    metadata: { ...metadata, deviceType: metadata.deviceType.toUpperCase(), processed: 'true' },
    msgType,
  }
}
const handDecoder: Plain = (msg, metadata, msgType) => {
  const out: Record<string, unknown> = {}
  const bytes: number[] = []
  for (let i = 0; i < msg.data.length; i += 2) bytes.push(Number.parseInt(msg.data.slice(i, i + 2), 16))
  for (let i = 0; i < 8; i++) out[`ch${i}`] = (((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0)) / 10
  return { msg: out, metadata, msgType }
}

const questions = [
  {
    name: 'filter',
    tbel: filter,
    text: plainFilter,
    hand: handFilter,
    data: '{"temperature":25,"humidity":40}',
  },
  {
    name: 'transform',
    tbel: transform,
    text: plainTransform,
    hand: handTransform,
    data: '{"temperature":25.5,"humidity":40,"samples":[1,2.5,3,4,5.5]}',
  },
  {
    name: 'decoder',
    tbel: decoder,
    text: plainDecoder,
    hand: handDecoder,
    data: '{"data":"00FB0102030405060708090A0B0C0D0E"}',
  },
]

const milliseconds = 300
let sink: unknown

/** Runs per second, the best of three rounds after a warm one. */
function rate(run: (input: ScriptInput) => unknown, inputs: readonly ScriptInput[]): number {
  let best = 0
  for (let round = 0; round < 4; round++) {
    let runs = 0
    const from = performance.now()
    let spent = 0
    while (spent < milliseconds / 2) {
      for (let at = 0; at < 1000; at++) sink = run(inputs[at & 15] as ScriptInput)
      runs += 1000
      spent = performance.now() - from
    }
    if (round > 0) best = Math.max(best, (runs * 1000) / spent)
  }
  return Math.round(best)
}

const results: Record<string, Record<string, number>> = {}
for (const { name, tbel, text, hand, data } of questions) {
  // Sixteen messages, so that no engine can take one result for all.
  const inputs = Array.from({ length: 16 }, (_, at): ScriptInput => {
    const msg = { ...(parseJson(data) as JsonObject) } as Record<string, never>
    if (typeof msg.temperature === 'number') msg.temperature = (msg.temperature + at) as never
    return {
      msg,
      metadata: { deviceType: 'thermometer', deviceName: `A-${at}` },
      msgType: 'POST_TELEMETRY_REQUEST',
    }
  })
  const script = compileTbel(tbel)
  const made = new Function('msg', 'metadata', 'msgType', text) as Plain
  const ours = rate((input) => script.run(input), inputs)
  const byHand = rate(({ msg, metadata, msgType }) => hand(msg, metadata, msgType), inputs)
  const byFunction = rate(({ msg, metadata, msgType }) => made(msg, metadata, msgType), inputs)
  results[name] = {
    perSecond: ours,
    hand: byHand,
    function: byFunction,
    ofHand: Number((ours / byHand).toFixed(3)),
  }
  console.log(
    `${name}: TBEL ${ours.toLocaleString('en')}/s, by hand ${byHand.toLocaleString('en')}/s, new Function ${byFunction.toLocaleString('en')}/s`,
  )
}

const from = performance.now()
let compiled = 0
while (performance.now() - from < 400) {
  sink = compileTbel(transform)
  compiled++
}
const compilePerSecond = Math.round((compiled * 1000) / (performance.now() - from))
console.log(`compile the transform: ${compilePerSecond.toLocaleString('en')}/s`)
console.log(
  JSON.stringify({ bench: 'tbel', node: process.version, ...results, compilePerSecond, sink: typeof sink }),
)
