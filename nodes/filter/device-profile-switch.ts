import { aKind } from '../sdk/entity-types.ts'
import { defineNode, field, NodeFailure } from '../sdk/index.ts'

/** Sorts messages of devices by their profile. */
export default defineNode({
  type: 'filter/device-profile-switch',
  title: 'Device profile switch',
  summary: 'Sends each message on by the output that is named after the profile of its device.',
  help: 'Wire an output under the name of each profile. What the metadata say the device’s type is does not matter.',
  icon: 'cpu',
  synonyms: ['type', 'router', 'model', 'kind', 'switch'],
  importsFrom: ['org.thingsboard.rule.engine.filter.TbDeviceTypeSwitchNode'],
  outputs: ['default'] as readonly string[],
  customOutputs: true,

  config: { version: field.hidden(0) },

  examples: [
    {
      title: 'A device that is gone',
      config: {},
      data: { temperature: 21 },
      failsWith: 'The device of this message does not exist any more, so it has no profile',
    },
    {
      title: 'The metadata do not decide',
      config: {},
      data: {},
      metadata: { deviceType: 'thermostat' },
      failsWith: 'The device of this message does not exist any more, so it has no profile',
    },
  ],

  create(_, { devices }) {
    return async (message, emit) => {
      const { entityType, id } = message.originator
      if (entityType !== 'DEVICE')
        throw new NodeFailure(
          `Only devices have a device profile; this message is about ${aKind(entityType)}`,
        )
      const device = await devices.byId(id)
      if (device === null)
        throw new NodeFailure('The device of this message does not exist any more, so it has no profile')
      emit(device.type, message)
    }
  },
})
