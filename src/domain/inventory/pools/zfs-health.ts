import type { PoolHealth } from '../storage-pool.js';
import type { ZfsPool, ZfsVdev } from './zfs-pool.js';
import { zfsGroups } from './zfs-redundancy.js';

/** Pool states by the words of zpool. Redundancy and availability only. */
const POOL_STATES: Readonly<Record<string, { readonly health: PoolHealth; readonly reason: string }>> = {
  ONLINE: { health: 'healthy', reason: '' },
  DEGRADED: { health: 'degraded', reason: 'a device is missing or failed; the data is available' },
  FAULTED: { health: 'failed', reason: 'metadata is damaged, or too few devices are left' },
  UNAVAIL: { health: 'failed', reason: 'too few devices can be opened' },
  SUSPENDED: { health: 'failed', reason: 'its input and output are suspended after failures' },
  REMOVED: { health: 'failed', reason: 'its devices were removed' },
};

const RANK: Readonly<Record<PoolHealth, number>> = { healthy: 0, unknown: 1, degraded: 2, failed: 3 };
/** States of a device or group that cost redundancy. */
export const ZFS_LOST_STATES: ReadonlySet<string> = new Set(['DEGRADED', 'FAULTED', 'UNAVAIL', 'REMOVED', 'OFFLINE']);

export interface ZfsVerdict {
  readonly health: PoolHealth;
  /** The worse of the two words that the tools gave; '' when none did. */
  readonly state: string;
  readonly reasons: readonly string[];
  /** Some vital group cannot lose anything more. */
  readonly exhausted: boolean;
}

export function judgeZfsHealth(pool: ZfsPool): ZfsVerdict {
  const words = [pool.statusState, pool.listState].filter((word) => word !== null && word !== '');
  const judged = words.map((word) => ({ word: word ?? '', health: POOL_STATES[word ?? '']?.health ?? 'unknown' }));
  const worst = judged.toSorted((a, b) => RANK[b.health] - RANK[a.health])[0] ?? { word: '', health: 'unknown' };
  // An ONLINE pool with a failed part does not happen by itself; between two commands it may.
  const lost = pool.vdevsCurrent ? pool.vdevs.filter(isLost) : [];
  const health = worst.health === 'healthy' && lost.length > 0 ? 'degraded' : worst.health;
  if (health === 'healthy') return { health, state: worst.word, reasons: [], exhausted: false };
  const groups = zfsGroups(pool).filter(({ spareLosses, missing }) => missing > 0 && (spareLosses ?? 1) <= 0);
  const exhausted = pool.vdevsCurrent && health === 'degraded' && groups.length > 0;
  const why = POOL_STATES[worst.word]?.reason ?? (worst.word === '' ? 'its state could not be read' : 'no known state');
  return {
    health,
    state: worst.word,
    exhausted,
    reasons: [
      worst.word === '' ? why : `${worst.word}${why === '' ? '' : `: ${why}`}`,
      ...lost.slice(0, 20).map(describeLost),
      ...(exhausted ? groups.slice(0, 20).map(({ vdev }) => `${vdev.name} cannot lose another device`) : []),
    ],
  };
}

/** Groups are told by their devices, except where no device of theirs is known to be lost. */
function isLost({ role, state }: ZfsVdev): boolean {
  return role !== 'root' && role !== 'spare' && role !== 'cache' && ZFS_LOST_STATES.has(state);
}

export function describeLost({ name, state, note }: ZfsVdev): string {
  return `${name} is ${state}${note === null ? '' : ` (${note})`}`;
}
