import { defineProcFile } from '../shared/proc-file.js';
import { parseLoad } from './parser.js';

export const procLoadavg = defineProcFile({
  id: 'host.proc_loadavg',
  summary: 'Load averages, runnable and existing threads.',
  path: '/proc/loadavg',
  parse: parseLoad,
  maxOutputBytes: 4096,
});
