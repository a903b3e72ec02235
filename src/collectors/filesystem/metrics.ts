import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import type { Filesystem, FilesystemFacts } from './schema.js';

export const filesystemMetricDefinitions = [
  gauge('filesystem_size_bytes', 'bytes', 'Size of the filesystem.'),
  gauge('filesystem_used_bytes', 'bytes', 'Space in use.'),
  gauge('filesystem_available_bytes', 'bytes', 'Space that ordinary users can still fill.'),
  gauge('filesystem_used_percent', 'percent', 'Used share of what ordinary users can use, as df shows it.'),
  gauge('filesystem_inodes_total', 'count', 'Inodes.'),
  gauge('filesystem_inodes_used', 'count', 'Inodes in use.'),
  gauge('filesystem_read_only', 'boolean', '1 when the filesystem is mounted read-only.'),
] as const;

const sample = sampler(filesystemMetricDefinitions);

export function filesystemMetrics(facts: FilesystemFacts): readonly Sample[] {
  return facts.filesystems.flatMap((filesystem) => {
    const labels = { mountpoint: filesystem.mountpoint };
    const { inodes } = filesystem;
    return [
      sample('filesystem_size_bytes', Number(filesystem.sizeBytes), labels),
      sample('filesystem_used_bytes', Number(filesystem.usedBytes), labels),
      sample('filesystem_available_bytes', Number(filesystem.availableBytes), labels),
      sample('filesystem_used_percent', usedPercent(filesystem), labels),
      ...(inodes === undefined
        ? []
        : [
            sample('filesystem_inodes_total', Number(inodes.total), labels),
            sample('filesystem_inodes_used', Number(inodes.used), labels),
          ]),
      sample('filesystem_read_only', filesystem.readOnly ? 1 : 0, labels),
    ];
  });
}

function usedPercent({ usedBytes, availableBytes }: Filesystem): number | null {
  const reachable = Number(usedBytes) + Number(availableBytes);
  return reachable === 0 ? null : (100 * Number(usedBytes)) / reachable;
}
