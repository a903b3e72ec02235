import { ParseError } from '../../platform/commands/index.js';
import { readCounter } from '../shared/counters.js';
import type { Row } from './read-report.js';

/** Reads the columns of one row, each by itself: what is not understood is null and an error, the others stay. */
export interface FieldReader {
  /** null when the column is missing; '' stands for "does not apply". */
  readonly raw: (column: string) => string | null;
  /** null when missing or empty. */
  readonly text: (column: string) => string | null;
  readonly bytes: (column: string) => string | null;
  readonly percent: (column: string) => number | null;
  readonly count: (column: string) => number | null;
  readonly counter: (column: string) => string | null;
  /** Columns that are not among these and hold something, bounded. */
  readonly others: (known: readonly string[]) => Record<string, string>;
}

const MAX_NAME = 200;
const MAX_OTHERS = 20;
const UNITS = 'kmgtpe';
/** `1.47g`, `<1.47g`, `1099511627776`, `1099511627776B`. */
const SIZE = /^[<>]?(\d{1,20})(?:\.(\d{1,6}))?\s?([a-zA-Z]?)$/;

export function readFields(tool: string, row: Row, errors: ParseError[]): FieldReader {
  const raw = (column: string): string | null => (Object.hasOwn(row, column) ? (row[column] ?? null) : null);
  const read = <T>(column: string, what: string, convert: (text: string) => T | undefined): T | null => {
    const text = raw(column);
    if (text === null || text === '') return null;
    const value = convert(text);
    if (value !== undefined) return value;
    errors.push(new ParseError(tool, `'${column}' is no ${what}`, JSON.stringify(row)));
    return null;
  };
  return {
    raw,
    text: (column) => (raw(column) ?? '').slice(0, MAX_NAME) || null,
    bytes: (column) => read(column, 'size', readSize),
    percent: (column) => read(column, 'share of 0 to 100 percent', readPercent),
    count: (column) => read(column, 'count', (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined)),
    counter: (column) => read(column, 'counter', readCounter),
    others: (known) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([column, value]) => value !== '' && !known.includes(column))
          .slice(0, MAX_OTHERS)
          .map(([column, value]) => [column.slice(0, MAX_NAME), value.slice(0, MAX_NAME)]),
      ),
  };
}

/** Bytes as decimal text. Small letters are powers of 1024, capital ones of 1000, as LVM has it; `<` marks rounding. */
export function readSize(text: string): string | undefined {
  const [, whole, fraction = '', unit = ''] = SIZE.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const factor = factorOf(unit);
  if (factor === undefined) return undefined;
  const scale = 10n ** BigInt(fraction.length);
  return String((BigInt(whole + fraction) * factor) / scale);
}

function factorOf(unit: string): bigint | undefined {
  if (unit === '' || unit === 'b' || unit === 'B') return 1n;
  if (unit === 's' || unit === 'S') return 512n;
  const power = UNITS.indexOf(unit.toLowerCase()) + 1;
  if (power === 0) return undefined;
  return (unit === unit.toLowerCase() ? 1024n : 1000n) ** BigInt(power);
}

function readPercent(text: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,6})?$/.test(text)) return undefined;
  const value = Number(text);
  return value <= 100 ? value : undefined;
}
