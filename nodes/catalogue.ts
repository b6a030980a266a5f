import clearAlarm from './alarm/clear-alarm.ts'
import createAlarm from './alarm/create-alarm.ts'
import deviceProfileRules from './alarm/device-profile.ts'
import pushToCloud from './cloud/push-to-cloud.ts'
import pushToEdge from './cloud/push-to-edge.ts'
import calculateDelta from './enrichment/calculate-delta.ts'
import customerAttributes from './enrichment/customer-attributes.ts'
import customerDetails from './enrichment/customer-details.ts'
import deviceCredentials from './enrichment/device-credentials.ts'
import originatorAttributes from './enrichment/originator-attributes.ts'
import originatorFields from './enrichment/originator-fields.ts'
import originatorTelemetry from './enrichment/originator-telemetry.ts'
import relatedDeviceAttributes from './enrichment/related-device-attributes.ts'
import relatedEntityData from './enrichment/related-entity-data.ts'
import tenantAttributes from './enrichment/tenant-attributes.ts'
import tenantDetails from './enrichment/tenant-details.ts'
import assetProfileSwitch from './filter/asset-profile-switch.ts'
import checkAlarmStatus from './filter/check-alarm-status.ts'
import checkKeys from './filter/check-keys.ts'
import checkRelation from './filter/check-relation.ts'
import compare from './filter/compare.ts'
import deviceProfileSwitch from './filter/device-profile-switch.ts'
import geofencingEvents from './filter/geofencing-events.ts'
import geofencingFilter from './filter/geofencing-filter.ts'
import messageTypeFilter from './filter/message-type-filter.ts'
import messageTypeSwitch from './filter/message-type-switch.ts'
import originatorTypeFilter from './filter/originator-type-filter.ts'
import originatorTypeSwitch from './filter/originator-type-switch.ts'
import filterScript from './filter/script.ts'
import scriptSwitch from './filter/script-switch.ts'
import acknowledge from './flow/acknowledge.ts'
import chain from './flow/chain.ts'
import checkpoint from './flow/checkpoint.ts'
import debug from './flow/debug.ts'
import delay from './flow/delay.ts'
import generator from './flow/generator.ts'
import log from './flow/log.ts'
import messageCount from './flow/message-count.ts'
import output from './flow/output.ts'
import synchronizationBegin from './flow/synchronization-begin.ts'
import synchronizationEnd from './flow/synchronization-end.ts'
import assignCustomer from './persistence/assign-customer.ts'
import calculatedFields from './persistence/calculated-fields.ts'
import copyToView from './persistence/copy-to-view.ts'
import createRelation from './persistence/create-relation.ts'
import deleteAttributes from './persistence/delete-attributes.ts'
import deleteRelation from './persistence/delete-relation.ts'
import deviceState from './persistence/device-state.ts'
import saveAttributes from './persistence/save-attributes.ts'
import saveCustomTable from './persistence/save-custom-table.ts'
import saveTimeSeries from './persistence/save-time-series.ts'
import unassignCustomer from './persistence/unassign-customer.ts'
import scheduler from './scheduler/scheduler.ts'
import { Catalogue, type CustomNodes, loadCustomNodes } from './sdk/catalogue.ts'
import type { AnyNode } from './sdk/define.ts'
import changeOriginator from './transformation/change-originator.ts'
import copyKeys from './transformation/copy-keys.ts'
import deduplication from './transformation/deduplication.ts'
import deleteKeys from './transformation/delete-keys.ts'
import jsonPath from './transformation/json-path.ts'
import math from './transformation/math.ts'
import renameKeys from './transformation/rename-keys.ts'
import transformationScript from './transformation/script.ts'
import setKeys from './transformation/set-keys.ts'
import splitArray from './transformation/split-array.ts'
import toEmail from './transformation/to-email.ts'
import coap from './transport/coap.ts'
import http from './transport/http.ts'
import mqtt from './transport/mqtt.ts'
import restCallReply from './transport/rest-call-reply.ts'
import rpcCallReply from './transport/rpc-call-reply.ts'
import rpcCallRequest from './transport/rpc-call-request.ts'

/** Every node we ship, in the order of the palette. */
export const ownNodes: readonly AnyNode[] = [
  ...[mqtt, http, coap],
  ...[rpcCallRequest, rpcCallReply, restCallReply],
  ...[messageTypeSwitch, messageTypeFilter, compare, filterScript, scriptSwitch, checkKeys],
  ...[deviceProfileSwitch, originatorTypeFilter, originatorTypeSwitch, geofencingFilter, geofencingEvents],
  ...[assetProfileSwitch, checkRelation],
  ...[originatorAttributes, originatorTelemetry, originatorFields, calculateDelta, deviceCredentials],
  ...[relatedEntityData, relatedDeviceAttributes, customerAttributes, customerDetails],
  ...[tenantAttributes, tenantDetails],
  ...[setKeys, transformationScript, math, renameKeys, copyKeys, deleteKeys, jsonPath, splitArray],
  ...[deduplication, changeOriginator, toEmail],
  ...[deviceProfileRules, createAlarm, clearAlarm, checkAlarmStatus],
  ...[saveTimeSeries, saveAttributes, calculatedFields, deleteAttributes, deviceState],
  ...[createRelation, deleteRelation, assignCustomer, unassignCustomer, copyToView],
  ...[saveCustomTable],
  ...[chain, output, checkpoint, acknowledge, delay, generator, messageCount, log, debug],
  ...[synchronizationBegin, synchronizationEnd],
  ...[scheduler],
  ...[pushToCloud, pushToEdge],
]

/** Our own nodes, and those of the user's folder (`WEIR_NODES`); a custom node takes the place of ours of its type. */
export async function openCatalogue(
  folder?: string,
): Promise<{ catalogue: Catalogue; problems: CustomNodes['problems'] }> {
  const catalogue = new Catalogue(ownNodes)
  if (!folder) return { catalogue, problems: [] }
  const { definitions, problems } = await loadCustomNodes(folder)
  for (const definition of definitions) catalogue.replace(definition)
  return { catalogue, problems }
}
