/** What a message can be about, by the cloud's name for it, with the output that the originator type switch uses. */
export const entityTypes = {
  TENANT: 'Tenant',
  CUSTOMER: 'Customer',
  USER: 'User',
  DASHBOARD: 'Dashboard',
  ASSET: 'Asset',
  DEVICE: 'Device',
  ALARM: 'Alarm',
  RULE_CHAIN: 'Rule chain',
  RULE_NODE: 'Rule node',
  ENTITY_VIEW: 'Entity View',
  WIDGETS_BUNDLE: 'Widgets bundle',
  WIDGET_TYPE: 'Widget type',
  TENANT_PROFILE: 'Tenant profile',
  DEVICE_PROFILE: 'Device profile',
  ASSET_PROFILE: 'Asset profile',
  API_USAGE_STATE: 'Api usage state',
  TB_RESOURCE: 'Resource',
  OTA_PACKAGE: 'Ota package',
  EDGE: 'Edge',
  RPC: 'Rpc',
  QUEUE: 'Queue',
  NOTIFICATION_TARGET: 'Notification target',
  NOTIFICATION_TEMPLATE: 'Notification template',
  NOTIFICATION_REQUEST: 'Notification request',
  NOTIFICATION: 'Notification',
  NOTIFICATION_RULE: 'Notification rule',
  QUEUE_STATS: 'Queue stats',
  OAUTH2_CLIENT: 'Oauth2 client',
  DOMAIN: 'Domain',
  MOBILE_APP: 'Mobile app',
  MOBILE_APP_BUNDLE: 'Mobile app bundle',
  CALCULATED_FIELD: 'Calculated field',
  JOB: 'Job',
  ADMIN_SETTINGS: 'Admin settings',
  AI_MODEL: 'AI model',
  API_KEY: 'Api key',
} as const

export type EntityType = keyof typeof entityTypes

/** The kinds as the options of a choice. */
export function kindOptions<const Kind extends EntityType>(
  kinds: readonly Kind[],
): { value: Kind; label: string }[] {
  return kinds.map((kind) => ({ value: kind, label: entityTypes[kind] }))
}

/** A kind within a sentence: “entity view”. */
export function kindName(entityType: string): string {
  const name: string | undefined = Object.hasOwn(entityTypes, entityType)
    ? entityTypes[entityType as EntityType]
    : undefined
  return (name ?? entityType).toLowerCase()
}

/** A kind within a sentence, with its article: “an asset”. */
export function aKind(entityType: string): string {
  const name = kindName(entityType)
  return `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name}`
}
