/** Milliseconds of processor time that this thread has used: what a run took, however busy the machine is otherwise. */
export function workedTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
