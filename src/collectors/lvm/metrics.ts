import { countMissing } from '../../domain/inventory/pools/lvm-group-health.js';
import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import { belongsTo } from './facts.js';
import type { LvmFacts } from './schema.js';

export const lvmMetricDefinitions = [
  gauge('lvm_vg_size_bytes', 'bytes', 'Size of the volume group.'),
  gauge('lvm_vg_free_bytes', 'bytes', 'Space of the volume group that no volume has.'),
  gauge('lvm_vg_missing_pvs', 'count', 'Physical volumes of the group that are missing.'),
  gauge('lvm_thin_pool_size_bytes', 'bytes', 'Size of the data space of the thin pool.'),
  gauge('lvm_thin_data_percent', 'percent', 'Used share of the data space of the thin pool.'),
  gauge('lvm_thin_metadata_percent', 'percent', 'Used share of the metadata space of the thin pool.'),
  gauge('lvm_snapshot_percent', 'percent', 'Used share of a classic snapshot: at 100 it is invalid.'),
] as const;

const sample = sampler(lvmMetricDefinitions);

export function lvmMetrics(facts: LvmFacts): readonly Sample[] {
  return [
    ...facts.groups.flatMap((group) => {
      const labels = { pool: group.name };
      const physical = facts.physical.filter((one) => belongsTo(one, group));
      const isKnown = group.missingCount !== null || physical.length > 0;
      return [
        sample('lvm_vg_size_bytes', toNumber(group.sizeBytes), labels),
        sample('lvm_vg_free_bytes', toNumber(group.freeBytes), labels),
        sample('lvm_vg_missing_pvs', isKnown ? countMissing({ group, physical }) : null, labels),
      ];
    }),
    ...facts.volumes.flatMap((volume) => {
      const labels = { pool: `${volume.groupName}/${volume.name}` };
      if (volume.kind === 'snapshot') {
        return [sample('lvm_snapshot_percent', volume.dataPercent, { volume: labels.pool })];
      }
      if (volume.kind !== 'thin_pool') return [];
      return [
        sample('lvm_thin_pool_size_bytes', toNumber(volume.sizeBytes), labels),
        sample('lvm_thin_data_percent', volume.dataPercent, labels),
        sample('lvm_thin_metadata_percent', volume.metadataPercent, labels),
      ];
    }),
  ];
}

function toNumber(bytes: string | null): number | null {
  return bytes === null ? null : Number(bytes);
}
