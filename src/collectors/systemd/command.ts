import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { parseCrashedServices, parseFailedUnits } from './parser.js';

/**
 * Since systemd 246 this prints JSON; older ones take the option and print their table: the parser takes both.
 * `systemctl` counts as a tool only where systemd is in charge (see the profile).
 */
export const failedUnits = defineCommand({
  id: 'systemd.failed_units',
  summary: 'Units that have failed.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['systemctl'],
  timeout: 'normal',
  argv: () => [
    'systemctl',
    'list-units',
    '--failed',
    '--all',
    '--full',
    '--plain',
    '--no-legend',
    '--no-pager',
    '--output=json',
  ],
  parse: parseFailedUnits,
});

/** 1: none has crashed. */
export const crashedServices = defineCommand({
  id: 'systemd.openrc_crashed',
  summary: 'Services that have crashed, under OpenRC.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  tools: ['rc-status'],
  timeout: 'normal',
  acceptedExitCodes: [0, 1],
  argv: () => ['rc-status', '--nocolor', '--crashed'],
  parse: parseCrashedServices,
});
