import { judgeZfsHealth } from '../../domain/inventory/pools/zfs-health.js';
import { errorsOf } from '../../domain/inventory/pools/zfs-findings.js';
import { zfsLeaves } from '../../domain/inventory/pools/zfs-redundancy.js';
import type { ZfsPool } from '../../domain/inventory/pools/zfs-pool.js';
import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import type { ZfsFacts } from './schema.js';

export const zfsMetricDefinitions = [
  gauge('zfs_pool_healthy', 'boolean', '1 when the pool has all its redundancy, 0 when not, null when not known.'),
  gauge('zfs_pool_size_bytes', 'bytes', 'Raw size: with raidz, parity is within.'),
  gauge('zfs_pool_allocated_bytes', 'bytes', 'Raw space in use.'),
  gauge('zfs_pool_free_bytes', 'bytes', 'Raw space that is free.'),
  gauge('zfs_pool_capacity_percent', 'percent', 'Share of the raw space that is in use.'),
  gauge('zfs_pool_fragmentation_percent', 'percent', 'Fragmentation of the free space.'),
  gauge('zfs_pool_used_bytes', 'bytes', 'Space that datasets use.'),
  gauge('zfs_pool_available_bytes', 'bytes', 'Space that datasets can still use.'),
  gauge('zfs_pool_read_errors', 'count', 'Read errors of the devices since the last clear or import.'),
  gauge('zfs_pool_write_errors', 'count', 'Write errors of the devices since the last clear or import.'),
  gauge('zfs_pool_checksum_errors', 'count', 'Checksum errors of the devices since the last clear or import.'),
  gauge('zfs_pool_data_errors', 'count', 'Permanent data errors.'),
  gauge('zfs_pool_scan_percent', 'percent', 'How far the running scrub or resilver is.'),
] as const;

const sample = sampler(zfsMetricDefinitions);

export function zfsMetrics({ pools }: ZfsFacts): readonly Sample[] {
  return pools.flatMap(samplesOf);
}

function samplesOf(pool: ZfsPool): Sample[] {
  const labels = { pool: pool.name };
  const { health } = judgeZfsHealth(pool);
  const errors = pool.vdevsCurrent ? sumErrors(pool) : undefined;
  const running = pool.scans.find(({ state }) => state === 'running');
  return [
    sample('zfs_pool_healthy', health === 'unknown' ? null : Number(health === 'healthy'), labels),
    sample('zfs_pool_size_bytes', toNumber(pool.rawSizeBytes), labels),
    sample('zfs_pool_allocated_bytes', toNumber(pool.rawUsedBytes), labels),
    sample('zfs_pool_free_bytes', toNumber(pool.rawFreeBytes), labels),
    sample('zfs_pool_capacity_percent', pool.capacityPercent, labels),
    sample('zfs_pool_fragmentation_percent', pool.fragmentationPercent, labels),
    sample('zfs_pool_used_bytes', toNumber(pool.usedBytes), labels),
    sample('zfs_pool_available_bytes', toNumber(pool.availableBytes), labels),
    sample('zfs_pool_read_errors', errors?.[0], labels),
    sample('zfs_pool_write_errors', errors?.[1], labels),
    sample('zfs_pool_checksum_errors', errors?.[2], labels),
    sample('zfs_pool_data_errors', toNumber(pool.dataErrors), labels),
    ...(running === undefined ? [] : [sample('zfs_pool_scan_percent', running.percent, labels)]),
  ];
}

/** Of the devices only: what a group or the pool counts is theirs again. */
function sumErrors(pool: ZfsPool): readonly [number, number, number] {
  const sums: [bigint, bigint, bigint] = [0n, 0n, 0n];
  for (const [read, write, checksum] of zfsLeaves(pool).map(errorsOf)) {
    sums[0] += read;
    sums[1] += write;
    sums[2] += checksum;
  }
  return [Number(sums[0]), Number(sums[1]), Number(sums[2])];
}

function toNumber(counter: string | null): number | null {
  return counter === null ? null : Number(counter);
}
