import { type HostCapabilities, type ReadOnlyInvocation, invoke, type Parsed } from '../../platform/commands/index.js';
import type { FollowUp } from '../collector.js';
import {
  anyFilesystems,
  balanceStatus,
  deviceStats,
  filesystemUsage,
  rawFilesystems,
  replaceStatus,
  scrubStatus,
} from './command.js';
import { type BtrfsMount, isPlainPath } from './parse-mounts.js';
import type { Shown } from './parser.js';
import type { BtrfsFacts } from './schema.js';

export interface FirstAnswers {
  readonly shown?: Shown | undefined;
  readonly mounts?: readonly BtrfsMount[] | undefined;
}

/** The slots of the second round. */
export const OTHER_LISTINGS = ['show raw', 'show any'] as const;
export type Question = 'stats' | 'usage' | 'scrub' | 'balance' | 'replace';
export const slotOf = (question: Question, uuid: string): string => `${question} ${uuid}`;

interface Asked {
  readonly uuid: string;
  readonly devices: readonly {
    readonly devid: number | null;
    readonly path: string;
    readonly missing: boolean | null;
  }[];
}

/** What to ask of each filesystem; where the listing failed, another way to get it, and the filesystems known before. */
export function furtherQuestions(
  { shown, mounts }: FirstAnswers,
  host: HostCapabilities,
  previous: BtrfsFacts | undefined,
): Record<string, FollowUp> {
  const questions: Record<string, FollowUp> = {};
  if (shown !== undefined && shown.filesystems === undefined) {
    const args = { privileged: isPrivileged(host) };
    const [raw, any] = OTHER_LISTINGS;
    questions[raw] = { invocation: invoke(rawFilesystems, args), lane: 'show' };
    questions[any] = { invocation: invoke(anyFilesystems, args), lane: 'show' };
  }
  const filesystems: readonly Asked[] =
    shown?.filesystems ?? previous?.filesystems.filter(({ listed }) => listed) ?? [];
  for (const filesystem of filesystems) {
    for (const [question, invocation] of questionsOf(filesystem, mounts ?? [])) {
      questions[slotOf(question, filesystem.uuid)] = { invocation, lane: filesystem.uuid };
    }
  }
  return questions;
}

export function isPrivileged({ sudo }: HostCapabilities): boolean {
  return sudo !== 'none';
}

function questionsOf(
  filesystem: Asked,
  mounts: readonly BtrfsMount[],
): [Question, ReadOnlyInvocation<Parsed<unknown>>][] {
  const mountpoint = mountpointOf(filesystem, mounts);
  const device = filesystem.devices.find(({ path, missing }) => missing !== true && isPlainPath(path));
  const path = mountpoint ?? device?.path;
  if (path === undefined) return [];
  const args = { path, byMountpoint: mountpoint !== null };
  const always: [Question, ReadOnlyInvocation<Parsed<unknown>>][] = [
    ['stats', invoke(deviceStats, args)],
    ['usage', invoke(filesystemUsage, args)],
    ['scrub', invoke(scrubStatus, args)],
  ];
  if (mountpoint === null) return always;
  if (filesystem.devices.some(({ devid }) => devid === 0)) return [...always, ['replace', invoke(replaceStatus, args)]];
  return [...always, ['balance', invoke(balanceStatus, args)]];
}

/** Any of its mounts will do; the shortest says most to a reader. */
export function mountpointOf({ devices }: Pick<Asked, 'devices'>, mounts: readonly BtrfsMount[]): string | null {
  const own = mounts.filter(({ device }) => devices.some(({ path }) => path === device));
  const [shortest] = own.toSorted((a, b) => a.mountpoint.length - b.mountpoint.length);
  return shortest?.mountpoint ?? null;
}
