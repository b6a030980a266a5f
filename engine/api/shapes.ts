/** Entities as the cloud's REST API writes them (rest-core.md 4, 11, 12). */
import { nullUuid } from '../access/caller.ts'
import type { ChainHead } from '../rules/chain.ts'
import type { OwnerInfo } from '../store/entity-stores.ts'
import type {
  Device,
  DeviceCredentials,
  DeviceProfile,
  Store,
  StoredChain,
  User,
  UserSecrets,
} from '../store/store.ts'
import { entityId, optionalId } from './ids.ts'

type Json = Record<string, unknown>

export function deviceJson(device: Device, tenantId: string): Json {
  return {
    id: entityId('DEVICE', device.id),
    createdTime: device.createdTime,
    additionalInfo: device.additionalInfo,
    tenantId: entityId('TENANT', tenantId),
    customerId: entityId('CUSTOMER', device.customerId),
    name: device.name,
    type: device.type,
    label: device.label,
    deviceProfileId: entityId('DEVICE_PROFILE', device.profileId),
    firmwareId: optionalId('OTA_PACKAGE', device.firmwareId),
    softwareId: optionalId('OTA_PACKAGE', device.softwareId),
    deviceData: device.deviceData,
    version: null,
  }
}

export function deviceInfoJson(
  device: Device & OwnerInfo & { readonly active: boolean },
  tenantId: string,
): Json {
  return {
    ...deviceJson(device, tenantId),
    customerTitle: device.customerTitle,
    customerIsPublic: device.customerIsPublic,
    // A device's type is the name of its profile.
    deviceProfileName: device.type,
    active: device.active,
  }
}

export function credentialsJson(credentials: DeviceCredentials): Json {
  return {
    id: { id: credentials.id },
    createdTime: credentials.createdTime,
    deviceId: entityId('DEVICE', credentials.deviceId),
    credentialsType: credentials.credentialsType,
    credentialsId: credentials.credentialsId,
    credentialsValue: credentials.credentialsValue,
    version: null,
  }
}

export function profileJson(profile: DeviceProfile, tenantId: string): Json {
  return {
    id: entityId('DEVICE_PROFILE', profile.id),
    createdTime: profile.createdTime,
    tenantId: entityId('TENANT', tenantId),
    name: profile.name,
    description: profile.description,
    image: profile.image,
    type: profile.type,
    transportType: profile.transportType,
    provisionType: profile.provisionType,
    provisionDeviceKey: profile.provisionDeviceKey,
    defaultRuleChainId: optionalId('RULE_CHAIN', profile.defaultRuleChainId),
    defaultDashboardId: optionalId('DASHBOARD', profile.defaultDashboardId),
    defaultQueueName: profile.defaultQueueName,
    defaultEdgeRuleChainId: optionalId('RULE_CHAIN', profile.defaultEdgeRuleChainId),
    firmwareId: optionalId('OTA_PACKAGE', profile.firmwareId),
    softwareId: optionalId('OTA_PACKAGE', profile.softwareId),
    profileData: profile.profileData,
    default: profile.isDefault,
    version: null,
  }
}

export function profileInfoJson(profile: DeviceProfile, tenantId: string): Json {
  return {
    id: entityId('DEVICE_PROFILE', profile.id),
    tenantId: entityId('TENANT', tenantId),
    name: profile.name,
    image: profile.image,
    defaultDashboardId: optionalId('DASHBOARD', profile.defaultDashboardId),
    type: profile.type,
    transportType: profile.transportType,
  }
}

export function userJson(user: User, tenantId: string, secrets?: UserSecrets | null): Json {
  return {
    id: entityId('USER', user.id),
    createdTime: user.createdTime,
    additionalInfo: secrets
      ? {
          ...user.additionalInfo,
          userCredentialsEnabled: secrets.enabled,
          userActivated: secrets.passwordHash !== null,
          lastLoginTs: secrets.lastLogin,
        }
      : user.additionalInfo,
    tenantId: entityId('TENANT', user.authority === 'SYS_ADMIN' ? nullUuid : tenantId),
    customerId: entityId('CUSTOMER', user.customerId),
    email: user.email,
    authority: user.authority,
    firstName: user.firstName,
    lastName: user.lastName,
    name: user.email,
    phone: user.phone,
    version: null,
  }
}

/** Members of a chain's head that the store gives an answer to; whatever else the head has is kept as it came. */
export function chainJson(chain: StoredChain, tenantId: string): Json {
  const { id: _id, ...head } = chain.head satisfies ChainHead
  return {
    ...head,
    id: entityId('RULE_CHAIN', chain.id),
    createdTime: chain.createdTime,
    tenantId: entityId('TENANT', tenantId),
    name: chain.name,
    type: chain.type,
    firstRuleNodeId: head.firstRuleNodeId ?? null,
    root: chain.root,
    debugMode: head.debugMode ?? false,
    configuration: head.configuration ?? null,
    additionalInfo: head.additionalInfo ?? null,
    version: null,
  }
}

/** Whether a device counts as active: the server attribute says so (rest-core.md 12.1). */
export async function isActive(store: Store, deviceId: string): Promise<boolean> {
  const read = await store.attributes.read({ entityType: 'DEVICE', id: deviceId }, 'SERVER_SCOPE', ['active'])
  return read.active === true
}
