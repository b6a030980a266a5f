import { Type } from 'typebox'
import { Conflict } from '../store/store.ts'
import { chainFor, deployGraph, renameInCallers, viewOf, withIds } from './chain-views.ts'
import { ApiError, badRequest, errorCode, found } from './errors.ts'
import { readGraph } from './import.ts'
import { wholeNumber } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { withLiveRecording } from './weir-recording.ts'

const { needs } = routesOf('rule chains')
const tags = ['weir']

const ChainParams = Type.Object({ id: Type.String() })
const VersionParams = Type.Object({ id: Type.String(), version: Type.String() })
const Revision = Type.Union([Type.Number(), Type.Null()])

/** What a chain is going to be: drafts, deploying, older versions (contract.ts). */
export function weirDraftRoutes(api: Api, parts: ApiParts): void {
  const { store, rules, identity } = parts
  const one = { schema: { tags, params: ChainParams } }

  api.put(
    '/api/weir/chains/:id/draft',
    {
      ...needs('RULE_CHAIN:WRITE'),
      schema: {
        tags,
        params: ChainParams,
        body: Type.Object({ graph: Type.Unknown(), revision: Type.Optional(Revision) }),
      },
    },
    async (request) => {
      const chain = await chainFor(parts, request.params.id)
      const graph = withIds(readGraph(request.body.graph), () => identity.uuid())
      const revision = request.body.revision || null
      const by = { userId: callerOf(request).userId, revision }
      const draft = await store.chains.saveDraft(chain.id, graph, by).catch(async (error: unknown) => {
        throw error instanceof Conflict ? await newerDraft(parts, chain.id) : error
      })
      return { draft: draftJson(draft), problems: rules.check(chain.id, graph) }
    },
  )

  api.delete('/api/weir/chains/:id/draft', { ...needs('RULE_CHAIN:WRITE'), ...one }, async (request) => {
    const chain = await chainFor(parts, request.params.id)
    await store.chains.dropDraft(chain.id)
    return viewOf(parts, found(await store.chains.get(chain.id)))
  })

  api.post(
    '/api/weir/chains/:id/deploy',
    {
      ...needs('RULE_CHAIN:WRITE'),
      schema: {
        tags,
        params: ChainParams,
        body: Type.Object({
          note: Type.Optional(Type.String({ maxLength: 1000 })),
          revision: Type.Optional(Revision),
        }),
      },
    },
    async (request) => {
      const chain = await chainFor(parts, request.params.id)
      const draft = await store.chains.draft(chain.id)
      if (!draft) throw badRequest('There is no draft to deploy: nothing differs from what runs')
      const { revision, note = '' } = request.body
      if (revision !== undefined && revision !== null && revision !== draft.revision) {
        throw await newerDraft(parts, chain.id)
      }
      const problems = rules.check(chain.id, draft.graph)
      if (problems.some(({ severity }) => severity === 'error')) {
        throw new ApiError(422, errorCode.badRequest, 'The chain has errors: mend them and deploy again', {
          problems,
        })
      }
      const caller = callerOf(request)
      const before = await store.chains.live(chain.id)
      const graph = withLiveRecording(draft.graph, before)
      const deployed = await deployGraph(parts, chain, graph, { caller, note })
      await renameInCallers(parts, chain, before, deployed.graph, caller)
      return viewOf(parts, deployed.chain)
    },
  )

  api.get('/api/weir/chains/:id/versions', { ...needs('RULE_CHAIN:READ'), ...one }, async (request) => {
    const chain = await chainFor(parts, request.params.id)
    const versions = await store.chains.versions(chain.id)
    return versions.map(({ version, createdTime, userName, note, summary }) => ({
      version,
      createdTime,
      userName,
      note,
      summary,
    }))
  })

  api.get(
    '/api/weir/chains/:id/versions/:version',
    { ...needs('RULE_CHAIN:READ'), schema: { tags, params: VersionParams } },
    async (request) => ({ graph: await versionOf(parts, request.params) }),
  )

  api.post(
    '/api/weir/chains/:id/versions/:version/restore',
    { ...needs('RULE_CHAIN:WRITE'), schema: { tags, params: VersionParams } },
    async (request) => {
      const chain = await chainFor(parts, request.params.id)
      const graph = await versionOf(parts, request.params)
      const draft = await store.chains.draft(chain.id)
      const by = { userId: callerOf(request).userId, revision: draft?.revision ?? null }
      await store.chains.saveDraft(chain.id, graph, by)
      return viewOf(parts, found(await store.chains.get(chain.id)))
    },
  )
}

async function versionOf(parts: ApiParts, params: { id: string; version: string }) {
  const chain = await chainFor(parts, params.id)
  const number = wholeNumber('version', params.version)
  const graph = await parts.store.chains.version(chain.id, number)
  return found(graph, `Version ${number} of the rule chain is not found`)
}

/** 409 with the draft as it is now, so that the editor can show both. */
async function newerDraft({ store }: ApiParts, chainId: string): Promise<ApiError> {
  const draft = await store.chains.draft(chainId)
  const message = 'Somebody saved this draft meanwhile: look at the newer one before you save yours'
  return new ApiError(409, errorCode.versionConflict, message, { draft: draft && draftJson(draft) })
}

function draftJson(draft: { graph: unknown; basedOn: number; revision: number; savedTime: number }) {
  const { graph, basedOn, revision, savedTime } = draft
  return { graph, basedOn, revision, savedTime }
}
