/** The device profiles of the test bench, and who is told that a device or a profile changed. */
import type { EntityRef } from '../../engine/rules/message.ts'
import type { DeviceProfileSummary, Devices } from '../../engine/rules/needs.ts'

/** What the bench's own device has, so that examples can show an alarm: above 50 degrees. */
const sample: DeviceProfileSummary = {
  id: '00000000-0000-4000-8000-0000000000f1',
  name: 'default',
  profileData: {
    alarms: [
      {
        id: 'hot',
        alarmType: 'High temperature',
        createRules: {
          MAJOR: {
            condition: {
              condition: [
                {
                  key: { type: 'TIME_SERIES', key: 'temperature' },
                  valueType: 'NUMERIC',
                  predicate: { type: 'NUMERIC', operation: 'GREATER', value: { defaultValue: 50 } },
                },
              ],
              spec: { type: 'SIMPLE' },
            },
          },
        },
      },
    ],
  },
}

export class PlayProfiles {
  /** by device id */
  readonly of = new Map<string, DeviceProfileSummary>([['00000000-0000-4000-8000-0000000000d1', sample]])
  readonly #listeners = new Set<Parameters<NonNullable<Devices['onChanged']>>[0]>()

  /** Gives a device a profile with these settings; whoever listens is told. */
  set(
    deviceId: string,
    profileData: DeviceProfileSummary['profileData'],
    id = `profile of ${deviceId}`,
  ): void {
    this.of.set(deviceId, { id, name: 'default', profileData })
    this.changed({ entityType: 'DEVICE_PROFILE', id })
  }

  changed(ref: EntityRef, isRemoved = false): void {
    for (const listener of this.#listeners) listener(ref, isRemoved)
  }

  onChanged(listener: (ref: EntityRef, isRemoved: boolean) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
