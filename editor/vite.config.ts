import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = `http://127.0.0.1:${process.env.WEIR_HTTP_PORT ?? 8080}`

/** `vite editor` serves the app with hot reload and hands /api, live frames included, to a running Weir. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  server: {
    // packages, flows and types lie beside this folder
    fs: { allow: ['..'] },
    proxy: { '/api': { target: server, ws: true } },
  },
  build: {
    target: 'es2023',
    // fonts stay files: a data: URL would need a wider content security policy
    assetsInlineLimit: 0,
    // the polyfill is for browsers older than the target, and the warning for servers far away
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
})
