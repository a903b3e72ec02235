import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { readCounter, readDecimal, toBytes } from '../shared/counters.js';
import { linesOf } from '../shared/text.js';
import type { TopProcess } from './schema.js';

/** One number. */
export function parseCount(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<number> {
  const [line = ''] = linesOf(output);
  const count = readCounter(line.trim());
  if (count === undefined) throw new ParseError('process count', 'it is not a number', line);
  return { value: Number(count), errors: [] };
}

const ROW = /^\s*(\d{1,10})\s+(\S+)\s+(\d{1,18})\s+(\S+)\s+(\S+)\s+(.+?)\s*$/;

/** `pid pcpu rss stat user comm`, without a header; the name may hold blanks. */
export function parseTop(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<readonly TopProcess[]> {
  const errors: ParseError[] = [];
  const value: TopProcess[] = [];
  for (const line of linesOf(output)) {
    const row = readRow(line);
    if (row === undefined) errors.push(new ParseError('ps', 'a row has not the six fields asked for', line));
    else value.push(row);
  }
  return { value, errors };
}

function readRow(line: string): TopProcess | undefined {
  const [, pid, cpu, kibibytes, state, user, name] = ROW.exec(line) ?? [];
  const cpuPercent = readDecimal(cpu);
  if (cpuPercent === undefined || kibibytes === undefined) return undefined;
  if (state === undefined || user === undefined || name === undefined) return undefined;
  return { pid: Number(pid), cpuPercent, residentBytes: toBytes(kibibytes, '1024'), state, user, name };
}
