import { PayloadError } from '../payload.ts'

const largestId = 2_147_483_647

/** The id at the end of a topic: an int32 (device-api.md 10.8). Throws `PayloadError`. */
export function requestId(text: string): number {
  const id = /^[-+]?\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (id >= -largestId - 1 && id <= largestId) return id
  throw new PayloadError(`The topic must end in the number of the request, not in “${text.slice(0, 40)}”.`)
}
