import { defineProcFile } from '../shared/proc-file.js';
import { parseUptime } from './parser.js';

export const procUptime = defineProcFile({
  id: 'host.proc_uptime',
  summary: 'Seconds since boot.',
  path: '/proc/uptime',
  parse: parseUptime,
  maxOutputBytes: 4096,
});
