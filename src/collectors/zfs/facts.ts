import { zfsCapacityLevel } from '../../domain/inventory/pools/zfs-capacity.js';
import type { ZfsPool, ZfsScan } from '../../domain/inventory/pools/zfs-pool.js';
import { ParseError } from '../../platform/commands/index.js';
import type { Answers, Learned } from '../collector.js';
import { type HostClock, isoOf, readLocalDate } from '../shared/pool-text.js';
import { errorsGrew } from './growth.js';
import type { ListedPool, PoolListing, PoolUsage } from './parse-list.js';
import { secondsToGo } from './parse-scan.js';
import { DIALECTS, type Dialect, type ParsedPool, type ParsedScan, type ParsedStatus } from './parsed-status.js';
import type { ZfsFacts } from './schema.js';

export interface ZfsValues {
  readonly list?: PoolListing;
  readonly status?: ParsedStatus & { readonly dialect: Dialect };
  readonly usage?: { readonly pools: readonly PoolUsage[] };
  readonly clock?: { readonly clock: HostClock | null };
}

/** Puts together what the commands said of each pool, by its name, with what is remembered of it. */
export function learnZfs(values: ZfsValues, previous: ZfsFacts | undefined, answers: Answers): Learned<ZfsFacts> {
  const list = asRoot<PoolListing>(values.list, 'list', values, answers);
  const status = bestStatus(values, answers);
  const clock = values.clock?.clock ?? undefined;
  const said = status?.understood === true;
  if (!said && list?.complete !== true && (list?.pools.length ?? 0) === 0) {
    return status?.notLoaded === true
      ? { facts: nothing(clock) }
      : { facts: undefined, errors: refusals(status, list) };
  }
  const parsed = new Map((status?.pools ?? []).map((pool) => [pool.name, pool]));
  const listed = new Map((list?.pools ?? []).map((pool) => [pool.name, pool]));
  const usage = new Map((asRoot(values.usage, 'usage', values, answers)?.pools ?? []).map((pool) => [pool.name, pool]));
  const names = [...new Set([...listed.keys(), ...parsed.keys()])];
  const pools = names.map((name) => {
    const sources = { name, listed: listed.get(name), status: parsed.get(name), usage: usage.get(name), clock };
    return mergePool(sources, recall(previous, sources));
  });
  return {
    facts: {
      dialect: said ? status.dialect : null,
      complete: list === undefined ? status?.complete === true : list.complete,
      collectedAtSeconds: clock?.epochSeconds ?? null,
      pools,
    },
    errors: said ? [] : refusals(status, list),
  };
}

/** The answer that root got, where the login was refused. */
function asRoot<T>(value: T | undefined, slot: string, { list }: ZfsValues, answers: Answers): T | undefined {
  if ((list?.refused ?? null) === null) return value;
  return (answers.get(slot)?.value as T | undefined) ?? value;
}

function bestStatus(values: ZfsValues, answers: Answers): ZfsValues['status'] {
  const asked = values.status;
  if (asked?.understood === true || asked?.notLoaded === true) return asked;
  // Where root was asked, the same dialect may be understood the second time.
  const found = DIALECTS.map((dialect) => ({
    dialect,
    value: answers.get(`status ${dialect}`)?.value as ParsedStatus | undefined,
  })).find(({ value }) => value?.understood === true || value?.notLoaded === true);
  return found?.value === undefined ? asked : { ...found.value, dialect: found.dialect };
}

function nothing(clock: HostClock | undefined): ZfsFacts {
  return { dialect: null, complete: true, collectedAtSeconds: clock?.epochSeconds ?? null, pools: [] };
}

/** No dialect was understood: the tool's own words say why. */
function refusals(status: ZfsValues['status'], list: PoolListing | undefined): ParseError[] {
  if (status === undefined) return [];
  const needsRoot = list?.refused ?? null;
  if (needsRoot !== null)
    return [new ParseError('zpool', 'it answers root only: give the login sudo for it', needsRoot)];
  return [new ParseError('zpool status', 'the tool gave no status in any form', status.complaint)];
}

interface Sources {
  readonly name: string;
  readonly listed: ListedPool | undefined;
  readonly status: ParsedPool | undefined;
  readonly usage: PoolUsage | undefined;
  readonly clock: HostClock | undefined;
}

/** The same pool as before: by GUID where both are known, otherwise by name. */
function recall(previous: ZfsFacts | undefined, { name, listed, status }: Sources): ZfsPool | undefined {
  const guid = listed?.guid ?? status?.guid ?? null;
  return previous?.pools.find((pool) =>
    guid === null || pool.guid === null ? pool.name === name : pool.guid === guid,
  );
}

function mergePool(sources: Sources, before: ZfsPool | undefined): ZfsPool {
  const { name, listed, status, usage, clock } = sources;
  const scans = (status?.scans ?? []).map((scan) => datedScan(scan, clock));
  const grew = status !== undefined && before !== undefined && errorsGrew(before, status);
  const scrub = scans.findLast(({ kind, state }) => kind === 'scrub' && state === 'finished');
  return {
    name,
    guid: listed?.guid ?? status?.guid ?? before?.guid ?? null,
    listState: listed?.health ?? null,
    statusState: status?.state ?? null,
    rawSizeBytes: listed?.sizeBytes ?? null,
    rawUsedBytes: listed?.usedBytes ?? null,
    rawFreeBytes: listed?.freeBytes ?? null,
    usedBytes: usage?.usedBytes ?? null,
    availableBytes: usage?.availableBytes ?? null,
    capacityPercent: listed?.capacityPercent ?? null,
    fragmentationPercent: listed?.fragmentationPercent ?? null,
    ...rowsOf(status, before),
    scans,
    lastScrub: scrub === undefined ? (before?.lastScrub ?? null) : pickScrub(scrub),
    neverScrubbed: status?.neverScrubbed ?? before?.neverScrubbed ?? false,
    dataErrors: status === undefined ? (before?.dataErrors ?? null) : status.dataErrors,
    statusText: status?.statusText ?? null,
    actionText: status?.actionText ?? null,
    sections: { ...status?.sections },
    capacityLevel: zfsCapacityLevel(listed?.capacityPercent ?? null, before?.capacityLevel ?? 'ok'),
    errorsGrew: grew,
    errorsGrewAt: grew ? (clock?.epochSeconds ?? null) : (before?.errorsGrewAt ?? null),
  };
}

/** Without a status now, the rows of last time stay: the next one is compared with them. */
function rowsOf(
  status: ParsedPool | undefined,
  before: ZfsPool | undefined,
): Pick<ZfsPool, 'vdevs' | 'vdevsCurrent' | 'countersExact'> {
  if (status === undefined || (status.vdevs.length === 0 && before !== undefined)) {
    return { vdevs: before?.vdevs ?? [], vdevsCurrent: false, countersExact: before?.countersExact ?? true };
  }
  return { vdevs: [...status.vdevs], vdevsCurrent: true, countersExact: status.countersExact };
}

function pickScrub({ finishedAt, errors }: ZfsScan): ZfsPool['lastScrub'] {
  return { finishedAt, errors };
}

function datedScan({ finished, pass, ...scan }: ParsedScan, clock: HostClock | undefined): ZfsScan {
  const finishedAt =
    typeof finished === 'number' ? isoOf(finished) : readLocalDate(finished ?? '', clock?.offsetSeconds);
  const etaSeconds = scan.etaSeconds ?? secondsToGo(pass, clock?.epochSeconds);
  return { ...scan, etaSeconds, finishedAt: finishedAt ?? null };
}
