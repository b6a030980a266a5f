import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendEditor } from './editor-files.ts'
import { ApiError, asApiError, errorBody, errorCode, notFound } from './errors.ts'
import { authenticate, type RouteEntry } from './guard.ts'
import type { ApiParts } from './routes.ts'

/**
 * Answers what no route takes. Below `/api` that is a JSON error, and only for callers with a token, so that strangers
 * can't map the API; anywhere else it is a page of the editor, which has its own routes in the browser.
 */
export async function answerUnknown(
  app: FastifyInstance,
  parts: ApiParts,
  table: readonly RouteEntry[],
): Promise<void> {
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    if (!isApi(path)) {
      if (request.method === 'GET' || request.method === 'HEAD') return sendEditor(parts, path, reply)
      return reply.code(404).send(errorBody(notFound(), parts.clock))
    }
    const answer = await refusal(parts, table, path, request)
    if (answer.status === 405) reply.header('allow', methodsAt(table, path).join(', '))
    return reply.code(answer.status).send(errorBody(answer, parts.clock))
  })
}

function isApi(path: string): boolean {
  return path === '/api' || path.startsWith('/api/')
}

async function refusal(
  { access }: ApiParts,
  table: readonly RouteEntry[],
  path: string,
  request: FastifyRequest,
): Promise<ApiError> {
  if (!path.startsWith('/api/v1/') && !path.startsWith('/api/noauth/')) {
    try {
      await authenticate(access, request)
    } catch (error) {
      return asApiError(error)
    }
  }
  const methods = methodsAt(table, path)
  // A pattern of the table may look as if it took the path: where the method is right, it did not.
  if (methods.length === 0 || methods.includes(request.method))
    return notFound(`There is nothing at ${path.slice(0, 200)}`)
  return new ApiError(405, errorCode.badRequest, `Request method '${request.method}' is not supported`)
}

/** Methods that some route takes at this path. */
function methodsAt(table: readonly RouteEntry[], path: string): string[] {
  const segments = path.split('/')
  const fits = ({ url }: RouteEntry) => {
    const pattern = url.split('/')
    return (
      pattern.length === segments.length &&
      pattern.every((part, at) => part.startsWith(':') || part === segments[at])
    )
  }
  return [...new Set(table.filter(fits).map(({ method }) => method))].sort()
}
