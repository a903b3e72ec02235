import { z } from 'zod';
import { defineCommand } from '../../platform/commands/index.js';
import { parseProcStat } from '../shared/proc-stat.js';

/** A second reading for hosts that have no earlier one. Old BusyBox sleeps whole seconds only. */
export const procStatLater = defineCommand({
  id: 'host.proc_stat_later',
  summary: 'The same half a second later: only where there is no earlier reading to compare with.',
  effect: 'read_only',
  args: z.strictObject({}),
  example: {},
  argv: () => ['sh', '-c', 'sleep 0.5 2>/dev/null || sleep 1; cat /proc/stat'],
  parse: (output) => parseProcStat(output),
  maxOutputBytes: 256 * 1024,
});
