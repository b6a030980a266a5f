/** Runs one load for a parent process: options come over IPC, the result goes back; `{stop: true}` ends it early. */
import { type LoadOptions, runLoad } from './mqtt.ts'

const stop = new AbortController()

process.on('message', async (message: LoadOptions | { stop: true }) => {
  if ('stop' in message) {
    stop.abort()
    return
  }
  try {
    process.send?.({ result: await runLoad({ ...message, signal: stop.signal }) })
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
  process.disconnect()
})
