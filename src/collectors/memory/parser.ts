import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { readCounter, toBytes } from '../shared/counters.js';
import { linesOf } from '../shared/text.js';
import type { MemoryFacts } from './schema.js';

const SOURCE = '/proc/meminfo';
const LINE = /^(\w[\w()]*):\s+(\d+)(?:\s+(kB))?\s*$/;
/** Rows we read; all others are left alone, whatever they look like. */
const WANTED = [
  'MemTotal',
  'MemFree',
  'MemAvailable',
  'Buffers',
  'Cached',
  'SReclaimable',
  'Shmem',
  'SwapTotal',
  'SwapFree',
] as const;

/** `MemTotal:       24684084 kB` and so on, each row by itself. */
export function parseMemory(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<MemoryFacts> {
  const errors: ParseError[] = [];
  const lines = linesOf(output);
  const rows = new Map<string, number>();
  for (const line of lines) {
    const name = line.split(':', 1)[0] ?? '';
    if (!(WANTED as readonly string[]).includes(name)) continue;
    const match = LINE.exec(line);
    const count = readCounter(match?.[2]);
    if (count === undefined) errors.push(new ParseError(SOURCE, `${name} has no size`, line));
    else rows.set(name, toBytes(count, match?.[3] === undefined ? '1' : '1024'));
  }
  const total = rows.get('MemTotal');
  if (total === undefined) throw new ParseError(SOURCE, 'there is no usable MemTotal', lines[0] ?? '');
  return { value: factsOf(rows, total), errors };
}

function factsOf(rows: ReadonlyMap<string, number>, total: number): MemoryFacts {
  const stated = rows.get('MemAvailable');
  const available = stated ?? estimateAvailable(rows);
  return {
    totalBytes: total,
    availableBytes: available === undefined ? undefined : Math.min(total, available),
    availableEstimated: stated === undefined,
    freeBytes: rows.get('MemFree'),
    buffersBytes: rows.get('Buffers'),
    cachedBytes: rows.get('Cached'),
    swapTotalBytes: rows.get('SwapTotal'),
    swapFreeBytes: rows.get('SwapFree'),
  };
}

/** What `free` showed before kernel 3.14: caches count as available, shared memory does not. */
function estimateAvailable(rows: ReadonlyMap<string, number>): number | undefined {
  const free = rows.get('MemFree');
  if (free === undefined) return undefined;
  const sum = ['Buffers', 'Cached', 'SReclaimable'].reduce((bytes, name) => bytes + (rows.get(name) ?? 0), free);
  return Math.max(free, sum - (rows.get('Shmem') ?? 0));
}
