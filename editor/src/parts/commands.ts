/** Commands to paste into a terminal that send one value as a device, with the real address and token. */

export interface Address {
  readonly host: string
  /** scheme, host and port of the HTTP server as this browser reaches it */
  readonly origin: string
  readonly ports: Readonly<Record<string, number>>
}

export type Way = 'mqtt' | 'http' | 'coap' | 'code'

const SAMPLE = '{"temperature": 21.5}'

/** Where devices reach the server, judged by where this page came from. */
export function addressOf(
  here: { hostname: string; protocol: string; port: string; origin: string },
  ports: Address['ports'],
): Address {
  // without a port in the address a proxy stands before Weir, and devices should knock there too
  const origin =
    here.port === '' || ports.http === undefined
      ? here.origin
      : `${here.protocol}//${here.hostname}:${ports.http}`
  return { host: here.hostname, origin, ports }
}

/** The ways that are open: a listener that is off has no command. */
export function openWays({ ports }: Address): Way[] {
  const ways: Way[] = []
  if (ports.mqtt) ways.push('mqtt')
  ways.push('http')
  if (ports.coap) ways.push('coap')
  ways.push('code')
  return ways
}

export function commandFor(way: Way, { host, origin, ports }: Address, token: string): string {
  const bare = host.replace(/^\[|\]$/g, '')
  switch (way) {
    case 'mqtt':
      return [
        `mosquitto_pub -h ${bare} -p ${ports.mqtt} -q 1 \\`,
        '  -t v1/devices/me/telemetry \\',
        `  -u ${quoted(token)} \\`,
        `  -m '${SAMPLE}'`,
      ].join('\n')
    case 'http':
      return [
        `curl -X POST ${quoted(`${origin}/api/v1/${encodeURIComponent(token)}/telemetry`)} \\`,
        "  -H 'Content-Type: application/json' \\",
        `  -d '${SAMPLE}'`,
      ].join('\n')
    case 'coap':
      return [
        'coap-client -m post -t json \\',
        `  -e '${SAMPLE}' \\`,
        `  ${quoted(`coap://${host}:${ports.coap}/api/v1/${encodeURIComponent(token)}/telemetry`)}`,
      ].join('\n')
    case 'code':
      return [
        `await fetch(${JSON.stringify(`${origin}/api/v1/${encodeURIComponent(token)}/telemetry`)}, {`,
        "  method: 'POST',",
        "  headers: { 'Content-Type': 'application/json' },",
        '  body: JSON.stringify({ temperature: 21.5 }),',
        '})',
      ].join('\n')
  }
}

/** One word for a POSIX shell, whatever it holds. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
