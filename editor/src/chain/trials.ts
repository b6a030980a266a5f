import type {
  KeptTestJson,
  KeptTestResult,
  ShadowReport,
  TrialAsk,
  TrialRunJson,
} from '../../../engine/api/contract-trial.ts'
import { api } from '../api/http.ts'

/** What the editor asks of the server about trying and testing a chain. */
const path = (chainId: string) => `/api/weir/chains/${encodeURIComponent(chainId)}`

export const tryMessage = (chainId: string, ask: TrialAsk) =>
  api.post<TrialRunJson>(`${path(chainId)}/try`, ask)
export const compareWithLive = (chainId: string, count: number) =>
  api.post<ShadowReport>(`${path(chainId)}/shadow`, { count })
export const loadTests = (chainId: string) => api.get<KeptTestJson[]>(`${path(chainId)}/tests`)
export const keepTest = (chainId: string, name: string, ask: TrialAsk) =>
  api.post<KeptTestJson>(`${path(chainId)}/tests`, { name, ...ask })
export const runTests = (chainId: string) => api.post<KeptTestResult[]>(`${path(chainId)}/tests/run`, {})
export const removeTest = (chainId: string, testId: string) =>
  api.delete<void>(`${path(chainId)}/tests/${encodeURIComponent(testId)}`)
export const exportTests = (chainId: string) => api.get<unknown>(`${path(chainId)}/tests/export`)
