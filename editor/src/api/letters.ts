import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { DeadLetterJson } from '../../../engine/api/contract.ts'
import { api } from './http.ts'
import { type PageData, pageQuery } from './pages.ts'

export const LETTERS_KEY = ['dead-letters']

/** Messages that could not be handled, newest first. */
export function useLetters(page: number, pageSize: number) {
  return useQuery({
    queryKey: [...LETTERS_KEY, page],
    queryFn: () =>
      api.get<PageData<DeadLetterJson>>(`/api/weir/dead-letters?${pageQuery({ page, pageSize })}`),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  })
}

export const replayLetter = (id: string) => api.post(`/api/weir/dead-letters/${id}/replay`)
export const deleteLetter = (id: string) => api.delete(`/api/weir/dead-letters/${id}`)
