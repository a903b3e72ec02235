import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { splitLines, textOf } from '../shared/text.js';
import type { FailedUnit } from './schema.js';

const SOURCE = 'systemctl list-units';
/** The table's row: an optional bullet (older than 230 even with --plain), then five columns. */
const ROW = /^[\s●*x×]*?(\S+\.[a-z]+)\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+(.*?))?\s*$/u;

/** JSON (246 and later) or the plain table; no failed unit is no output, or an empty list. */
export function parseFailedUnits(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<readonly FailedUnit[]> {
  const text = textOf(output).trim();
  if (!text.startsWith('[')) return parseTable(text, output.truncated);
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    throw new ParseError(SOURCE, 'its JSON is broken or was cut off', text);
  }
  return collect(Array.isArray(rows) ? rows : [rows], readObject, (row) => JSON.stringify(row) ?? '');
}

function parseTable(text: string, truncated: boolean): Parsed<readonly FailedUnit[]> {
  const lines = splitLines(text, truncated).filter((line) => !/^\s*UNIT\s+LOAD\s/.test(line));
  return collect(lines, readRow, (line) => line);
}

function collect<T>(
  rows: readonly T[],
  read: (row: T) => FailedUnit | undefined,
  show: (row: T) => string,
): Parsed<readonly FailedUnit[]> {
  const value: FailedUnit[] = [];
  const errors: ParseError[] = [];
  for (const row of rows) {
    const unit = read(row);
    if (unit === undefined) errors.push(new ParseError(SOURCE, 'a row names no unit', show(row)));
    else value.push(unit);
  }
  return { value, errors };
}

function readRow(line: string): FailedUnit | undefined {
  const [, unit, load, active, sub, description] = ROW.exec(line) ?? [];
  if (unit === undefined || load === undefined || active === undefined || sub === undefined) return undefined;
  return { unit, load, active, sub, description: description ?? '' };
}

function readObject(row: unknown): FailedUnit | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const fields = row as Record<string, unknown>;
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  if (text('unit') === '') return undefined;
  return {
    unit: text('unit'),
    load: text('load'),
    active: text('active'),
    sub: text('sub'),
    description: text('description'),
  };
}

/** `rc-status --crashed` of OpenRC: a name a line, in some versions with ` [ crashed ]` behind it. */
export function parseCrashedServices(
  output: Pick<CommandOutput, 'stdout' | 'stderr' | 'truncated' | 'exitCode'>,
): Parsed<readonly FailedUnit[]> {
  const said = output.stderr.toString('utf8').trim();
  if (output.exitCode !== 0 && said !== '') throw new ParseError('rc-status', 'it failed', said);
  return collect(
    splitLines(textOf(output), output.truncated),
    (line) => {
      const unit = /^\s*([\w.@:+-]{1,200})(?:\s+\[\s*crashed\s*\])?\s*$/.exec(line)?.[1];
      return unit === undefined
        ? undefined
        : { unit, load: 'loaded', active: 'failed', sub: 'crashed', description: '' };
    },
    (line) => line,
  );
}
