import type { PoolFinding } from '../storage-pool.js';
import { ZFS_CAPACITY } from './zfs-capacity.js';
import { ZFS_LOST_STATES, type ZfsVerdict, describeLost } from './zfs-health.js';
import type { ZfsPool, ZfsVdev } from './zfs-pool.js';
import { isZfsGroup } from './zfs-redundancy.js';

/** A pool is to be read in full once a month; the week more allows for a late start. */
export const ZFS_SCRUB_MAX_AGE_DAYS = 35;
/** How long a rise of error counters stays critical: long enough to be seen, then what is left is a warning. */
export const ZFS_ERROR_GROWTH_SECONDS = 86_400;

const MAX_DEVICE_FINDINGS = 50;
const DAY_SECONDS = 86_400;

/** Everything worth telling beside the health itself. `now` is the host's own clock; undefined when it is not known. */
export function zfsFindings(pool: ZfsPool, verdict: ZfsVerdict, nowSeconds: number | undefined): PoolFinding[] {
  return [
    ...redundancyFindings(pool, verdict),
    ...(pool.vdevsCurrent ? pool.vdevs.flatMap(deviceFindings).slice(0, MAX_DEVICE_FINDINGS) : []),
    ...errorFindings(pool, nowSeconds),
    ...dataFindings(pool),
    ...scanFindings(pool, nowSeconds),
    ...capacityFindings(pool),
  ];
}

function redundancyFindings(pool: ZfsPool, { health, state, exhausted }: ZfsVerdict): PoolFinding[] {
  if (health === 'failed') {
    return [finding('critical', 'pool_failed', `The pool ${pool.name} is ${state}: its data cannot be used.`)];
  }
  if (health !== 'degraded') return [];
  if (exhausted) {
    const message = `The pool ${pool.name} has no redundancy left: the next failing device loses data.`;
    return [finding('critical', 'redundancy_exhausted', message)];
  }
  return [finding('warning', 'pool_degraded', `The pool ${pool.name} is degraded and still has redundancy.`)];
}

function deviceFindings(vdev: ZfsVdev): PoolFinding[] {
  if (isZfsGroup(vdev)) return [];
  if (vdev.state === 'OFFLINE') {
    return [finding('warning', 'device_offline', `${vdev.name} was taken offline and protects nothing.`)];
  }
  if (!ZFS_LOST_STATES.has(vdev.state)) return [];
  return [finding('warning', vdev.role === 'spare' ? 'spare_failed' : 'device_failed', `${describeLost(vdev)}.`)];
}

function errorFindings(pool: ZfsPool, nowSeconds: number | undefined): PoolFinding[] {
  const grown = pool.errorsGrew || recently(pool.errorsGrewAt, nowSeconds);
  const severity = grown ? 'critical' : 'warning';
  const about = grown ? 'rising' : 'counted since the last clear or import';
  return pool.vdevs
    .filter((vdev) => errorsOf(vdev).some((count) => count > 0n))
    .slice(0, MAX_DEVICE_FINDINGS)
    .map((vdev) => {
      const [read, write, checksum] = errorsOf(vdev);
      const counts = `${read} read, ${write} write, ${checksum} checksum`;
      return finding(severity, 'device_errors', `${vdev.name} has errors (${counts}), ${about}.`);
    });
}

function recently(grewAt: number | null, nowSeconds: number | undefined): boolean {
  return grewAt !== null && nowSeconds !== undefined && nowSeconds - grewAt < ZFS_ERROR_GROWTH_SECONDS;
}

export function errorsOf({ readErrors, writeErrors, checksumErrors }: ZfsVdev): readonly [bigint, bigint, bigint] {
  return [BigInt(readErrors ?? '0'), BigInt(writeErrors ?? '0'), BigInt(checksumErrors ?? '0')];
}

function dataFindings({ name, dataErrors }: ZfsPool): PoolFinding[] {
  if (dataErrors === null || BigInt(dataErrors) === 0n) return [];
  const message = `The pool ${name} has ${dataErrors} or more permanent data errors: files or metadata are lost.`;
  return [finding('critical', 'data_errors', message)];
}

function scanFindings(pool: ZfsPool, nowSeconds: number | undefined): PoolFinding[] {
  const running = pool.scans.some(({ kind, state }) => kind === 'scrub' && state === 'running');
  return [
    ...pool.scans
      .filter(({ kind, state }) => kind === 'resilver' && state === 'running')
      .slice(0, 1)
      .map(() => finding('info', 'resilvering', `The pool ${pool.name} is being resilvered.`)),
    ...pool.scans
      .filter(({ kind, state }) => kind === 'scrub' && state === 'paused')
      .map(() => finding('info', 'scrub_paused', `The scrub of ${pool.name} is paused.`)),
    ...(running ? [] : scrubAge(pool, nowSeconds)),
    ...scrubErrors(pool),
  ];
}

function scrubAge({ name, lastScrub, neverScrubbed }: ZfsPool, nowSeconds: number | undefined): PoolFinding[] {
  if (neverScrubbed && lastScrub === null) {
    return [finding('info', 'scrub_never', `No scrub of ${name} is on record.`)];
  }
  const finishedAt = lastScrub?.finishedAt ?? null;
  if (finishedAt === null || nowSeconds === undefined) return [];
  const days = Math.floor((nowSeconds - Date.parse(finishedAt) / 1000) / DAY_SECONDS);
  if (days <= ZFS_SCRUB_MAX_AGE_DAYS) return [];
  return [finding('warning', 'scrub_old', `The last scrub of ${name} ended ${days} days ago.`)];
}

function scrubErrors({ name, lastScrub }: ZfsPool): PoolFinding[] {
  const errors = lastScrub?.errors ?? null;
  if (errors === null || BigInt(errors) === 0n) return [];
  return [finding('warning', 'scrub_errors', `The last scrub of ${name} found ${errors} errors.`)];
}

function capacityFindings({ name, capacityLevel, capacityPercent }: ZfsPool): PoolFinding[] {
  if (capacityLevel === 'ok') return [];
  const { clearPercent } = ZFS_CAPACITY[capacityLevel];
  const share = capacityPercent === null ? 'nearly full' : `${capacityPercent} % full`;
  return [finding(capacityLevel, 'capacity', `The pool ${name} is ${share}; this ends below ${clearPercent} %.`)];
}

function finding(severity: PoolFinding['severity'], code: string, message: string): PoolFinding {
  return { severity, code, message };
}
