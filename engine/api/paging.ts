import { type Static, Type } from 'typebox'
import type { Page, PageLink } from '../store/store.ts'
import { badRequest } from './errors.ts'

/** Query parameters of a list. Texts, so that a bad one gets the cloud's own words instead of a schema's. */
export const PageQuery = Type.Object({
  pageSize: Type.Optional(Type.String()),
  page: Type.Optional(Type.String()),
  textSearch: Type.Optional(Type.String()),
  sortProperty: Type.Optional(Type.String()),
  sortOrder: Type.Optional(Type.String()),
})

/** Rows of one page at most, whatever the client asks for. */
const largestPage = 10_000

/** Reads the paging parameters; throws what rest-core.md 3.1 and 4 say about bad ones. */
export function pageLink(query: Static<typeof PageQuery>): PageLink {
  const missing = (['pageSize', 'page'] as const).filter((name) => !query[name])
  if (missing.length > 0) {
    throw badRequest(`Parameter conditions "pageSize, page" not met: ${missing.join(', ')} is missing`)
  }
  const pageSize = wholeNumber('pageSize', query.pageSize)
  const page = wholeNumber('page', query.page)
  if (pageSize < 1) {
    throw badRequest(`Incorrect page link page size '${pageSize}'. Page size must be greater than zero.`)
  }
  if (page < 0) throw badRequest(`Incorrect page link page '${page}'. Page must be positive integer.`)
  const sortOrder = query.sortOrder || 'ASC'
  if (query.sortProperty && !/^[\w-]+$/.test(query.sortProperty)) throw badRequest('Invalid sort property')
  if (sortOrder !== 'ASC' && sortOrder !== 'DESC') {
    throw badRequest(`Unsupported sort order '${sortOrder}'! Only 'ASC' or 'DESC' types are allowed.`)
  }
  return {
    page,
    pageSize: Math.min(pageSize, largestPage),
    textSearch: query.textSearch || undefined,
    sortProperty: query.sortProperty || undefined,
    sortOrder,
  }
}

/** A whole number from a query or path parameter. */
export function wholeNumber(name: string, text: string | undefined): number {
  if (text === undefined || text.trim() === '') throw badRequest(`Parameter '${name}' can't be empty!`)
  const value = Number(text)
  if (!Number.isSafeInteger(value))
    throw badRequest(`Parameter '${name}' must be a whole number, not '${text}'`)
  return value
}

/** A page of something else, row by row. */
export function mapPage<A, B>(page: Page<A>, map: (row: A) => B): Page<B> {
  return { ...page, data: page.data.map(map) }
}

/** One page of rows that are all in memory. */
export function pageOf<T>(rows: readonly T[], link: { page: number; pageSize: number }): Page<T> {
  const totalPages = Math.ceil(rows.length / link.pageSize)
  const start = link.page * link.pageSize
  return {
    data: rows.slice(start, start + link.pageSize),
    totalPages,
    totalElements: rows.length,
    hasNext: link.page + 1 < totalPages,
  }
}

export function emptyPage<T>(): Page<T> {
  return { data: [], totalPages: 0, totalElements: 0, hasNext: false }
}
