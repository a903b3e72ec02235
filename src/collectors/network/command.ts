import { defineProcFile } from '../shared/proc-file.js';
import { parseNetwork } from './parser.js';

export const procNetDev = defineProcFile({
  id: 'host.proc_net_dev',
  summary: 'Bytes, packets, errors and drops of each network interface since boot.',
  path: '/proc/net/dev',
  parse: parseNetwork,
  maxOutputBytes: 256 * 1024,
});
