import { ParseError } from '../../platform/commands/index.js';
import type { JsonObject } from '../shared/disk-fields.js';

/** `-x`: `  5 Reallocated_Sector_Ct   PO--CK   100   100   010    -    0` */
const BRIEF =
  /^\s*(\d{1,3})\s+(\S+)\s+([A-Z-]{6,8})\s+(\d{1,3}|---)\s+(\d{1,3}|---)\s+(\d{1,3}|---)\s+(\S+)\s+(\S.*?)\s*$/;
/** `-a`: `  5 Reallocated_Sector_Ct   0x0033   100   100   010    Pre-fail  Always       -       0` */
const OLD =
  /^\s*(\d{1,3})\s+(\S+)\s+0x[0-9a-f]{4}\s+(\d{1,3}|---)\s+(\d{1,3}|---)\s+(\d{1,3}|---)\s+(\S+)\s+\S+\s+(\S+)\s+(\S.*?)\s*$/i;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly numbers: readonly [string, string, string];
  readonly prefailure: boolean;
  readonly failed: string;
  readonly raw: string;
}

/**
 * The table of vendor attributes, in the shape of smartctl's JSON: the last one, since a table of those that failed may
 * stand before it. A row that is none costs only itself.
 */
export function readTextAttributes(lines: readonly string[], errors: ParseError[]): JsonObject[] {
  const start = lines.findLastIndex((line) => /^\s*ID#\s+ATTRIBUTE_NAME/.test(line));
  if (start < 0) return [];
  const attributes: JsonObject[] = [];
  for (const line of lines.slice(start + 1)) {
    // Behind the table come the legend of its flags, or the next section.
    if (!/^\s*\d{1,3}\s/.test(line)) break;
    const row = readRow(line);
    if (row === undefined) errors.push(new ParseError('smartctl', 'a row of the attributes has not its fields', line));
    else attributes.push(toAttribute(row));
  }
  return attributes;
}

function readRow(line: string): Row | undefined {
  const brief = BRIEF.exec(line);
  const [, id, name, flagsOrValue = '', ...rest] = brief ?? OLD.exec(line) ?? [];
  if (id === undefined || name === undefined) return undefined;
  if (brief !== null) {
    const [value = '', worst = '', threshold = '', failed = '', raw = ''] = rest;
    return { id, name, numbers: [value, worst, threshold], prefailure: flagsOrValue.startsWith('P'), failed, raw };
  }
  const [worst = '', threshold = '', kind = '', failed = '', raw = ''] = rest;
  return { id, name, numbers: [flagsOrValue, worst, threshold], prefailure: kind === 'Pre-fail', failed, raw };
}

function toAttribute({ id, name, numbers: [value, worst, thresh], prefailure, failed, raw }: Row): JsonObject {
  return {
    id,
    name,
    value,
    worst,
    thresh,
    flags: { prefailure },
    when_failed: failed,
    raw: { value: rawNumber(raw), string: raw },
  };
}

/**
 * The number behind the text, where the text still holds it: a plain one, one with a remark behind it, or three words of
 * 16 bits, which the tool prints with the highest first. null for everything else: it cannot be told back.
 */
function rawNumber(raw: string): string | null {
  const words = /^(\d{1,5}) (\d{1,5}) (\d{1,5})$/.exec(raw)?.slice(1).map(BigInt);
  if (words?.every((word) => word <= 0xffffn) === true) {
    return String(words.reduce((number, word) => (number << 16n) | word, 0n));
  }
  return /^(\d{1,20})(?:$|\s*\(|[hm]\+|%)/.exec(raw)?.[1] ?? null;
}
