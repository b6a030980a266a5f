import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './http.ts'
import { session } from './session.ts'

/** What the server answered, kept for the pages. A refusal is final; only silence and 5xx are worth asking again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Weir is usually in the same building: "no internet" says nothing about whether it can be reached
      networkMode: 'always',
      staleTime: 5_000,
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.unreachable || error.status >= 500),
    },
    mutations: { networkMode: 'always' },
  },
})

session.subscribe((now, before) => {
  if (now.claims?.userId !== before.claims?.userId) queries.clear()
})
