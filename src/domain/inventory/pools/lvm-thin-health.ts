import type { PoolFinding } from '../storage-pool.js';
import type { LvmVerdict } from './lvm-group-health.js';
import { indexVolumes, lossOf } from './lvm-redundancy.js';
import {
  THIN_DATA_THRESHOLDS,
  THIN_METADATA_THRESHOLDS,
  type FillThreshold,
  reachedThreshold,
} from './lvm-thresholds.js';
import type { LvmAutoextend, LvmCondition, LvmGroup, LvmVolume } from './lvm-volumes.js';

export interface ThinPoolState {
  readonly pool: LvmVolume;
  readonly group: LvmGroup;
  /** All of the group, internal ones included. */
  readonly volumes: readonly LvmVolume[];
  readonly autoextend: LvmAutoextend | null;
}

const NOT_WORKING: Partial<Record<LvmCondition, { readonly reason: string; readonly code: string }>> = {
  failed: { reason: 'the kernel gave up the pool', code: 'lvm_thin_failed' },
  out_of_data: { reason: 'it is out of data space: writes fail', code: 'lvm_thin_out_of_data' },
  metadata_read_only: {
    reason: 'its metadata is read-only: nothing can be written',
    code: 'lvm_thin_metadata_read_only',
  },
};

/** Failed when it cannot take writes any more, by LVM's word or because data or metadata is used up. */
export function judgeThinPool(state: ThinPoolState): LvmVerdict {
  const { pool, volumes } = state;
  const broken = pool.condition === null ? undefined : NOT_WORKING[pool.condition];
  const loss = lossOf(pool, indexVolumes(volumes));
  const failed = [
    ...(broken === undefined ? [] : [broken.reason]),
    ...(broken === undefined && loss === 'data' ? ['it lacks a physical volume'] : []),
    ...((pool.metadataPercent ?? 0) >= 100 ? ['its metadata is full'] : []),
    ...(broken === undefined && isOutOfData(state) ? ['its data space is full'] : []),
  ];
  const degraded = [
    ...(loss === 'redundancy' ? ['fewer copies than it should have'] : []),
    ...(pool.checkNeeded ? ['its metadata needs a check (thin_check, lvconvert --repair)'] : []),
  ];
  const findings = thinFindings(state);
  if (failed.length > 0) return { health: 'failed', reasons: [...failed, ...degraded], findings };
  if (degraded.length > 0) return { health: 'degraded', reasons: degraded, findings };
  const unknown = whyUnknown(pool);
  if (unknown !== undefined) return { health: 'unknown', reasons: [unknown], findings };
  return { health: 'healthy', reasons: [], findings };
}

/** Sum of what its volumes promise; null when one of them has no size. */
export function promisedBytes({ pool, volumes }: Pick<ThinPoolState, 'pool' | 'volumes'>): bigint | null {
  const sizes = volumes
    .filter((one) => one.kind === 'thin_volume' && one.pool === pool.name)
    .map((one) => one.sizeBytes);
  return sizes.includes(null) ? null : sizes.reduce((sum, size) => sum + BigInt(size ?? 0), 0n);
}

/** A pool that promises no more than it has may be full by design, as long as LVM says that it is well. */
function isOutOfData(state: ThinPoolState): boolean {
  const { pool } = state;
  if ((pool.dataPercent ?? 0) < 100) return false;
  const promised = promisedBytes(state);
  const fits = promised !== null && promised > 0n && pool.sizeBytes !== null && promised <= BigInt(pool.sizeBytes);
  return !(fits && pool.condition === 'ok');
}

function whyUnknown(pool: LvmVolume): string | undefined {
  if (pool.activity === 'inactive') return 'it is not active: LVM knows nothing of its use then';
  if (pool.condition === 'unknown') return 'LVM does not know its state';
  if (pool.activity === 'unknown' && pool.dataPercent === null) return 'LVM told nothing about its state';
  return undefined;
}

function thinFindings(state: ThinPoolState): PoolFinding[] {
  const { pool, volumes } = state;
  const name = `${pool.groupName}/${pool.name}`;
  const broken = pool.condition === null ? undefined : NOT_WORKING[pool.condition];
  const failedVolumes = volumes.filter(
    (one) => one.kind === 'thin_volume' && one.pool === pool.name && one.condition === 'failed',
  );
  return [
    ...(broken === undefined ? [] : [critical(broken.code, `${name}: ${broken.reason}.`)]),
    ...(pool.condition === 'partial' ? [critical('lvm_thin_partial', `${name} lacks a physical volume.`)] : []),
    ...(pool.checkNeeded ? [critical('lvm_thin_check_needed', `${name}: its metadata needs a check.`)] : []),
    ...(failedVolumes.length > 0
      ? [critical('lvm_thin_volumes_failed', `${failedVolumes.length} thin volumes of ${name} have failed.`)]
      : []),
    ...fillFinding(`The data space of ${name}`, 'lvm_thin_data', pool.dataPercent, THIN_DATA_THRESHOLDS),
    ...fillFinding(`The metadata of ${name}`, 'lvm_thin_metadata', pool.metadataPercent, THIN_METADATA_THRESHOLDS),
    ...growthFindings(state, name),
  ];
}

function fillFinding(
  what: string,
  code: string,
  percent: number | null,
  rows: readonly FillThreshold[],
): PoolFinding[] {
  const row = reachedThreshold(rows, percent);
  if (row === undefined || percent === null) return [];
  return [{ severity: row.severity, code, message: `${what} is ${percent} % full: ${row.meaning}.` }];
}

/** Why the pool will not grow by itself. Worth a warning once it is as full as that it should have grown. */
function growthFindings({ pool, group, autoextend }: ThinPoolState, name: string): PoolFinding[] {
  const threshold = autoextend?.thresholdPercent ?? null;
  if (threshold === null) return [];
  if (threshold >= 100) {
    const message = `${name} does not grow by itself: thin_pool_autoextend_threshold is 100.`;
    return [{ severity: 'info', code: 'lvm_thin_autoextend_off', message }];
  }
  const severity = Math.max(pool.dataPercent ?? 0, pool.metadataPercent ?? 0) >= threshold ? 'warning' : 'info';
  if (group.freeBytes !== null && BigInt(group.freeBytes) === 0n) {
    const message = `${name} cannot grow: ${group.name} has no free extents.`;
    return [{ severity, code: 'lvm_thin_no_free_extents', message }];
  }
  if (pool.monitored !== 'not monitored') return [];
  const message = `${name} does not grow by itself: dmeventd does not monitor it.`;
  return [{ severity, code: 'lvm_thin_not_monitored', message }];
}

function critical(code: string, message: string): PoolFinding {
  return { severity: 'critical', code, message };
}
