/** Search, order and page of a list as its address says them: a link shows the same to somebody else, and Back works. */
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'

export interface ListAddress {
  readonly text: string
  readonly sort: string
  readonly order: 'ASC' | 'DESC'
  readonly page: number
}

type Usual = Pick<ListAddress, 'sort' | 'order'>

/** Whatever an address holds that is not known is left out; `sorts` are the columns that a list can be sorted by. */
export function listIn(params: URLSearchParams, usual: Usual, sorts: readonly string[]): ListAddress {
  const sort = params.get('sort') ?? ''
  const order = params.get('order')
  const page = Number(params.get('page'))
  return {
    text: params.get('text') ?? '',
    sort: sorts.includes(sort) ? sort : usual.sort,
    order: order === 'ASC' || order === 'DESC' ? order : usual.order,
    page: Number.isSafeInteger(page) && page > 0 ? page : 0,
  }
}

/** The other way round; what is as it is without asking is not written. */
export function listParams(list: ListAddress, usual: Usual): URLSearchParams {
  const params = new URLSearchParams()
  if (list.text !== '') params.set('text', list.text)
  if (list.sort !== usual.sort) params.set('sort', list.sort)
  if (list.order !== usual.order) params.set('order', list.order)
  if (list.page !== 0) params.set('page', String(list.page))
  return params
}

/** The list that the address asks for, a field to search it with, and how to ask for another part of it. */
export function useListAddress(usual: Usual, sorts: readonly string[]) {
  const [params, setParams] = useSearchParams()
  const list = listIn(params, usual, sorts)
  const [typed, setTyped] = useState(list.text)
  const [settled] = useDebouncedValue(typed.trim(), 200)
  const [written, setWritten] = useState(list.text)
  const show = (part: Partial<ListAddress>) =>
    setParams(listParams({ ...list, ...part }, usual), { replace: part.page === undefined })

  // somebody went back, or followed a link: the field follows
  if (written !== list.text) {
    setWritten(list.text)
    if (typed.trim() !== list.text) setTyped(list.text)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed changes the address from here
  useEffect(() => {
    if (settled === typed.trim() && settled !== list.text)
      setParams(listParams({ ...list, text: settled, page: 0 }, usual), { replace: true })
  }, [settled])

  return { list, typed, setTyped, show }
}
