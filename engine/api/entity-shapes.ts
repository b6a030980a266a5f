/** Assets, customers, views, relations and the tenant as the cloud's REST API writes them (rest-core.md 10, 13). */
import type { EntitySummary } from '../rules/entities.ts'
import type {
  Asset,
  AssetProfile,
  Customer,
  EntityView,
  OwnerInfo,
  StoredRelation,
  Tenant,
} from '../store/entity-stores.ts'
import { entityId, optionalId } from './ids.ts'

type Json = Record<string, unknown>

export function assetJson(asset: Asset, tenantId: string): Json {
  return {
    id: entityId('ASSET', asset.id),
    createdTime: asset.createdTime,
    additionalInfo: asset.additionalInfo,
    tenantId: entityId('TENANT', tenantId),
    customerId: entityId('CUSTOMER', asset.customerId),
    name: asset.name,
    type: asset.type,
    label: asset.label,
    assetProfileId: entityId('ASSET_PROFILE', asset.profileId),
    version: null,
  }
}

export function assetInfoJson(asset: Asset & OwnerInfo, tenantId: string): Json {
  return {
    ...assetJson(asset, tenantId),
    customerTitle: asset.customerTitle,
    customerIsPublic: asset.customerIsPublic,
    // An asset's type is the name of its profile.
    assetProfileName: asset.type,
  }
}

export function assetProfileJson(profile: AssetProfile, tenantId: string): Json {
  return {
    id: entityId('ASSET_PROFILE', profile.id),
    createdTime: profile.createdTime,
    tenantId: entityId('TENANT', tenantId),
    name: profile.name,
    description: profile.description,
    image: profile.image,
    defaultRuleChainId: optionalId('RULE_CHAIN', profile.defaultRuleChainId),
    defaultDashboardId: optionalId('DASHBOARD', profile.defaultDashboardId),
    defaultQueueName: profile.defaultQueueName,
    defaultEdgeRuleChainId: optionalId('RULE_CHAIN', profile.defaultEdgeRuleChainId),
    default: profile.isDefault,
    version: null,
  }
}

export function assetProfileInfoJson(profile: AssetProfile, tenantId: string): Json {
  return {
    id: entityId('ASSET_PROFILE', profile.id),
    tenantId: entityId('TENANT', tenantId),
    name: profile.name,
    image: profile.image,
    defaultDashboardId: optionalId('DASHBOARD', profile.defaultDashboardId),
  }
}

export function customerJson({ id, isPublic: _, ...customer }: Customer, tenantId: string): Json {
  return {
    id: entityId('CUSTOMER', id),
    ...customer,
    tenantId: entityId('TENANT', tenantId),
    name: customer.title,
    version: null,
  }
}

export function tenantJson({ id, ...tenant }: Tenant): Json {
  return {
    id: entityId('TENANT', id),
    ...tenant,
    tenantProfileId: entityId('TENANT_PROFILE', null),
    name: tenant.title,
    version: null,
  }
}

export function entityViewJson(view: EntityView, tenantId: string): Json {
  return {
    id: entityId('ENTITY_VIEW', view.id),
    createdTime: view.createdTime,
    additionalInfo: view.additionalInfo,
    entityId: entityId(view.entity.entityType, view.entity.id),
    tenantId: entityId('TENANT', tenantId),
    customerId: entityId('CUSTOMER', view.customerId),
    name: view.name,
    type: view.type,
    keys: view.keys,
    startTimeMs: view.startTime,
    endTimeMs: view.endTime,
    version: null,
  }
}

export function entityViewInfoJson(view: EntityView & OwnerInfo, tenantId: string): Json {
  const { customerTitle, customerIsPublic } = view
  return { ...entityViewJson(view, tenantId), customerTitle, customerIsPublic }
}

export function relationJson({ from, to, type, typeGroup, additionalInfo, version }: StoredRelation): Json {
  return {
    from: entityId(from.entityType, from.id),
    to: entityId(to.entityType, to.id),
    type,
    typeGroup,
    additionalInfo: additionalInfo ?? null,
    version,
  }
}

export function relationInfoJson(
  relation: StoredRelation,
  nameOf: (ref: EntitySummary['ref']) => string | null,
): Json {
  return { ...relationJson(relation), fromName: nameOf(relation.from), toName: nameOf(relation.to) }
}

/** A type of an entity as the deprecated lists of types have it. */
export function subtypeJson(entityType: string, type: string, tenantId: string): Json {
  return { tenantId: entityId('TENANT', tenantId), entityType, type }
}
