import type { Sample } from '../collector.js';
import { gauge, sampler } from '../shared/samples.js';
import { toSampleValue } from '../shared/three-values.js';
import type { UnraidFacts } from './schema.js';

export const unraidMetricDefinitions = [
  gauge('unraid_array_started', 'boolean', '1 when the array is started.'),
  gauge('unraid_array_degraded', 'boolean', '1 when a disk of the array is disabled, missing, invalid or wrong.'),
  gauge('unraid_parity_errors', 'count', 'Errors that the last or present parity check found.'),
  gauge('unraid_parity_progress_percent', 'percent', 'Progress of a parity check or rebuild that runs.'),
  gauge('unraid_disk_errors', 'count', 'Errors of a disk since the array was started.'),
] as const;

const sample = sampler(unraidMetricDefinitions);

export function unraidMetrics({ started, degraded, parity, disks }: UnraidFacts): readonly Sample[] {
  return [
    sample('unraid_array_started', toSampleValue(started)),
    sample('unraid_array_degraded', toSampleValue(degraded)),
    sample('unraid_parity_errors', parity.errors),
    ...(parity.progressPercent === null ? [] : [sample('unraid_parity_progress_percent', parity.progressPercent)]),
    ...disks.flatMap(({ name, id, errors }) =>
      errors === null ? [] : [sample('unraid_disk_errors', errors, { device: id ?? name })],
    ),
  ];
}
