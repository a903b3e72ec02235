import { BTRFS_COUNTERS } from '../../domain/inventory/pools/btrfs-filesystem.js';
import { countMissing, shareOf } from '../../domain/inventory/pools/btrfs-health.js';
import type { Sample } from '../collector.js';
import { counter, gauge, sampler } from '../shared/samples.js';
import { nameOf, sizesOf } from './observe.js';
import type { BtrfsFacts } from './schema.js';

export const btrfsMetricDefinitions = [
  gauge('btrfs_size_bytes', 'bytes', 'Size of all devices of the filesystem.'),
  gauge('btrfs_used_bytes', 'bytes', 'Space in use on the devices, copies counted.'),
  gauge('btrfs_unallocated_bytes', 'bytes', 'Space that neither data nor metadata has.'),
  gauge('btrfs_chunk_used_percent', 'percent', 'Used share of what is allocated, by type and profile.'),
  gauge('btrfs_missing_devices', 'count', 'Devices of the filesystem that are missing.'),
  counter('btrfs_device_errors_total', 'count', 'Errors that the filesystem counted for a device, by kind.'),
] as const;

const sample = sampler(btrfsMetricDefinitions);

/** Of those that are mounted: nothing is measured of the others. */
export function btrfsMetrics(facts: BtrfsFacts): readonly Sample[] {
  return facts.filesystems
    .filter(({ listed }) => listed)
    .flatMap((filesystem) => {
      const labels = { pool: nameOf(filesystem) };
      const { usage, devices } = filesystem;
      const { sizeBytes, usedBytes } = sizesOf(filesystem);
      return [
        sample('btrfs_size_bytes', toNumber(sizeBytes), labels),
        sample('btrfs_used_bytes', toNumber(usedBytes), labels),
        sample('btrfs_unallocated_bytes', toNumber(usage?.unallocatedBytes ?? null), labels),
        sample('btrfs_missing_devices', devices.length === 0 ? null : countMissing(filesystem), labels),
        ...(usage?.allocations ?? []).map(({ type, profile, usedBytes: used, sizeBytes: size }) =>
          sample('btrfs_chunk_used_percent', shareOf(used, size), { ...labels, type: type.toLowerCase(), profile }),
        ),
        ...devices.flatMap(({ devid, path, counters }) =>
          BTRFS_COUNTERS.flatMap((kind) => {
            const value = counters?.[kind] ?? null;
            if (value === null) return [];
            return [
              sample('btrfs_device_errors_total', Number(value), { ...labels, devid: String(devid ?? path), kind }),
            ];
          }),
        ),
      ];
    });
}

function toNumber(bytes: string | null): number | null {
  return bytes === null ? null : Number(bytes);
}
