import { Type } from 'typebox'
import type { AlarmComment } from '../store/alarm-stores.ts'
import { actor, alarmFor } from './alarm-access.ts'
import { commentInfoJson, commentJson } from './alarm-shapes.ts'
import { badRequest, forbidden, found } from './errors.ts'
import { idIn, uuid } from './ids.ts'
import { mapPage, PageQuery, pageLink } from './paging.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('alarms')
const tags = ['alarms']

const AlarmParams = Type.Object({ alarmId: Type.String() })
const CommentParams = Type.Object({ alarmId: Type.String(), commentId: Type.String() })
const CommentBody = Type.Object({
  id: Type.Optional(Type.Unknown()),
  comment: Type.Optional(Type.Unknown()),
})

/** Characters of a comment's JSON at most. */
const longestComment = 10_000

/** What people say about alarms (alarms.md 1.3). */
export function alarmCommentRoutes(api: Api, parts: ApiParts): void {
  const { store, alarms } = parts

  api.get(
    '/api/alarm/:alarmId/comment',
    { ...needs('ALARM:READ'), schema: { tags, params: AlarmParams, querystring: PageQuery } },
    async (request) => {
      const alarm = await alarmFor(parts, callerOf(request), request.params.alarmId, 'READ')
      const page = await store.alarms.comments.list(alarm.id, pageLink(request.query))
      const ids = new Set(page.data.flatMap(({ userId }) => userId ?? []))
      const users = await store.entities.many([...ids].map((id) => ({ entityType: 'USER', id })))
      const byId = new Map(users.map((user) => [user.ref.id, user]))
      return mapPage(page, (comment) => commentInfoJson(comment, byId.get(comment.userId ?? '') ?? null))
    },
  )

  api.post(
    '/api/alarm/:alarmId/comment',
    { ...needs('ALARM:WRITE'), schema: { tags, params: AlarmParams, body: CommentBody } },
    async (request) => {
      const caller = callerOf(request)
      const alarm = await alarmFor(parts, caller, request.params.alarmId, 'WRITE')
      const id = idIn('id', request.body.id)
      const comment = commentIn(request.body.comment)
      const before = id === null ? null : await commentOf(alarm.id, id)
      if (before !== null && before.userId !== caller.userId) throw forbidden()
      if (before?.type === 'SYSTEM') throw badRequest('System comment could not be edited!')
      return commentJson(await alarms.comment(alarm, before, comment, await actor(store, caller)))
    },
  )

  api.delete(
    '/api/alarm/:alarmId/comment/:commentId',
    { ...needs('ALARM:WRITE'), schema: { tags, params: CommentParams } },
    async (request, reply) => {
      const caller = callerOf(request)
      const alarm = await alarmFor(parts, caller, request.params.alarmId, 'WRITE')
      const comment = await commentOf(alarm.id, uuid('alarmCommentId', request.params.commentId))
      if (comment.type === 'SYSTEM') throw badRequest('System comment could not be deleted!')
      if (comment.userId !== caller.userId && caller.authority !== 'TENANT_ADMIN') throw forbidden()
      await alarms.removeComment(alarm, comment, await actor(store, caller))
      return reply.send()
    },
  )

  async function commentOf(alarmId: string, id: string): Promise<AlarmComment> {
    const comment = await store.alarms.comments.get(id)
    return found(comment?.alarmId === alarmId ? comment : null, `Alarm comment with id [${id}] is not found`)
  }
}

function commentIn(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) throw badRequest('Alarm comment should be specified!')
  if (typeof value !== 'object' || Array.isArray(value))
    throw badRequest('Validation error: comment must be a JSON object')
  if (JSON.stringify(value).length > longestComment)
    throw badRequest(`Validation error: comment length must be equal or less than ${longestComment}`)
  return value as Record<string, unknown>
}
