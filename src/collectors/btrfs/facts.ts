import { rememberCounters } from '../../domain/inventory/pools/btrfs-errors.js';
import type {
  BtrfsDevice,
  BtrfsFilesystem,
  BtrfsScrub,
  BtrfsTask,
  BtrfsUsage,
} from '../../domain/inventory/pools/btrfs-filesystem.js';
import { shareOf } from '../../domain/inventory/pools/btrfs-health.js';
import type { Answers, Learned } from '../collector.js';
import { type FirstAnswers, mountpointOf, OTHER_LISTINGS, type Question, slotOf } from './follow-ups.js';
import type { ScrubReport } from './parse-scrub.js';
import type { Shown, ShownDevice, ShownFilesystem } from './parser.js';
import type { DeviceStats } from './parse-stats.js';
import type { BtrfsFacts } from './schema.js';

/** A filesystem that is not mounted any more is told for so long. */
const REMEMBERED_DAYS = 7;
const DAY_MS = 86_400_000;

interface Context {
  readonly first: FirstAnswers;
  readonly answers: Answers;
  readonly previous: BtrfsFacts | undefined;
  readonly nowMs: number;
}

export function toBtrfsFacts(context: Context): Learned<BtrfsFacts> {
  const { first, answers, previous, nowMs } = context;
  const others = OTHER_LISTINGS.map((slot) => answers.get(slot)?.value as Shown | undefined);
  const shown = [first.shown, ...others].find((one) => one?.filesystems !== undefined);
  if (shown?.filesystems === undefined) return { facts: undefined };
  const filesystems = shown.filesystems.map((filesystem) => toFilesystem(filesystem, context));
  const listed = new Set(filesystems.map(({ uuid }) => uuid));
  const gone = (previous?.filesystems ?? [])
    .filter(
      ({ uuid, lastListedAt }) => !listed.has(uuid) && nowMs - Date.parse(lastListedAt) < REMEMBERED_DAYS * DAY_MS,
    )
    .map((filesystem) => ({ ...filesystem, listed: false, task: null }));
  return { facts: { filesystems: [...filesystems, ...gone], complete: shown.complete } };
}

function toFilesystem(shown: ShownFilesystem, { first, answers, previous, nowMs }: Context): BtrfsFilesystem {
  const before = previous?.filesystems.find(({ uuid }) => uuid === shown.uuid);
  const answer = <T>(question: Question): T | undefined =>
    (answers.get(slotOf(question, shown.uuid))?.value ?? undefined) as T | undefined;
  const usage = answer<BtrfsUsage>('usage') ?? null;
  const stats = answer<readonly DeviceStats[]>('stats') ?? [];
  return {
    uuid: shown.uuid,
    label: shown.label,
    mountpoint: mountpointOf(shown, first.mounts ?? []),
    listed: true,
    lastListedAt: new Date(nowMs).toISOString(),
    totalDevices: shown.totalDevices,
    someMissing: shown.someMissing,
    usedBytes: shown.usedBytes,
    devices: shown.devices.map((device) => toDevice(device, { stats, before, nowMs })),
    usage,
    scrub: toScrub(answer<ScrubReport>('scrub'), usage),
    task: answer<BtrfsTask>('replace') ?? answer<BtrfsTask>('balance') ?? null,
  };
}

interface DeviceContext {
  readonly stats: readonly DeviceStats[];
  readonly before: BtrfsFilesystem | undefined;
  readonly nowMs: number;
}

/** Numbers within a filesystem stay when paths change; only where there is none the path decides. */
function toDevice(shown: ShownDevice, { stats, before, nowMs }: DeviceContext): BtrfsDevice {
  const told = stats.find(({ devid, path }) => (devid === null ? path === shown.path : devid === shown.devid));
  const known = before?.devices.find(({ devid, path }) =>
    devid === null || shown.devid === null ? path === shown.path : devid === shown.devid,
  );
  const counters = told?.counters ?? null;
  return { ...shown, counters, ...rememberCounters(counters, known, nowMs) };
}

/** Raw statistics tell no share: it is what was scrubbed of what is used. */
function toScrub(report: ScrubReport | undefined, usage: BtrfsUsage | null): BtrfsScrub | null {
  if (report === undefined) return null;
  const { scrubbedBytes, durationSeconds, ...scrub } = report;
  if (scrub.status !== 'running') return { ...scrub, percent: null, etaSeconds: null };
  const percent = scrub.percent ?? shareOf(scrubbedBytes, usage?.usedBytes);
  if (percent === null || percent === 0 || durationSeconds === null) return { ...scrub, percent };
  return {
    ...scrub,
    percent,
    etaSeconds: scrub.etaSeconds ?? Math.round((durationSeconds * (100 - percent)) / percent),
  };
}
