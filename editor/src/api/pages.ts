/** One page of a list, as every list of the outside API answers. */
export interface PageData<T> {
  readonly data: readonly T[]
  readonly totalPages: number
  readonly totalElements: number
  readonly hasNext: boolean
}

export interface PageQuery {
  readonly page: number
  readonly pageSize: number
  readonly textSearch?: string
  readonly sortProperty?: string
  readonly sortOrder?: 'ASC' | 'DESC'
}

/** The query string of a list, empty members left out. */
export function pageQuery(query: PageQuery): string {
  const parts = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parts.set(key, String(value))
  }
  return parts.toString()
}
