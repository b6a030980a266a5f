/** First segments of the standard HTTP and CoAP device API below the token (device-api.md 0). */
const standard: ReadonlySet<string> = new Set([
  'telemetry',
  'attributes',
  'rpc',
  'claim',
  'provision',
  'firmware',
  'software',
])

/** Whether a path below the token belongs to the standard API, so that no transport node may ask for it. */
export function isStandardPath(path: string): boolean {
  return standard.has((path.split('/', 1)[0] ?? '').toLowerCase())
}
