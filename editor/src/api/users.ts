import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { EntityId } from './devices.ts'
import { api } from './http.ts'
import { type PageData, pageQuery } from './pages.ts'

export interface User {
  readonly id: EntityId
  readonly createdTime: number
  readonly email: string
  readonly authority: string
  readonly firstName?: string | null
  readonly lastName?: string | null
}

export const USERS_KEY = ['users']

export function useUsers(page: number, pageSize: number) {
  return useQuery({
    queryKey: [...USERS_KEY, page],
    queryFn: () => api.get<PageData<User>>(`/api/users?${pageQuery({ page, pageSize })}`),
    placeholderData: keepPreviousData,
  })
}

/** Adds an administrator; the account opens with its first password. */
export const createUser = (user: { email: string; firstName: string; lastName: string }) =>
  api.post<User>('/api/user?sendActivationMail=false', { ...user, authority: 'TENANT_ADMIN' })

export const deleteUser = (id: string) => api.delete(`/api/user/${id}`)

/** Gives the account a new random password, which the server tells this once. */
export const newPassword = (id: string) => api.post<{ password: string }>(`/api/weir/users/${id}/password`)
