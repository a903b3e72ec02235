import type { PoolFinding } from '../storage-pool.js';
import { BTRFS_COUNTERS, type BtrfsCounterName, type BtrfsCounters, type BtrfsDevice } from './btrfs-filesystem.js';
import { GROWTH_DAYS } from './btrfs-thresholds.js';

const DAY_MS = 86_400_000;

export type CounterMemory = Pick<BtrfsDevice, 'lastCounters' | 'baseline' | 'grewAt'>;

/**
 * Counters are for ever, so that only growth tells something: the first values are the baseline. A rise, and errors at
 * first sight, are remembered for `GROWTH_DAYS`; then what was reached is the new baseline. A counter that fell was
 * reset, and begins anew.
 */
export function rememberCounters(
  counters: BtrfsCounters | null,
  previous: CounterMemory | undefined,
  nowMs: number,
): CounterMemory {
  const { baseline = null, lastCounters: before = null, grewAt: grewBefore = null } = previous ?? {};
  if (counters === null) return { lastCounters: before, baseline, grewAt: grewBefore };
  const lastCounters = before === null ? counters : latestOf(before, counters);
  if (baseline === null) return { lastCounters, baseline: counters, grewAt: hasErrors(counters) ? toIso(nowMs) : null };
  const hasGrown = BTRFS_COUNTERS.some((name) => exceeds(counters[name], before?.[name] ?? baseline[name]));
  const grewAt = hasGrown ? toIso(nowMs) : grewBefore;
  if (grewAt === null || isOld(grewAt, nowMs))
    return { lastCounters, baseline: latestOf(baseline, counters), grewAt: null };
  return { lastCounters, baseline: lowerOf(baseline, counters), grewAt };
}

/** Counters above zero: critical while they grow, a warning when they are new to us, information when they are old. */
export function errorFindings(device: Pick<BtrfsDevice, 'path' | 'counters' | 'baseline' | 'grewAt'>): PoolFinding[] {
  const { path, counters, baseline, grewAt } = device;
  if (counters === null) return [];
  const counted = BTRFS_COUNTERS.filter((name) => exceeds(counters[name], '0'));
  if (counted.length === 0) return [];
  const list = counted.map((name) => `${name} ${counters[name] ?? '?'}`).join(', ');
  const grown = BTRFS_COUNTERS.filter((name) => exceeds(counters[name], baseline?.[name] ?? null));
  if (grown.length > 0 && grewAt !== null) {
    const message = `Errors of ${path} are growing (${grown.join(', ')}); counted now: ${list}.`;
    return [{ severity: 'critical', code: 'btrfs_errors_growing', message }];
  }
  const message = `${path} has counted errors before (${list}), none since; 'btrfs device stats -z' resets them.`;
  return [{ severity: grewAt === null ? 'info' : 'warning', code: 'btrfs_errors_counted', message }];
}

function hasErrors(counters: BtrfsCounters): boolean {
  return BTRFS_COUNTERS.some((name) => exceeds(counters[name], '0'));
}

function toIso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function isOld(grewAt: string, nowMs: number): boolean {
  return nowMs - Date.parse(grewAt) > GROWTH_DAYS * DAY_MS;
}

function exceeds(value: string | null | undefined, limit: string | null | undefined): boolean {
  if (value === null || value === undefined || limit === null || limit === undefined) return false;
  return BigInt(value) > BigInt(limit);
}

/** Of each counter the lower: a reset takes the baseline along. One that was not told before is told now. */
function lowerOf(baseline: BtrfsCounters, counters: BtrfsCounters): BtrfsCounters {
  return combine((name) =>
    baseline[name] === null || exceeds(baseline[name], counters[name]) ? counters[name] : baseline[name],
  );
}

function latestOf(baseline: BtrfsCounters, counters: BtrfsCounters): BtrfsCounters {
  return combine((name) => counters[name] ?? baseline[name]);
}

function combine(pick: (name: BtrfsCounterName) => string | null): BtrfsCounters {
  return {
    write: pick('write'),
    read: pick('read'),
    flush: pick('flush'),
    corruption: pick('corruption'),
    generation: pick('generation'),
  };
}
