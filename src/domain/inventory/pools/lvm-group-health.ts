import type { PoolFinding, PoolHealth, PoolObservation } from '../storage-pool.js';
import { indexVolumes, lossOf, worstLoss } from './lvm-redundancy.js';
import { OWNED_BY_POOL_SHARE, SNAPSHOT_THRESHOLDS, reachedThreshold } from './lvm-thresholds.js';
import type { LvmGroup, LvmPhysical, LvmVolume } from './lvm-volumes.js';

export interface LvmGroupState {
  readonly group: LvmGroup;
  /** All of the group, internal ones included. */
  readonly volumes: readonly LvmVolume[];
  readonly physical: readonly LvmPhysical[];
}

export type LvmVerdict = Pick<PoolObservation, 'health' | 'reasons' | 'findings'>;

const SHOWN_NAMES = 5;

/**
 * A volume group fails when a volume of it has lost data, and is degraded when it lost a physical volume or a copy that
 * its volumes can do without. A full group is healthy, and so is one whose volumes are all inactive.
 */
export function judgeVolumeGroup(state: LvmGroupState): LvmVerdict {
  const { group, volumes, physical } = state;
  const missing = countMissing(state);
  const owned = volumes.filter(({ internal, kind }) => !internal && kind !== 'thin_volume' && kind !== 'thin_pool');
  const pools = volumes.filter(({ kind }) => kind === 'thin_pool');
  const siblings = indexVolumes(volumes);
  const losses = [...owned, ...pools.filter(({ condition }) => condition !== 'failed')].map((volume) => ({
    volume,
    loss: lossOf(volume, siblings),
  }));
  const worst = worstLoss(losses.map(({ loss }) => loss));
  const lost = losses.filter(({ loss }) => loss === 'data').map(({ volume }) => volume.name);
  const degraded = losses.filter(({ loss }) => loss === 'redundancy').map(({ volume }) => volume.name);
  const reasons = [
    ...(missing > 0 ? [`${missing} of ${totalOf(group, physical, missing)} physical volumes missing`] : []),
    ...(missing === 0 && group.partial === true ? ['the volume group is partial'] : []),
    ...(lost.length > 0 ? [`logical volumes without some of their data: ${listed(lost)}`] : []),
    ...(degraded.length > 0 ? [`logical volumes with fewer copies than they should have: ${listed(degraded)}`] : []),
  ];
  const isKnown = group.partial !== null || group.missingCount !== null || physical.some((one) => one.missing !== null);
  const health: PoolHealth =
    worst === 'data' ? 'failed' : reasons.length > 0 ? 'degraded' : isKnown ? 'healthy' : 'unknown';
  return {
    health,
    reasons: health === 'unknown' ? ['LVM told nothing about its physical volumes'] : reasons,
    findings: [...missingFinding(missing, group), ...volumeFindings(volumes), ...spaceFinding(state)],
  };
}

/** Each source by itself may be absent: the largest number that one of them gives. */
export function countMissing({ group, physical }: Omit<LvmGroupState, 'volumes'>): number {
  return Math.max(group.missingCount ?? 0, physical.filter(({ missing }) => missing === true).length);
}

function totalOf(group: LvmGroup, physical: readonly LvmPhysical[], missing: number): number {
  return Math.max(group.physicalCount ?? 0, physical.length, missing);
}

function missingFinding(missing: number, group: LvmGroup): PoolFinding[] {
  if (missing === 0 && group.partial !== true) return [];
  const what =
    missing === 0 ? 'some physical volumes are' : `${missing} physical ${missing === 1 ? 'volume is' : 'volumes are'}`;
  return [
    {
      severity: 'critical',
      code: 'lvm_pv_missing',
      message: `In ${group.name} ${what} missing. Bring the device back, or see vgreduce --removemissing.`,
    },
  ];
}

interface VolumeRule {
  readonly severity: PoolFinding['severity'];
  readonly code: string;
  readonly applies: (volume: LvmVolume) => boolean;
  readonly says: string;
}

const VOLUME_RULES: readonly VolumeRule[] = [
  {
    severity: 'critical',
    code: 'lvm_lv_partial',
    applies: ({ condition, internal }) => condition === 'partial' && !internal,
    says: 'lack a physical volume',
  },
  {
    severity: 'critical',
    code: 'lvm_lv_failed',
    applies: ({ condition, kind }) => condition === 'failed' && kind !== 'thin_pool',
    says: 'have failed',
  },
  {
    severity: 'critical',
    code: 'lvm_lv_refresh_needed',
    applies: ({ condition, internal }) => condition === 'refresh_needed' && !internal,
    says: 'lost an image that has to be refreshed or replaced (lvchange --refresh, lvconvert --repair)',
  },
  {
    severity: 'warning',
    code: 'lvm_lv_mismatches',
    applies: ({ condition, mismatches, internal }) =>
      !internal && (condition === 'mismatches' || (mismatches !== null && BigInt(mismatches) > 0n)),
    says: 'have copies that differ',
  },
  {
    severity: 'critical',
    code: 'lvm_snapshot_invalid',
    applies: isInvalidSnapshot,
    says: 'are snapshots that ran full or could not be merged: they are invalid',
  },
  {
    severity: 'warning',
    code: 'lvm_snapshot_filling',
    applies: (volume) =>
      volume.kind === 'snapshot' &&
      !isInvalidSnapshot(volume) &&
      reachedThreshold(SNAPSHOT_THRESHOLDS, volume.dataPercent) !== undefined,
    says: 'are snapshots that will soon be full, and then invalid',
  },
  {
    severity: 'info',
    code: 'lvm_resync',
    applies: ({ syncAction, internal }) => syncAction === 'resync' && !internal,
    says: 'are bringing their copies in line',
  },
];

function isInvalidSnapshot({ kind, snapshotInvalid, dataPercent }: LvmVolume): boolean {
  return snapshotInvalid || (kind === 'snapshot' && (dataPercent ?? 0) >= 100);
}

function volumeFindings(volumes: readonly LvmVolume[]): PoolFinding[] {
  return VOLUME_RULES.flatMap(({ severity, code, applies, says }) => {
    const names = volumes.filter(applies).map(({ groupName, name }) => `${groupName}/${name}`);
    return names.length === 0 ? [] : [{ severity, code, message: `Logical volumes that ${says}: ${listed(names)}.` }];
  });
}

/** Every extent given to volumes is what most installers do: worth knowing, and no more than that. */
function spaceFinding({ group, volumes }: LvmGroupState): PoolFinding[] {
  if (group.freeBytes === null || BigInt(group.freeBytes) > 0n) return [];
  const [pool, ...others] = volumes.filter(({ kind }) => kind === 'thin_pool');
  const share = Number(pool?.sizeBytes ?? 0) / Number(group.sizeBytes ?? Infinity);
  if (pool !== undefined && others.length === 0 && share >= OWNED_BY_POOL_SHARE) return [];
  return [
    { severity: 'info', code: 'lvm_vg_full', message: `${group.name} has no free extents: nothing in it can grow.` },
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_NAMES).join(', ');
  return names.length > SHOWN_NAMES ? `${shown} and ${names.length - SHOWN_NAMES} more` : shown;
}
