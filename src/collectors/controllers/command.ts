import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { ANY_EXIT_CODE } from '../shared/exit-codes.js';
import { parseArcconf } from './parse-arcconf.js';
import { parseMegacli } from './parse-megacli.js';
import { parseSsacli } from './parse-ssacli.js';
import { parseStorcli } from './parse-storcli.js';

/** These tools talk to the controller's firmware, take seconds, and exit with codes of their own for "none". */
const ask = {
  effect: 'read_only',
  root: true,
  timeout: 'slow',
  acceptedExitCodes: ANY_EXIT_CODE,
} as const;

/** One program under several names; the first that a host has is asked. */
export const STORCLI_NAMES = ['storcli64', 'storcli', 'perccli64', 'perccli'] as const;
export const MEGACLI_NAMES = ['megacli', 'MegaCli64', 'MegaCli'] as const;
export const SSACLI_NAMES = ['ssacli', 'hpssacli', 'hpacucli'] as const;

const storcliTool = z.strictObject({ tool: z.enum(STORCLI_NAMES) });
const MEGACLI_LISTS = {
  volumes: ['-LDInfo', '-Lall', '-aALL', '-NoLog'],
  members: ['-PDList', '-aALL', '-NoLog'],
  batteries: ['-AdpBbuCmd', '-aALL', '-NoLog'],
} as const;

export const storcliControllers = defineCommand({
  ...ask,
  id: 'controllers.storcli',
  summary: 'MegaRAID and PERC controllers: state, virtual drives, battery.',
  args: storcliTool,
  example: { tool: 'storcli64' },
  maxOutputBytes: 8 * 1024 * 1024,
  argv: ({ tool }, { tools }) => (tool in tools ? [tool, '/call', 'show', 'all', 'J'] : undefined),
  parse: parseStorcli,
});

export const storcliMembers = defineCommand({
  ...ask,
  id: 'controllers.storcli_drives',
  summary: 'Drives behind MegaRAID and PERC controllers.',
  args: storcliTool,
  example: { tool: 'storcli64' },
  maxOutputBytes: 8 * 1024 * 1024,
  argv: ({ tool }, { tools }) => (tool in tools ? [tool, '/call/eall/sall', 'show', 'all', 'J'] : undefined),
  parse: parseStorcli,
});

export const megacli = defineCommand({
  ...ask,
  id: 'controllers.megacli',
  summary: 'Older MegaRAID controllers: volumes, drives, batteries.',
  args: z.strictObject({ tool: z.enum(MEGACLI_NAMES), list: z.enum(['volumes', 'members', 'batteries']) }),
  example: { tool: 'megacli', list: 'members' },
  maxOutputBytes: 2 * 1024 * 1024,
  argv: ({ tool, list }, { tools }) => (tool in tools ? [tool, ...MEGACLI_LISTS[list]] : undefined),
  parse: parseMegacli,
});

export const ssacli = defineCommand({
  ...ask,
  id: 'controllers.ssacli',
  summary: 'HPE Smart Array controllers: state, logical drives, drives, cache and battery.',
  args: z.strictObject({ tool: z.enum(SSACLI_NAMES) }),
  example: { tool: 'ssacli' },
  maxOutputBytes: 2 * 1024 * 1024,
  argv: ({ tool }, { tools }) => (tool in tools ? [tool, 'ctrl', 'all', 'show', 'config', 'detail'] : undefined),
  parse: parseSsacli,
});

export const arcconf = defineCommand({
  ...ask,
  id: 'controllers.arcconf',
  summary: 'One Adaptec controller: state, logical devices, drives, battery.',
  args: z.strictObject({ controller: z.int().min(1).max(8) }),
  example: { controller: 1 },
  tools: ['arcconf'],
  maxOutputBytes: 2 * 1024 * 1024,
  argv: ({ controller }) => ['arcconf', 'getconfig', String(controller)],
  parse: (output, { controller }) => parseArcconf(output, controller),
});
