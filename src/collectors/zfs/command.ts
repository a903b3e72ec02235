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

export const poolList = defineCommand({
  id: 'zfs.pools',
  summary: 'ZFS pools: raw size, use, fragmentation, health and GUID. Reads no disk.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['zpool'],
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: () => ['zpool', 'list', '-Hp', '-o', LIST_COLUMNS],
  parse: parsePoolList,
});

export const poolStatus = defineCommand({
  id: 'zfs.status',
  summary: 'Devices, error counters, scrub and resilver of all ZFS pools; JSON from OpenZFS 2.3 on. Reads no disk.',
  effect: 'read_only',
  args: z.strictObject({ dialect: z.enum(DIALECTS) }),
  example: { dialect: 'json' },
  tools: ['zpool'],
  timeout: 'normal',
  maxOutputBytes: 2 * 1024 * 1024,
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: ({ dialect }) => ['zpool', 'status', ...STATUS_ARGUMENTS[dialect]],
  parse: parseStatus,
});

// The columns are those that `zfs list` prints by default, in its order.
export const poolUsage = defineCommand({
  id: 'zfs.usage',
  summary: 'What the datasets of each pool use and can still use: without the parity of raidz.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['zfs'],
  acceptedExitCodes: ANY_EXIT_CODE,
  argv: () => ['zfs', 'list', '-Hp', '-o', 'name,used,avail,refer,mountpoint', '-d', '0'],
  parse: parseUsage,
});

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
