/** What nodes that call devices, or answer people who wait, need besides the rest of the SDK. */
export { type CallOutcome, type CallRequest, callErrors } from '../../engine/rules/calls.ts'
export type { CloudEvent } from '../../engine/rules/cloud.ts'
