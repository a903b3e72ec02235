import type { Observations } from '../../domain/inventory/observations.js';
import { countMissing, judgeVolumeGroup } from '../../domain/inventory/pools/lvm-group-health.js';
import { judgeThinPool, promisedBytes } from '../../domain/inventory/pools/lvm-thin-health.js';
import type { LvmGroup, LvmPhysical, LvmVolume } from '../../domain/inventory/pools/lvm-volumes.js';
import type { PoolMember, PoolObservation } from '../../domain/inventory/storage-pool.js';
import { belongsTo } from './facts.js';
import type { LvmFacts } from './schema.js';

/** Volumes told in the details of a group; the rest are counted. */
const MAX_DETAILED = 200;
/** Thin pools of a group that are told at all. */
const MAX_THIN_POOLS = 500;

export function observeLvm(facts: LvmFacts): Observations {
  const items = facts.groups.flatMap((group) => {
    const volumes = facts.volumes.filter((volume) => belongsTo(volume, group));
    const physical = facts.physical.filter((one) => belongsTo(one, group));
    const pools = volumes.filter(({ kind }) => kind === 'thin_pool');
    return [
      toGroup({ group, volumes, physical }),
      ...pools
        .slice(0, MAX_THIN_POOLS)
        .map((pool) => toThinPool({ pool, group, volumes, autoextend: facts.autoextend })),
    ];
  });
  const poolCount = facts.volumes.filter(({ kind }) => kind === 'thin_pool').length;
  return { pools: { items, complete: facts.complete && poolCount <= MAX_THIN_POOLS, types: ['lvm'] } };
}

function toGroup(state: Parameters<typeof judgeVolumeGroup>[0]): PoolObservation {
  const { group, volumes, physical } = state;
  return {
    identity: `vg:${group.uuid ?? group.name}`,
    name: group.name,
    type: 'lvm',
    state: groupState(state),
    ...judgeVolumeGroup(state),
    sizeBytes: group.sizeBytes,
    usedBytes: usedBytes(group),
    freeBytes: group.freeBytes,
    members: physical.map(toMember),
    progress: progressOf(volumes),
    lastScrub: null,
    details: {
      kind: 'volume_group',
      attributes: group.attributes,
      extentSizeBytes: group.extentSizeBytes,
      physicalVolumes: group.physicalCount ?? physical.length,
      missingPhysicalVolumes: countMissing(state),
      logicalVolumes: group.volumeCount,
      volumes: volumes
        .filter(({ internal }) => !internal)
        .slice(0, MAX_DETAILED)
        .map(describeVolume),
      ...(Object.keys(group.other).length > 0 ? { other: group.other } : {}),
    },
  };
}

/** In the words of `vg_partial`, `vg_exported` and `vg_permissions`. */
function groupState(state: Parameters<typeof judgeVolumeGroup>[0]): string {
  const { group } = state;
  if (group.partial === true || countMissing(state) > 0) return 'partial';
  if (group.exported) return 'exported';
  if (group.attributes === null) return 'unknown';
  return group.attributes.startsWith('r') ? 'read-only' : 'active';
}

function usedBytes({ sizeBytes, freeBytes }: Pick<LvmGroup, 'sizeBytes' | 'freeBytes'>): string | null {
  if (sizeBytes === null || freeBytes === null) return null;
  const used = BigInt(sizeBytes) - BigInt(freeBytes);
  return used < 0n ? null : String(used);
}

function toMember(one: LvmPhysical): PoolMember {
  return {
    path: one.name,
    state: memberState(one),
    role: 'data',
    group: null,
    identity: one.uuid,
    ...NO_COUNTERS,
  };
}

const NO_COUNTERS = { readErrors: null, writeErrors: null, checksumErrors: null } as const;

/** In the words of `pv_attr`'s letters (pvs(8)). */
function memberState({ missing, duplicate, attributes }: LvmPhysical): string {
  if (missing === true) return 'missing';
  if (duplicate) return 'duplicate';
  if (attributes === null) return 'unknown';
  if (attributes[1] === 'x') return 'exported';
  return attributes.startsWith('a') ? 'allocatable' : 'not allocatable';
}

/** The volume that has furthest to go. */
function progressOf(volumes: readonly LvmVolume[]): PoolObservation['progress'] {
  const kinds = { recover: 'rebuild', resync: 'resync', check: 'check', repair: 'repair', reshape: 'reshape' } as const;
  const running = volumes.filter(
    ({ syncAction, internal }) => !internal && syncAction !== null && Object.hasOwn(kinds, syncAction),
  );
  const [slowest] = running.toSorted((a, b) => (a.syncPercent ?? 0) - (b.syncPercent ?? 0));
  if (slowest === undefined) return null;
  return { kind: kinds[slowest.syncAction as keyof typeof kinds], percent: slowest.syncPercent, etaSeconds: null };
}

function describeVolume(volume: LvmVolume): Record<string, unknown> {
  const { name, uuid, segmentTypes, attributes, activity, condition, sizeBytes, pool, origin, dataPercent } = volume;
  return {
    name,
    uuid,
    segmentTypes,
    attributes,
    activity,
    condition,
    sizeBytes,
    ...(pool === null ? {} : { pool }),
    ...(origin === null ? {} : { origin }),
    ...(dataPercent === null ? {} : { dataPercent }),
    ...(volume.syncPercent === null ? {} : { syncPercent: volume.syncPercent }),
    ...(volume.mismatches === null ? {} : { mismatches: volume.mismatches }),
    ...(Object.keys(volume.other).length > 0 ? { other: volume.other } : {}),
  };
}

const POOL_PARTS = [
  { suffix: '_tdata', role: 'data' },
  { suffix: '_tmeta', role: 'metadata' },
] as const;

function toThinPool(state: Parameters<typeof judgeThinPool>[0]): PoolObservation {
  const { pool, group, volumes, autoextend } = state;
  const name = `${pool.groupName}/${pool.name}`;
  const promised = promisedBytes(state);
  const { used, free } = shareOf(pool);
  return {
    identity: `thin:${pool.uuid ?? name}`,
    name,
    type: 'lvm',
    state: thinState(pool),
    ...judgeThinPool(state),
    sizeBytes: pool.sizeBytes,
    usedBytes: used,
    freeBytes: free,
    members: POOL_PARTS.flatMap(({ suffix, role }) =>
      volumes.filter((one) => one.name === `${pool.name}${suffix}`).map((one) => toPart(one, role)),
    ),
    progress: null,
    lastScrub: null,
    details: {
      kind: 'thin_pool',
      volumeGroup: group.uuid ?? group.name,
      attributes: pool.attributes,
      dataPercent: pool.dataPercent,
      metadataPercent: pool.metadataPercent,
      monitored: pool.monitored,
      thinVolumes: volumes.filter((one) => one.kind === 'thin_volume' && one.pool === pool.name).length,
      promisedBytes: promised === null ? null : String(promised),
      autoextendThresholdPercent: autoextend?.thresholdPercent ?? null,
      autoextendGrowthPercent: autoextend?.growthPercent ?? null,
      volumeGroupFreeBytes: group.freeBytes,
    },
  };
}

function toPart(part: LvmVolume, role: string): PoolMember {
  const path = `${part.groupName}/${part.name}`;
  const state =
    part.condition === null || part.condition === 'ok' ? part.activity : part.condition.replaceAll('_', ' ');
  return { path, state, role, group: part.segmentTypes[0] ?? null, identity: part.uuid, ...NO_COUNTERS };
}

/** The words of `lv_health_status` where it says something, else those of the state bit. */
function thinState({ condition, checkNeeded, activity }: LvmVolume): string {
  if (condition !== null && condition !== 'ok' && condition !== 'unknown') return condition;
  return checkNeeded ? 'check needed' : activity;
}

function shareOf({ sizeBytes, dataPercent }: LvmVolume): { used: string | null; free: string | null } {
  if (sizeBytes === null || dataPercent === null) return { used: null, free: null };
  const size = BigInt(sizeBytes);
  // Percent come with two decimals.
  const used = (size * BigInt(Math.round(dataPercent * 100))) / 10_000n;
  return { used: String(used), free: String(size - used) };
}
