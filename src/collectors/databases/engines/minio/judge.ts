import type { DatabaseFinding } from '../../../../domain/inventory/database-instance.js';
import { excerptOf } from '../../../../platform/commands/index.js';
import { findingOf, percentOf, rounded } from '../limit.js';
import { rateReader } from '../rates.js';
import type { Measurement } from '../../engine.js';
import { MINIO_LIMITS } from './limits.js';
import { byName, readPlainValues, type MinioValues, type SamplesByName } from './metrics.js';
import type { PrometheusSample } from './parse-prometheus.js';

export interface MinioAnswers {
  /** undefined: the metrics were not given. */
  readonly samples: readonly PrometheusSample[] | undefined;
  /** By `/minio/health/cluster`; undefined: it gave neither yes nor no. */
  readonly hasWriteQuorum: boolean | undefined;
  /** The part of the server that is not ready. */
  readonly notReady?: string | undefined;
  /** Told without a login. */
  readonly healingDrives?: number | undefined;
}

export interface Judged {
  readonly values: MinioValues;
  readonly findings: readonly DatabaseFinding[];
  readonly version: string | undefined;
  readonly usableFreePercent: number | undefined;
}

/** Pure; what this release does not tell is no finding. */
export function judgeMinio(
  { samples, hasWriteQuorum, notReady, healingDrives }: MinioAnswers,
  context: { readonly previous: Measurement | undefined; readonly elapsedSeconds: number | undefined },
): Judged {
  const named = byName(samples ?? []);
  const plain = readPlainValues(named);
  const quorum = hasWriteQuorum === false ? false : (readHealth(named) ?? hasWriteQuorum);
  const tolerance = readTolerance(named);
  const usableFreePercent = percentOf(plain.minio_capacity_usable_free_bytes, plain.minio_capacity_usable_total_bytes);
  // There is no uptime among them: a restart shows as a counter that went backwards.
  const rateOf = rateReader({ ...context, current: plain, uptimeName: 'minio_uptime_seconds' });
  const values: MinioValues = {
    ...(healingDrives === undefined ? {} : { minio_healing_drives: healingDrives }),
    ...plain,
    ...(quorum === undefined ? {} : { minio_write_quorum: Number(quorum) }),
    ...(tolerance === undefined ? {} : { minio_write_tolerance_drives: tolerance }),
  };
  return {
    values,
    version: named.get('minio_software_version_info')?.[0]?.labels['version'],
    usableFreePercent,
    findings: [
      ...(notReady === undefined ? [] : [notReadyFinding(notReady)]),
      ...judgeRedundancy(values),
      ...findingOf('capacity_low', usableFreePercent, MINIO_LIMITS.usableFreePercent, (value) => {
        return `${rounded(value)} % of the usable space are free.`;
      }),
      ...judgeHealing(values, rateOf('minio_heal_objects_errors_total')),
    ],
  };
}

function notReadyFinding(part: string): DatabaseFinding {
  return { severity: 'warning', code: 'not_ready', message: `A part of the server is not ready: ${excerptOf(part)}.` };
}

/** 1 and 0 only; undefined for anything else. */
function readHealth(samples: SamplesByName): boolean | undefined {
  const names = ['minio_cluster_health_status', 'minio_cluster_erasure_set_overall_health'];
  const found = names.flatMap((name) => samples.get(name) ?? []).map(({ value }) => value);
  if (found.includes(0)) return false;
  return found.includes(1) ? true : undefined;
}

/** Drives that the worst set may still lose. Version 3 says so; of version 2 it is drives online less write quorum. */
function readTolerance(samples: SamplesByName): number | undefined {
  const told = samples.get('minio_cluster_erasure_set_write_tolerance')?.map(({ value }) => value);
  const counted = samples.get('minio_cluster_health_erasure_set_online_drives')?.flatMap((online) => {
    const quorum = samples
      .get('minio_cluster_health_erasure_set_write_quorum')
      ?.find(({ labels }) => labels['pool'] === online.labels['pool'] && labels['set'] === online.labels['set']);
    return quorum === undefined ? [] : [online.value - quorum.value];
  });
  const all = told ?? counted ?? [];
  return all.length === 0
    ? undefined
    : Math.max(
        0,
        all.reduce((one, other) => Math.min(one, other)),
      );
}

function judgeRedundancy(values: MinioValues): DatabaseFinding[] {
  const offline = values.minio_drives_offline ?? 0;
  const findings: DatabaseFinding[] = [];
  if (values.minio_write_quorum === 0) {
    findings.push({
      severity: 'critical',
      code: 'quorum_lost',
      message: 'Too few drives are online to write: the quorum is lost.',
    });
  } else if (offline > 0 && values.minio_write_tolerance_drives === 0) {
    findings.push({
      severity: 'critical',
      code: 'redundancy_exhausted',
      message: 'Drives are offline and no other one may fail before writes stop.',
    });
  }
  return [
    ...findings,
    ...findingOf('drives_offline', values.minio_drives_offline, MINIO_LIMITS.drivesOffline, (value) => {
      return `${value} drives of the cluster are offline.`;
    }),
    ...findingOf('nodes_offline', values.minio_nodes_offline, MINIO_LIMITS.nodesOffline, (value) => {
      return `${value} nodes of the cluster are offline.`;
    }),
  ];
}

function judgeHealing(values: MinioValues, errorsPerSecond: number | undefined): DatabaseFinding[] {
  const { minio_heal_objects_total: seen, minio_heal_objects_healed_total: healed } = values;
  const failed = values.minio_heal_objects_errors_total ?? 0;
  const pending =
    typeof seen === 'number' && typeof healed === 'number' ? Math.max(0, seen - healed - failed) : undefined;
  return [
    ...findingOf('healing', values.minio_healing_drives, MINIO_LIMITS.healingDrives, (value) => {
      return `${value} drives are being filled again.`;
    }),
    ...findingOf('heal_backlog', pending, MINIO_LIMITS.healPending, (value) => `${value} objects wait to be healed.`),
    ...findingOf('heal_errors', errorsPerSecond, MINIO_LIMITS.healErrorsPerSecond, () => {
      return 'Objects could not be healed since the last look: see the server’s log.';
    }),
  ];
}
