import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { ANY_EXIT_CODE } from '../shared/exit-codes.js';
import { readClock } from '../shared/pool-text.js';
import { linesOf } from '../shared/text.js';
import { parsePoolList, parseUsage } from './parse-list.js';
import { parseStatus } from './parser.js';
import { DIALECTS, type Dialect } from './parsed-status.js';

const STATUS_ARGUMENTS: Readonly<Record<Dialect, readonly string[]>> = {
  json: ['-j', '--json-int', '--json-flat-vdevs'],
  exact: ['-p'],
  rounded: [],
};

const LIST_COLUMNS = 'name,size,alloc,free,frag,cap,health,guid';

/** Up to 0.6 the device of ZFS was root’s alone: the same questions once more, only where they were refused. */
const ROOT = { root: true } as const;

const poolListWords = {
  summary: 'ZFS pools: raw size, use, fragmentation, health and GUID. Reads no disk.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['zpool'],
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: () => ['zpool', 'list', '-Hp', '-o', LIST_COLUMNS],
  parse: parsePoolList,
} as const;

export const poolList = defineCommand({ ...poolListWords, id: 'zfs.pools' });
export const poolListAsRoot = defineCommand({ ...poolListWords, ...ROOT, id: 'zfs.pools_as_root' });

const poolStatusWords = {
  summary: 'Devices, error counters, scrub and resilver of all ZFS pools; JSON from OpenZFS 2.3 on. Reads no disk.',
  effect: 'read_only',
  args: z.strictObject({ dialect: z.enum(DIALECTS) }),
  example: { dialect: 'json' },
  tools: ['zpool'],
  timeout: 'normal',
  maxOutputBytes: 2 * 1024 * 1024,
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: ({ dialect }: { readonly dialect: Dialect }) => ['zpool', 'status', ...STATUS_ARGUMENTS[dialect]],
  parse: parseStatus,
} as const;

export const poolStatus = defineCommand({ ...poolStatusWords, id: 'zfs.status' });
export const poolStatusAsRoot = defineCommand({ ...poolStatusWords, ...ROOT, id: 'zfs.status_as_root' });

// The columns are those that `zfs list` prints by default, in its order.
const poolUsageWords = {
  summary: 'What the datasets of each pool use and can still use: without the parity of raidz.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['zfs'],
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: () => ['zfs', 'list', '-Hp', '-o', 'name,used,avail,refer,mountpoint', '-d', '0'],
  parse: parseUsage,
} as const;

export const poolUsage = defineCommand({ ...poolUsageWords, id: 'zfs.usage' });
export const poolUsageAsRoot = defineCommand({ ...poolUsageWords, ...ROOT, id: 'zfs.usage_as_root' });

export const hostClock = defineCommand({
  id: 'zfs.clock',
  summary: 'The host’s clock and its distance from UTC: zpool prints local time without saying which.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: () => ['date', '+%s %z'],
  parse: (output) => ({ value: { clock: readClock(linesOf(output)[0] ?? '') ?? null }, errors: [] }),
});
