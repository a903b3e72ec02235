import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { readCounter } from '../shared/counters.js';
import { linesOf } from '../shared/text.js';
import type { NetworkFacts, NetworkInterface } from './schema.js';

const SOURCE = '/proc/net/dev';
/** Position of each field behind the colon; the kernel's columns have been these since 2.1. */
const COLUMNS = {
  receiveBytes: 0,
  receivePackets: 1,
  receiveErrors: 2,
  receiveDrops: 3,
  transmitBytes: 8,
  transmitPackets: 9,
  transmitErrors: 10,
  transmitDrops: 11,
} as const;

/** Two header lines, then one line an interface; the first number may touch the colon. */
export function parseNetwork(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<NetworkFacts> {
  const errors: ParseError[] = [];
  const interfaces: NetworkInterface[] = [];
  const lines = linesOf(output);
  if (!lines.some((line) => line.includes('|'))) throw new ParseError(SOURCE, 'the header is missing', lines[0] ?? '');
  for (const line of lines.filter((each) => !each.includes('|'))) {
    const found = readInterface(line);
    if (found === undefined) errors.push(new ParseError(SOURCE, 'an interface has no usable counters', line));
    else interfaces.push(found);
  }
  return { value: { interfaces }, errors };
}

function readInterface(line: string): NetworkInterface | undefined {
  // Alias names hold colons themselves (`eth0:1`); numbers never do.
  const colon = line.lastIndexOf(':');
  const name = line.slice(0, Math.max(0, colon)).trim();
  const columns = line
    .slice(colon + 1)
    .trim()
    .split(/\s+/);
  if (name === '') return undefined;
  const counters: Record<string, string> = {};
  for (const [field, position] of Object.entries(COLUMNS)) {
    const value = readCounter(columns[position]);
    if (value === undefined) return undefined;
    counters[field] = value;
  }
  return { name, ...(counters as Omit<NetworkInterface, 'name'>) };
}
