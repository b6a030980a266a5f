import { restartTuned } from './process-settings.ts'

// What only counts from a process's beginning is settled first, before anything large is loaded.
if (!restartTuned()) {
  const { runCommand } = await import('./command-line.ts')
  await runCommand(process.argv.slice(2))
}
