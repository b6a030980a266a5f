/** What the list of alarms shows, as the address of the page says it: a link shows the same to somebody else. */
import type { AlarmState } from '../../../engine/api/contract-alarms.ts'
import { type Severity, severities } from '../../../engine/rules/alarms.ts'
import type { AlarmListQuery } from '../api/alarms.ts'

export const states = ['OPEN', 'NEEDS_PERSON', 'ACKNOWLEDGED', 'CLEARED', 'SHELVED', 'ALL'] as const
export const sorts = ['severity', 'type', 'originatorName', 'createdTime'] as const
/** alarms of one page, and of one group of open ones */
export const PAGE_SIZE = 50
export type Sort = (typeof sorts)[number]

export interface Filters {
  readonly state: AlarmState
  readonly severities: readonly Severity[]
  readonly types: readonly string[]
  readonly text: string
  readonly mine: boolean
  /** alarms of this entity only */
  readonly entity: string | null
  /** null = what matters most: open ones by severity, others by time */
  readonly sort: Sort | null
  readonly order: 'ASC' | 'DESC'
  readonly page: number
}

export const noFilters: Filters = {
  state: 'OPEN',
  severities: [],
  types: [],
  text: '',
  mine: false,
  entity: null,
  sort: null,
  order: 'ASC',
  page: 0,
}

/** Whatever an address holds that is not known is left out. */
export function filtersIn(params: URLSearchParams): Filters {
  const one = <T extends string>(name: string, all: readonly T[], otherwise: T): T =>
    all.find((each) => each === params.get(name)) ?? otherwise
  const page = Number(params.get('page'))
  return {
    state: one('state', states, noFilters.state),
    severities: severities.filter((each) => params.getAll('severity').includes(each)),
    types: params.getAll('type'),
    text: params.get('text') ?? '',
    mine: params.has('mine'),
    entity: params.get('entity'),
    sort: sorts.find((each) => each === params.get('sort')) ?? null,
    order: one('order', ['ASC', 'DESC'], noFilters.order),
    page: Number.isSafeInteger(page) && page > 0 ? page : 0,
  }
}

/** The other way round; what is as it is without asking is not written. */
export function paramsOf(filters: Filters): URLSearchParams {
  const params = new URLSearchParams()
  for (const name of ['state', 'text', 'entity', 'sort', 'order', 'page'] as const) {
    const value = filters[name]
    if (value !== noFilters[name] && value !== null) params.set(name, String(value))
  }
  for (const severity of filters.severities) params.append('severity', severity)
  for (const type of filters.types) params.append('type', type)
  if (filters.mine) params.set('mine', '')
  return params
}

/** Whether anything but the state, the order and the page narrows the list. */
export const isNarrowed = ({ severities: some, types, text, mine, entity }: Filters): boolean =>
  some.length > 0 || types.length > 0 || text !== '' || mine || entity !== null

/** The question to the server; `mostly` says which part of the list it is. */
export function listQuery(
  filters: Filters,
  part: { readonly state: AlarmState; readonly page: number; readonly pageSize: number },
  userId: string | undefined,
): AlarmListQuery {
  const { types, text, mine, entity } = filters
  return {
    ...part,
    textSearch: text,
    ...orderOf(filters, part.state),
    ...(filters.severities.length > 0 && { severityList: filters.severities.join(',') }),
    ...(types.length > 0 && { typeList: types.join(',') }),
    ...(mine && userId !== undefined && { assigneeId: userId }),
    ...(entity !== null && { originatorId: entity }),
  }
}

export function orderOf(
  { sort, order }: Pick<Filters, 'sort' | 'order'>,
  state: AlarmState,
): { readonly sortProperty: string; readonly sortOrder: 'ASC' | 'DESC' } {
  const time = state === 'CLEARED' ? 'clearTs' : 'createdTime'
  if (sort !== null) return { sortProperty: sort === 'createdTime' ? time : sort, sortOrder: order }
  // ranks begin with the most severe
  if (state === 'NEEDS_PERSON' || state === 'ACKNOWLEDGED')
    return { sortProperty: 'severity', sortOrder: 'ASC' }
  return { sortProperty: time, sortOrder: 'DESC' }
}
