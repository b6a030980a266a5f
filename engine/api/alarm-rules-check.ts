import { readAlarmRules } from '../alarm-rules/read.ts'
import { badRequest } from './errors.ts'

/** Problems told at a time. */
const told = 5

/** Refuses a profile whose alarm rules could not be run, and says where and why. What is stored stays as it was written. */
export function checkAlarmRules(profileData: Readonly<Record<string, unknown>> | null | undefined): void {
  const { problems } = readAlarmRules(profileData?.alarms)
  if (problems.length === 0) return
  const texts = problems.slice(0, told).map(({ path, message }) => `alarms${path}: ${message}`)
  const more = problems.length > told ? `; and ${problems.length - told} more` : ''
  throw badRequest(`The alarm rules of the profile can’t be used. ${texts.join('; ')}${more}`)
}
