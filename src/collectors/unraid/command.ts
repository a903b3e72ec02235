import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { parseUnraid } from './parser.js';

export const unraidArray = defineCommand({
  id: 'unraid.array',
  summary: 'State of the array and of its disks, as Unraid itself keeps it in memory: no disk is touched.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  // Only Unraid has it.
  tools: ['mdcmd'],
  maxOutputBytes: 512 * 1024,
  // 1: one of the files is not there.
  acceptedExitCodes: [0, 1],
  argv: () => ['cat', '/var/local/emhttp/var.ini', '/var/local/emhttp/disks.ini'],
  parse: parseUnraid,
});
