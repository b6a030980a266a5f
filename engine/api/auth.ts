import { Type } from 'typebox'
import { Denied } from '../access/access.ts'
import { ApiError, errorCode, found } from './errors.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { userJson } from './shapes.ts'

const { needs, open } = routesOf('access')

const Login = Type.Object({ username: Type.String(), password: Type.String() })
const Refresh = Type.Object({ refreshToken: Type.String() })
const ChangePassword = Type.Object({ currentPassword: Type.String(), newPassword: Type.String() })
const tags = ['auth']

/** Bytes that a stranger may make us read. */
const strangersBody = { bodyLimit: 16_384 }

/** Login, tokens and the own account (rest-core.md 2). */
export function authRoutes(api: Api, { access, store }: ApiParts): void {
  // Upstream answers any unusable login body and any other method with the same 401 (rest-core.md 2.1).
  api.post(
    '/api/auth/login',
    {
      ...open('this is where a token is got'),
      ...strangersBody,
      schema: { tags, summary: 'Log in', body: Login },
      attachValidation: true,
      errorHandler: (error) => {
        throw isBadBody(error) ? new Denied('NO_TOKEN') : error
      },
    },
    async (request) => {
      const { username, password } = request.validationError ? {} : request.body
      if (!username || !password) throw new Denied('NO_TOKEN')
      return access.login(username, password, request.ip)
    },
  )

  api.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    url: '/api/auth/login',
    ...open('says that it must be a POST'),
    schema: { hide: true },
    handler: () => {
      throw new ApiError(401, errorCode.authentication, 'Authentication method not supported')
    },
  })

  api.post(
    '/api/auth/token',
    {
      ...open('the refresh token is the proof'),
      ...strangersBody,
      schema: { tags, summary: 'Refresh', body: Refresh },
    },
    (request) => access.refresh(request.body.refreshToken),
  )

  api.post(
    '/api/auth/logout',
    { ...needs('PROFILE:WRITE'), schema: { tags, summary: 'End this login' } },
    async (request, reply) => {
      await access.logout(callerOf(request))
      return reply.send()
    },
  )

  api.get(
    '/api/auth/user',
    { ...needs('PROFILE:READ'), schema: { tags, summary: 'The current user' } },
    async (request) => userJson(found(await store.users.get(callerOf(request).userId)), store.tenantId),
  )

  api.post(
    '/api/auth/changePassword',
    { ...needs('PROFILE:WRITE'), schema: { tags, summary: 'Change the own password', body: ChangePassword } },
    (request) =>
      access.changePassword(callerOf(request), request.body.currentPassword, request.body.newPassword),
  )

  api.get(
    '/api/noauth/userPasswordPolicy',
    { ...open('asked before there is an account'), schema: { tags, summary: 'What a password must be' } },
    () => ({
      minimumLength: 6,
      maximumLength: 72,
      minimumUppercaseLetters: null,
      minimumLowercaseLetters: null,
      minimumDigits: null,
      minimumSpecialCharacters: null,
      allowWhitespaces: true,
      forceUserToResetPasswordIfNotValid: false,
      passwordExpirationPeriodDays: null,
      passwordReuseFrequencyDays: null,
    }),
  )
}

/** A body that is missing, broken or of another content type. */
function isBadBody(error: unknown): boolean {
  const status = (error as { statusCode?: unknown }).statusCode
  return typeof status === 'number' && status >= 400 && status < 500
}
