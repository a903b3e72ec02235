import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { parseCount, parseTop } from './parser.js';

const nothing = { args: z.strictObject({}), example: {} } as const;

/** Counted by the shell itself: a full process list would be the most expensive part of a collection. */
export const processCount = defineCommand({
  ...nothing,
  id: 'host.process_count',
  summary: 'Number of processes.',
  effect: 'read_only',
  argv: () => ['sh', '-c', 'set -- /proc/[0-9]*; echo $#'],
  parse: parseCount,
  maxOutputBytes: 4096,
});

export const TOP_PROCESSES = 5;

/** Names only: argument lists hold secrets. BusyBox has no such ps. */
export const processTop = defineCommand({
  ...nothing,
  id: 'host.process_top',
  summary: `The ${TOP_PROCESSES} processes with the most memory; names without arguments.`,
  effect: 'read_only',
  tools: ['ps'],
  argv: (_args, host) =>
    host.tools['ps']?.includes('procps') === true
      ? ['sh', '-c', `ps -eo pid=,pcpu=,rss=,stat=,user=,comm= --sort=-rss | head -n ${TOP_PROCESSES}`]
      : undefined,
  parse: parseTop,
  maxOutputBytes: 8192,
});
