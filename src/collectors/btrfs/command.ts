import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { defineProcFile } from '../shared/proc-file.js';
import { isPlainPath, parseBtrfsMounts } from './parse-mounts.js';
import { parseScrub } from './parse-scrub.js';
import { parseShow, parseShowOrThrow } from './parser.js';
import { parseDeviceStats } from './parse-stats.js';
import { parseBalance, parseReplace } from './parse-tasks.js';
import { parseUsage } from './parse-usage.js';

const common = { effect: 'read_only', root: true, tools: ['btrfs'], timeout: 'normal' } as const;
/** 1 and 129: an option it does not know; 1 also for a part that it could not read, and from sudo. */
const SHOW_CODES = [0, 1, 129];
const MAX_SHOW_BYTES = 512 * 1024;

const privilege = { args: z.strictObject({ privileged: z.boolean() }), example: { privileged: true } } as const;

/** A mount point, or a device where none is known. */
const target = {
  args: z.strictObject({ path: z.string().refine(isPlainPath), byMountpoint: z.boolean() }),
  example: { path: '/mnt/data', byMountpoint: true },
} as const;

/** `-m`: without it every disk is searched for filesystems, and a sleeping one woken. */
export const mountedFilesystems = defineCommand({
  ...common,
  ...privilege,
  id: 'btrfs.show_mounted',
  summary: 'Btrfs filesystems that are mounted, and their devices.',
  maxOutputBytes: MAX_SHOW_BYTES,
  acceptedExitCodes: SHOW_CODES,
  argv: () => ['btrfs', 'filesystem', 'show', '-m', '--raw'],
  parse: (output, { privileged }) => parseShow(output, privileged),
});

export const rawFilesystems = defineCommand({
  ...common,
  ...privilege,
  id: 'btrfs.show_raw',
  summary: 'Btrfs filesystems, sizes in bytes: where -m is not known.',
  maxOutputBytes: MAX_SHOW_BYTES,
  acceptedExitCodes: SHOW_CODES,
  argv: () => ['btrfs', 'filesystem', 'show', '--raw'],
  parse: (output, { privileged }) => parseShow(output, privileged),
});

export const anyFilesystems = defineCommand({
  ...common,
  ...privilege,
  id: 'btrfs.show',
  summary: 'Btrfs filesystems, as every version can tell them: where neither -m nor --raw is known.',
  maxOutputBytes: MAX_SHOW_BYTES,
  argv: () => ['btrfs', 'filesystem', 'show'],
  parse: (output, { privileged }) => parseShowOrThrow(output, privileged),
});

export const btrfsMounts = defineProcFile({
  id: 'btrfs.mounts',
  summary: 'Where Btrfs filesystems are mounted.',
  path: '/proc/self/mounts',
  parse: parseBtrfsMounts,
  maxOutputBytes: 512 * 1024,
});

export const deviceStats = defineCommand({
  ...common,
  ...target,
  id: 'btrfs.device_stats',
  summary: 'Errors counted for each device of a Btrfs filesystem.',
  // 64 and 65 are those of --check; 1 is told for a device that could not be asked.
  acceptedExitCodes: [0, 1, 64, 65],
  argv: ({ path }) => ['btrfs', 'device', 'stats', path],
  parse: parseDeviceStats,
});

export const filesystemUsage = defineCommand({
  ...common,
  ...target,
  id: 'btrfs.filesystem_usage',
  summary: 'Profiles, and allocated and unallocated space of a Btrfs filesystem.',
  acceptedExitCodes: [0, 1],
  argv: ({ path }) => ['btrfs', 'filesystem', 'usage', '-b', path],
  parse: (output, { byMountpoint }) => parseUsage(output, byMountpoint),
});

/** In UTC, so that its times are told without a guess. */
export const scrubStatus = defineCommand({
  ...common,
  ...target,
  id: 'btrfs.scrub_status',
  summary: 'The last or running scrub of a Btrfs filesystem.',
  acceptedExitCodes: [0, 1],
  argv: ({ path }) => ['env', 'TZ=UTC', 'btrfs', 'scrub', 'status', '-R', path],
  parse: parseScrub,
});

export const balanceStatus = defineCommand({
  ...common,
  ...target,
  id: 'btrfs.balance_status',
  summary: 'A balance of a Btrfs filesystem that is under way.',
  // 1 while one is running.
  acceptedExitCodes: [0, 1, 2],
  argv: ({ path }) => ['btrfs', 'balance', 'status', path],
  parse: parseBalance,
});

/** Asked for where `show` lists the device number 0, the target of a replacement. */
export const replaceStatus = defineCommand({
  ...common,
  ...target,
  id: 'btrfs.replace_status',
  summary: 'The replacement of a device of a Btrfs filesystem that is under way.',
  acceptedExitCodes: [0, 1],
  argv: ({ path }) => ['btrfs', 'replace', 'status', '-1', path],
  parse: parseReplace,
});

export const btrfsCommands = [
  mountedFilesystems,
  rawFilesystems,
  anyFilesystems,
  btrfsMounts,
  deviceStats,
  filesystemUsage,
  scrubStatus,
  balanceStatus,
  replaceStatus,
] as const;
