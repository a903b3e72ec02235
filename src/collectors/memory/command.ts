import { defineProcFile } from '../shared/proc-file.js';
import { parseMemory } from './parser.js';

export const procMeminfo = defineProcFile({
  id: 'host.proc_meminfo',
  summary: 'Memory and swap.',
  path: '/proc/meminfo',
  parse: parseMemory,
  maxOutputBytes: 16 * 1024,
});
