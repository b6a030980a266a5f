/**
 * How PGlite's one process is started: PGlite's own parameters without its `-F`, which turns flushing off, and with
 * sizes that suit a small machine. 32 MB of shared buffers took a third more telemetry than 8 MB, 64 MB no more.
 */
export const startParameters = [
  '--single',
  '-O',
  '-j',
  ...Object.entries({
    search_path: 'public',
    exit_on_error: 'false',
    max_worker_processes: '0',
    max_parallel_workers: '0',
    max_parallel_workers_per_gather: '0',
    max_parallel_maintenance_workers: '0',
    // the workers of the default method don't exist here; without this the start waits for them without end
    io_method: 'sync',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    // the only method that ends in the fsync of NODEFS; its fdatasync is an empty function
    wal_sync_method: 'fsync',
    shared_buffers: '32MB',
    wal_buffers: '4MB',
    // what a start after a crash has to read again, and what the log takes on the disk
    max_wal_size: '128MB',
    max_connections: '10',
    log_checkpoints: 'off',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
]
