import { useQuery } from '@tanstack/react-query'
import type { FieldJson } from '../../../../engine/api/contract.ts'
import { loadOffers } from '../server.ts'
import { useEditor } from '../state/use-editor.ts'
import { textsNamed } from './texts-named.ts'

const noOffers: readonly string[] = []
const timeZones = Intl.supportedValuesOf('timeZone')
/** what the cloud's own forms offer, besides what is in use */
const usualRelations = ['Contains', 'Manages']

/** The types of messages that Weir makes itself; any other may be typed. */
export const usualTypes: readonly string[] = [
  'POST_TELEMETRY_REQUEST',
  'POST_ATTRIBUTES_REQUEST',
  'ATTRIBUTES_UPDATED',
  'ATTRIBUTES_DELETED',
  'TIMESERIES_UPDATED',
  'TIMESERIES_DELETED',
  'CONNECT_EVENT',
  'DISCONNECT_EVENT',
  'ACTIVITY_EVENT',
  'INACTIVITY_EVENT',
  'TO_SERVER_RPC_REQUEST',
  'RPC_CALL_FROM_SERVER_TO_DEVICE',
  'REST_API_REQUEST',
  'SCHEDULER_EVENT',
  'ENTITY_CREATED',
  'ENTITY_UPDATED',
  'ENTITY_DELETED',
  'ENTITY_ASSIGNED',
  'ENTITY_UNASSIGNED',
  'RELATION_ADD_OR_UPDATE',
  'RELATION_DELETED',
  'ALARM',
  'ALARM_CREATED',
  'ALARM_UPDATED',
  'ALARM_ACK',
  'ALARM_CLEAR',
  'ALARM_DELETE',
]

/** What is offered for a field: its own options, what the server knows, and what other nodes of the chain say. */
export function useOffers(field: FieldJson): readonly string[] {
  const { offers = '', options } = field
  const asked = ['deviceProfiles', 'customers', 'alarmTypes'].includes(offers)
  const { data: known = noOffers } = useQuery({
    queryKey: ['field-offers', offers],
    queryFn: () => loadOffers(offers),
    enabled: asked,
    staleTime: 30_000,
  })
  const nodes = useEditor((state) => state.doc.nodes)
  const own = (options ?? []).map((option) => option.value)
  switch (offers) {
    case 'timeZones':
      return timeZones
    case 'relationTypes':
      return unique([
        ...usualRelations,
        ...textsNamed(
          [...nodes.values()].map((one) => one.configuration),
          'relationType',
        ),
      ])
    case 'messageTypes':
      return usualTypes
    default:
      return unique([...own, ...known])
  }
}

const unique = (texts: readonly string[]) => [...new Set(texts)]
