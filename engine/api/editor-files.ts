import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import { type Api, type ApiParts, type RouteRule, routesOf } from './routes.ts'

const { open } = routesOf('editor')

/** The rule of the file routes, which the static plugin registers. */
export const editorRules: Readonly<Record<string, RouteRule>> = {
  '/*': { owner: 'editor', open: 'the code of the editor, without data; it logs in by itself' },
}

/**
 * What the browser lets a page of the editor do: code, fonts and connections of this server only. Inline styles are
 * allowed because the component library writes them; inline scripts are not.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

/** Built files have a hash in their name and never change; everything else is asked for again. */
function cacheFor(path: string): string {
  return path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
}

/** The built editor's own files. Its pages are answered by `sendEditor`. */
export function editorFiles(api: Api, parts: ApiParts): void {
  const { editorDir } = parts
  api.get('/', { ...open('the page on which people log in'), schema: { hide: true } }, (_request, reply) =>
    sendEditor(parts, '/', reply),
  )
  if (!existsSync(editorDir)) return
  void api.register(fastifyStatic, {
    root: editorDir,
    index: false,
    wildcard: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      for (const [name, value] of Object.entries(pageHeaders)) reply.header(name, value)
      reply.header('cache-control', cacheFor(path))
    },
  })
}

const notBuilt =
  'The editor is not built. Run “npm run build” in the folder of Weir and load this page again. The API works.\n'

/** Any page of the editor: the browser decides what it shows. */
export async function sendEditor(
  { editorDir }: ApiParts,
  path: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.headers(pageHeaders)
  if (/\.[a-z0-9]{1,5}$/i.test(path))
    return reply.code(404).type('text/plain; charset=utf-8').send('Not found\n')
  let page: Buffer
  try {
    page = await readFile(join(editorDir, 'index.html'))
  } catch {
    return reply.code(503).type('text/plain; charset=utf-8').send(notBuilt)
  }
  return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page)
}
