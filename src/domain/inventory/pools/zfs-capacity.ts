import type { CapacityLevel } from './zfs-pool.js';

/**
 * Where a level begins and where it ends: a copy-on-write filesystem slows down beyond 90 % and cannot even delete when
 * full. Between the two it stays what it was, so that a pool at the limit is told once.
 */
export const ZFS_CAPACITY = {
  warning: { raisePercent: 90, clearPercent: 85 },
  critical: { raisePercent: 98, clearPercent: 90 },
} as const;

export function zfsCapacityLevel(percent: number | null, before: CapacityLevel): CapacityLevel {
  if (percent === null) return before;
  const { warning, critical } = ZFS_CAPACITY;
  if (percent >= critical.raisePercent) return 'critical';
  if (before === 'critical' && percent >= critical.clearPercent) return 'critical';
  if (percent >= warning.raisePercent) return 'warning';
  return before !== 'ok' && percent >= warning.clearPercent ? 'warning' : 'ok';
}
