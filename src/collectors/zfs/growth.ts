import type { ZfsPool, ZfsVdev } from '../../domain/inventory/pools/zfs-pool.js';
import type { ParsedPool } from './parsed-status.js';

const COUNTERS = ['readErrors', 'writeErrors', 'checksumErrors'] as const;

/**
 * True when an error counter of a row is higher than it was. A row that was not there, and a counter that was rounded
 * before or is now, has nothing to be compared with; a lower one was cleared.
 */
export function errorsGrew(before: ZfsPool, now: Pick<ParsedPool, 'vdevs' | 'countersExact'>): boolean {
  if (before.countersExact !== now.countersExact) return false;
  const known = new Map(before.vdevs.map((vdev) => [keyOf(vdev), vdev]));
  return now.vdevs.some((vdev) => {
    const last = known.get(keyOf(vdev));
    return last !== undefined && COUNTERS.some((counter) => rose(last[counter], vdev[counter]));
  });
}

function keyOf({ role, guid, path, name }: ZfsVdev): string {
  return `${role === 'root' ? 'root' : ''} ${guid ?? path} ${name}`;
}

function rose(before: string | null, now: string | null): boolean {
  return before !== null && now !== null && BigInt(now) > BigInt(before);
}
