import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { readDecimal } from '../shared/counters.js';
import { linesOf } from '../shared/text.js';
import type { UptimeFacts } from './schema.js';

/** `350735.47 234388.90`: since boot, and idle time over all CPUs. */
export function parseUptime(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<UptimeFacts> {
  const [line = ''] = linesOf(output);
  const uptimeSeconds = readDecimal(line.trim().split(/\s+/)[0]);
  if (uptimeSeconds === undefined || uptimeSeconds < 0) {
    throw new ParseError('/proc/uptime', 'it does not begin with a number of seconds', line);
  }
  return { value: { uptimeSeconds }, errors: [] };
}
