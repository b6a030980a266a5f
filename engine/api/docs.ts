import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { RouteRule } from './routes.ts'

const prefix = '/api/docs'

/** Rules of the routes that plugins register. The documentation tells nothing that is not in this repository. */
export const docsRules: Readonly<Record<string, RouteRule>> = {
  [prefix]: { owner: 'docs', open: 'documentation of the API, without data' },
  '*': { owner: 'docs', open: 'CORS preflight' },
}

/** OpenAPI from the routes' own schemas: `/api/docs` to read, `/api/docs/json` for tools. Works with no internet. */
export async function apiDocs(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Weir',
        version,
        description:
          'The management API of a Weir edge. Log in by POST /api/auth/login, then authorize with the token.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      security: [{ token: [] }],
    },
  })
  await app.register(swaggerUi, {
    routePrefix: prefix,
    staticCSP: true,
    uiConfig: { docExpansion: 'none', persistAuthorization: false },
    theme: { title: 'Weir API' },
  })
}
