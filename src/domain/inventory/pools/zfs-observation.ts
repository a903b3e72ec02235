import type { PoolMember, PoolObservation } from '../storage-pool.js';
import { zfsFindings } from './zfs-findings.js';
import { judgeZfsHealth } from './zfs-health.js';
import type { ZfsPool, ZfsScan, ZfsVdev } from './zfs-pool.js';
import { zfsLeaves, zfsTopGroup } from './zfs-redundancy.js';

/** A pool as it is stored and shown. `nowSeconds` is the host's clock. */
export function observeZfsPool(pool: ZfsPool, nowSeconds: number | undefined): PoolObservation {
  const verdict = judgeZfsHealth(pool);
  return {
    identity: pool.guid === null ? `zfs:${pool.name}` : `zfs:${pool.guid}`,
    name: pool.name,
    type: 'zfs',
    state: verdict.state === '' ? 'unknown' : verdict.state,
    health: verdict.health,
    reasons: [...verdict.reasons],
    ...sizesOf(pool),
    members: zfsLeaves(pool).map((vdev) => memberOf(pool, vdev)),
    progress: progressOf(pool.scans),
    lastScrub: pool.lastScrub,
    findings: zfsFindings(pool, verdict, nowSeconds),
    details: detailsOf(pool),
  };
}

const PARITY_GROUP = /^(?:raidz|draid)/;

/** The size of `zpool list` counts the parity of raidz as room: there, what datasets can use is told instead. */
function sizesOf(pool: ZfsPool): Pick<PoolObservation, 'sizeBytes' | 'usedBytes' | 'freeBytes'> {
  const { usedBytes, availableBytes, rawSizeBytes, rawUsedBytes, rawFreeBytes, vdevs } = pool;
  const rawIsUsable = vdevs.length > 0 && !vdevs.some(({ name }) => PARITY_GROUP.test(name));
  if (usedBytes === null || availableBytes === null || (rawIsUsable && rawSizeBytes !== null)) {
    return { sizeBytes: rawSizeBytes, usedBytes: rawUsedBytes, freeBytes: rawFreeBytes };
  }
  return { sizeBytes: String(BigInt(usedBytes) + BigInt(availableBytes)), usedBytes, freeBytes: availableBytes };
}

function memberOf(pool: ZfsPool, vdev: ZfsVdev): PoolMember {
  return {
    path: vdev.path,
    state: vdev.state,
    role: roleOf(pool, vdev),
    group: zfsTopGroup(pool, vdev)?.name ?? null,
    identity: vdev.guid,
    readErrors: vdev.readErrors,
    writeErrors: vdev.writeErrors,
    checksumErrors: vdev.checksumErrors,
  };
}

/** Within `replacing-0` and `spare-0` the first is what was there, the others take its place. */
function roleOf({ vdevs }: ZfsPool, vdev: ZfsVdev): string {
  const parent = vdev.parent === null ? undefined : vdevs[vdev.parent];
  const first = vdevs.find((other) => other.parent === vdev.parent);
  if (parent === undefined || first === vdev) return vdev.role;
  if (/^replacing(-\d+)?$/.test(parent.name)) return 'replacement';
  return /^spare(-\d+)?$/.test(parent.name) ? 'spare' : vdev.role;
}

function progressOf(scans: readonly ZfsScan[]): PoolObservation['progress'] {
  const active = scans.filter(({ state }) => state === 'running' || state === 'paused');
  const scan = active.find(({ kind }) => kind === 'resilver') ?? active[0];
  if (scan === undefined) return null;
  return { kind: scan.kind, percent: scan.percent, etaSeconds: scan.state === 'running' ? scan.etaSeconds : null };
}

function detailsOf(pool: ZfsPool): Record<string, unknown> {
  const groups = pool.vdevs.filter(({ parent, role }) => parent === null && role !== 'root');
  return {
    rawSizeBytes: pool.rawSizeBytes,
    rawUsedBytes: pool.rawUsedBytes,
    rawFreeBytes: pool.rawFreeBytes,
    capacityPercent: pool.capacityPercent,
    fragmentationPercent: pool.fragmentationPercent,
    dataErrors: pool.dataErrors,
    errorCountersExact: pool.countersExact,
    membersCurrent: pool.vdevsCurrent,
    groups: groups.slice(0, 200).map(({ name, role, state }) => ({ name, role, state })),
    status: pool.statusText,
    action: pool.actionText,
    sections: pool.sections,
  };
}
