/** A container's memory as the engine tells it, as far as it is read. */
export interface MemoryReading {
  readonly memory_stats?: {
    readonly usage?: number;
    readonly limit?: number;
    /** Of cgroup v1 the first, of v2 the second. */
    readonly stats?: { readonly total_inactive_file?: number; readonly inactive_file?: number };
  };
}

/** What `docker stats` shows: without the page cache that the kernel would give back. */
export const residentBytes = ({ memory_stats: memory }: MemoryReading): number =>
  Math.max(0, (memory?.usage ?? 0) - (memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0));
