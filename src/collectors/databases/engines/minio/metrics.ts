import { counter, gauge } from '../../../shared/samples.js';
import type { PrometheusSample } from './parse-prometheus.js';

/** How the samples of several servers, sets or types become one. */
type Combine = 'max' | 'min' | 'sum';

interface Source {
  /** The first that is there: version 2 of the metrics, older releases of it, version 3. */
  readonly names: readonly string[];
  readonly combine: Combine;
}

const of = (combine: Combine, ...names: readonly string[]): Source => ({ names, combine });

/** One name for each value, whatever the release calls it. */
const ROWS = [
  [
    gauge('minio_drives_offline', 'count', 'Drives of the cluster that are offline.'),
    of(
      'max',
      'minio_cluster_drive_offline_total',
      'minio_cluster_disk_offline_total',
      'minio_cluster_health_drives_offline_count',
    ),
  ],
  [
    gauge('minio_drives_online', 'count', 'Drives of the cluster that are online.'),
    of(
      'max',
      'minio_cluster_drive_online_total',
      'minio_cluster_disk_online_total',
      'minio_cluster_health_drives_online_count',
    ),
  ],
  [
    gauge('minio_nodes_offline', 'count', 'Nodes of the cluster that are offline.'),
    of('max', 'minio_cluster_nodes_offline_total', 'minio_cluster_health_nodes_offline_count'),
  ],
  [
    gauge('minio_nodes_online', 'count', 'Nodes of the cluster that are online.'),
    of('max', 'minio_cluster_nodes_online_total', 'minio_cluster_health_nodes_online_count'),
  ],
  [
    gauge('minio_capacity_usable_free_bytes', 'bytes', 'Free space, redundancy taken off.'),
    of('min', 'minio_cluster_capacity_usable_free_bytes', 'minio_cluster_health_capacity_usable_free_bytes'),
  ],
  [
    gauge('minio_capacity_usable_total_bytes', 'bytes', 'Space, redundancy taken off.'),
    of('max', 'minio_cluster_capacity_usable_total_bytes', 'minio_cluster_health_capacity_usable_total_bytes'),
  ],
  [
    gauge('minio_capacity_raw_free_bytes', 'bytes', 'Free space on all drives.'),
    of('min', 'minio_cluster_capacity_raw_free_bytes', 'minio_cluster_health_capacity_raw_free_bytes'),
  ],
  [
    gauge('minio_capacity_raw_total_bytes', 'bytes', 'Space on all drives.'),
    of('max', 'minio_cluster_capacity_raw_total_bytes', 'minio_cluster_health_capacity_raw_total_bytes'),
  ],
  [
    gauge('minio_usage_bytes', 'bytes', 'Size of all objects.'),
    of('max', 'minio_cluster_usage_total_bytes', 'minio_cluster_usage_objects_total_bytes'),
  ],
  [
    gauge('minio_objects', 'count', 'Objects.'),
    of('max', 'minio_cluster_usage_object_total', 'minio_cluster_usage_objects_count'),
  ],
  [
    gauge('minio_buckets', 'count', 'Buckets.'),
    of('max', 'minio_cluster_bucket_total', 'minio_cluster_usage_objects_buckets_count'),
  ],
  [
    gauge('minio_healing_drives', 'count', 'Drives that are being filled again.'),
    of('sum', 'minio_cluster_health_erasure_set_healing_drives', 'minio_cluster_erasure_set_healing_drives_count'),
  ],
  [
    counter('minio_heal_objects_total', 'count', 'Objects looked at by healing.'),
    of('sum', 'minio_heal_objects_total'),
  ],
  [counter('minio_heal_objects_healed_total', 'count', 'Objects healed.'), of('sum', 'minio_heal_objects_heal_total')],
  [
    counter('minio_heal_objects_errors_total', 'count', 'Objects that could not be healed.'),
    of('sum', 'minio_heal_objects_errors_total', 'minio_heal_objects_error_total'),
  ],
  [
    counter('minio_s3_requests_total', 'count', 'Requests.'),
    of('sum', 'minio_s3_requests_total', 'minio_api_requests_total'),
  ],
  [
    counter('minio_s3_requests_errors_total', 'count', 'Requests that failed.'),
    of('sum', 'minio_s3_requests_errors_total', 'minio_api_requests_errors_total'),
  ],
] as const;

const JUDGED = [
  gauge('minio_write_quorum', 'boolean', 'Enough drives are online to write.'),
  gauge(
    'minio_write_tolerance_drives',
    'count',
    'Drives that the worst erasure set may still lose before writes stop.',
  ),
] as const;

export const MINIO_METRICS = [...ROWS.map(([definition]) => definition), ...JUDGED];
export type MinioMetric = (typeof MINIO_METRICS)[number]['name'];
export type MinioValues = Partial<Record<MinioMetric, number | null>>;

export type SamplesByName = ReadonlyMap<string, readonly PrometheusSample[]>;

export function byName(samples: readonly PrometheusSample[]): SamplesByName {
  const groups = new Map<string, PrometheusSample[]>();
  for (const sample of samples) {
    const group = groups.get(sample.name);
    if (group === undefined) groups.set(sample.name, [sample]);
    else group.push(sample);
  }
  return groups;
}

/** What this release does not have is left out; a negative number says that there is none yet. */
export function readPlainValues(samples: SamplesByName): MinioValues {
  const values: MinioValues = {};
  for (const [{ name }, source] of ROWS) {
    const found = source.names.map((one) => samples.get(one)).find((one) => one !== undefined);
    if (found === undefined) continue;
    const numbers = found.map(({ value }) => value).filter((value) => value >= 0);
    values[name] = numbers.length === 0 ? null : combine(numbers, source.combine);
  }
  return values;
}

function combine(numbers: readonly number[], how: Combine): number {
  return numbers.reduce((one, other) => {
    if (how === 'sum') return Math.min(one + other, Number.MAX_VALUE);
    return how === 'max' ? Math.max(one, other) : Math.min(one, other);
  });
}
