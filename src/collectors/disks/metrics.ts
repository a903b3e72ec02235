import type { Sample } from '../collector.js';
import { deviceLabel } from '../shared/disk-observation.js';
import { gauge, sampler } from '../shared/samples.js';
import type { DisksFacts } from './schema.js';

export const disksMetricDefinitions = [
  gauge('disks_total', 'count', 'Disks that the operating system sees.'),
  gauge('disk_size_bytes', 'bytes', 'Size of the disk.'),
] as const;

const sample = sampler(disksMetricDefinitions);

export function disksMetrics({ disks, complete }: DisksFacts): readonly Sample[] {
  return [
    sample('disks_total', complete ? disks.length : null),
    ...disks.map((disk) =>
      sample('disk_size_bytes', disk.sizeBytes === null ? null : Number(disk.sizeBytes), { device: deviceLabel(disk) }),
    ),
  ];
}
