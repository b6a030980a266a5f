import { defineNode } from '../sdk/index.ts'

/** Message type → output (rule-engine.md 2). Types that are not here leave by Other. */
const outputOfType = {
  POST_ATTRIBUTES_REQUEST: 'Post attributes',
  POST_TELEMETRY_REQUEST: 'Post telemetry',
  TO_SERVER_RPC_REQUEST: 'RPC Request from Device',
  ACTIVITY_EVENT: 'Activity Event',
  INACTIVITY_EVENT: 'Inactivity Event',
  CONNECT_EVENT: 'Connect Event',
  DISCONNECT_EVENT: 'Disconnect Event',
  ENTITY_CREATED: 'Entity Created',
  ENTITY_UPDATED: 'Entity Updated',
  ENTITY_DELETED: 'Entity Deleted',
  ENTITY_ASSIGNED: 'Entity Assigned',
  ENTITY_UNASSIGNED: 'Entity Unassigned',
  ATTRIBUTES_UPDATED: 'Attributes Updated',
  ATTRIBUTES_DELETED: 'Attributes Deleted',
  ALARM: 'Alarm',
  ALARM_CREATED: 'Alarm Created',
  ALARM_UPDATED: 'Alarm Updated',
  ALARM_SEVERITY_UPDATED: 'Alarm Severity Updated',
  ALARM_ACK: 'Alarm Acknowledged',
  ALARM_CLEAR: 'Alarm Cleared',
  ALARM_ASSIGNED: 'Alarm Assigned',
  ALARM_UNASSIGNED: 'Alarm Unassigned',
  COMMENT_CREATED: 'Comment Created',
  COMMENT_UPDATED: 'Comment Updated',
  RPC_CALL_FROM_SERVER_TO_DEVICE: 'RPC Request to Device',
  ENTITY_ASSIGNED_FROM_TENANT: 'Entity Assigned From Tenant',
  ENTITY_ASSIGNED_TO_TENANT: 'Entity Assigned To Tenant',
  TIMESERIES_UPDATED: 'Timeseries Updated',
  TIMESERIES_DELETED: 'Timeseries Deleted',
  RPC_QUEUED: 'RPC Queued',
  RPC_SENT: 'RPC Sent',
  RPC_DELIVERED: 'RPC Delivered',
  RPC_SUCCESSFUL: 'RPC Successful',
  RPC_TIMEOUT: 'RPC Timeout',
  RPC_EXPIRED: 'RPC Expired',
  RPC_FAILED: 'RPC Failed',
  RPC_DELETED: 'RPC Deleted',
  RELATION_ADD_OR_UPDATE: 'Relation Added or Updated',
  RELATION_DELETED: 'Relation Deleted',
  RELATIONS_DELETED: 'All Relations Deleted',
  REST_API_REQUEST: 'REST API request',
} as const

type TypeOutput = (typeof outputOfType)[keyof typeof outputOfType]
const outputs = new Map<string, TypeOutput>(Object.entries(outputOfType))

/** Sorts messages by their type. */
export default defineNode({
  type: 'filter/message-type-switch',
  title: 'Message type switch',
  summary: 'Sends each message on by the output that is named after its type.',
  icon: 'arrows-split-2',
  synonyms: ['router', 'telemetry', 'attributes', 'rpc', 'event'],
  importsFrom: ['org.thingsboard.rule.engine.filter.TbMsgTypeSwitchNode'],
  outputs: [...outputs.values(), 'Other'],

  config: {},

  examples: [
    {
      title: 'Telemetry goes its own way',
      config: {},
      data: { temperature: 21 },
      messageType: 'POST_TELEMETRY_REQUEST',
      goesTo: 'Post telemetry',
    },
    { config: {}, data: { serial: 'A7' }, messageType: 'POST_ATTRIBUTES_REQUEST', goesTo: 'Post attributes' },
    { title: 'A type of your own', config: {}, data: {}, messageType: 'SHIFT_ENDED', goesTo: 'Other' },
  ],

  create() {
    // Nearly all messages are of the type of the one before.
    let lastType = ''
    let lastOutput: TypeOutput | 'Other' = 'Other'
    return (message, emit) => {
      if (message.type !== lastType) {
        lastType = message.type
        lastOutput = outputs.get(lastType) ?? 'Other'
      }
      emit(lastOutput, message)
    }
  },
})
