import { type CommandOutput, ParseError, excerptOf } from '../../platform/commands/index.js';
import { parseJsonLossless } from '../../platform/json/parse-lossless.js';
import { RemoteError } from '../../platform/ssh/remote-errors.js';
import { splitLines, textOf } from '../shared/text.js';
import { SEPARATOR } from './columns.js';

/** One row of a report, by column; every value as text, empty where it does not apply. */
export type Row = Readonly<Record<string, string>>;

export interface Report {
  /** undefined: the tool gave no such list. */
  readonly rows: readonly Row[] | undefined;
  readonly errors: readonly ParseError[];
  /** It ended well, and nothing was cut off. */
  readonly complete: boolean;
}

export interface ReportKind {
  /** The tool's name, for messages. */
  readonly tool: 'lvs' | 'vgs' | 'pvs';
  /** The key of its list within the JSON. */
  readonly list: 'lv' | 'vg' | 'pv';
  /** A column that each of its rows has. */
  readonly naming: 'lv_name' | 'vg_name' | 'pv_name';
}

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'exitCode' | 'truncated'>;

const MAX_ROWS = 5000;
const MAX_ERRORS = 20;
/** Rows that are no JSON, after which the rest is not tried. */
const MAX_FAILED = 1000;
const MAX_COLUMNS = 60;
const MAX_TEXT = 400;
const DEPTH = 8;
/** What a line of a report may begin with; LVM writes its warnings between them. */
const REPORT_LINE = /^\s*[{}[\]",]/;
/** Rows hold no braces within. */
const ROW = /\{[^{}]*\}/g;

/** `--reportformat json`, with warnings before, after and within it. What is broken or cut off costs its own rows. */
export function readJsonReport(output: Output, kind: ReportKind): Report {
  const text = textOf(output);
  const body = text.slice(Math.max(text.indexOf('{'), 0), text.lastIndexOf('}') + 1);
  if (!body.startsWith('{')) return { rows: undefined, errors: [], complete: false };
  const cleaned = body
    .split(/\r?\n/)
    .filter((line) => REPORT_LINE.test(line))
    .join('\n');
  const whole = readWhole(cleaned, kind);
  // It may not, or it knows not all of these columns: to be asked for in another way.
  if (whole?.length === 0 && output.exitCode !== 0) return { rows: undefined, errors: [], complete: false };
  if (whole !== undefined) return bounded(whole, { kind, errors: [], complete: isWell(output) });
  const { rows, errors } = salvage(cleaned, kind);
  return bounded(rows, { kind, errors, complete: false });
}

/** `--noheadings --separator '|'` of the columns given, in their order. */
export function readTable(output: Output, kind: ReportKind, columns: string): Report {
  const names = columns.split(',');
  const rows: Row[] = [];
  const errors: ParseError[] = [];
  for (const line of splitLines(textOf(output), output.truncated)) {
    // Warnings come on stdout too, where both streams are one.
    if (/^\s*WARNING/.test(line)) continue;
    const values = line.trim().split(SEPARATOR);
    if (values.length === names.length) {
      rows.push(Object.fromEntries(names.map((name, index) => [name, cut(values[index]?.trim() ?? '')])));
    } else if (errors.length < MAX_ERRORS) {
      errors.push(new ParseError(kind.tool, `a row has ${values.length} columns in place of ${names.length}`, line));
    }
  }
  if (rows.length > 0 || (output.exitCode === 0 && errors.length === 0)) {
    return bounded(rows, { kind, errors, complete: errors.length === 0 && isWell(output) });
  }
  return { rows: undefined, errors: errors.slice(0, 1), complete: false };
}

/** Its codes are the same for all it cannot do; only the text tells what it may not. */
const FORBIDDEN = /permission denied|operation not permitted|must be root|non-root user/i;

/** It ended badly and listed nothing: perhaps it may not, perhaps it cannot. */
export function refusal(output: Output, kind: ReportKind): RemoteError {
  const complaint = output.stderr.toString('utf8');
  const said = splitLines(complaint).at(-1) ?? '';
  if (FORBIDDEN.test(complaint)) return new RemoteError('permission_denied', `${kind.tool}: ${excerptOf(said.trim())}`);
  return new ParseError(kind.tool, `it ended with exit code ${output.exitCode} and listed nothing`, excerptOf(said));
}

function isWell({ exitCode, truncated }: Output): boolean {
  return exitCode === 0 && !truncated;
}

/** The rows of all reports together; undefined when this is no JSON, or has no such list. */
function readWhole(text: string, { list }: ReportKind): Row[] | undefined {
  let parsed: unknown;
  try {
    parsed = parseJsonLossless(text, { maxDepth: DEPTH });
  } catch {
    return undefined;
  }
  const reports = isRecord(parsed) ? parsed['report'] : undefined;
  if (!Array.isArray(reports)) return undefined;
  const lists = reports.map((report: unknown) => (isRecord(report) ? report[list] : undefined));
  const known = lists.filter((one) => Array.isArray(one)) as unknown[][];
  if (known.length === 0) return undefined;
  return known.flat().flatMap((row) => (isRecord(row) ? [toRow(row)] : []));
}

function salvage(text: string, { naming, tool }: ReportKind): Pick<Report, 'rows' | 'errors'> {
  const rows: Row[] = [];
  const errors: ParseError[] = [];
  let failed = 0;
  for (const [piece] of text.matchAll(ROW)) {
    if (rows.length > MAX_ROWS || failed > MAX_FAILED) break;
    let parsed: unknown;
    try {
      parsed = parseJsonLossless(piece, { maxDepth: DEPTH });
    } catch {
      failed += 1;
      if (errors.length < MAX_ERRORS) errors.push(new ParseError(tool, 'a row is no JSON', piece));
      continue;
    }
    if (isRecord(parsed) && parsed[naming] !== undefined) rows.push(toRow(parsed));
  }
  if (rows.length === 0) return { rows: undefined, errors };
  return {
    rows,
    errors: errors.length > 0 ? errors : [new ParseError(tool, 'its JSON is broken or cut off', text.slice(-100))],
  };
}

function bounded(
  rows: readonly Row[] | undefined,
  { kind, errors, complete }: { kind: ReportKind; errors: readonly ParseError[]; complete: boolean },
): Report {
  if (rows === undefined || rows.length <= MAX_ROWS) return { rows, errors, complete };
  const tooMany = new ParseError(kind.tool, `of ${rows.length} rows only the first ${MAX_ROWS} are read`, '');
  return { rows: rows.slice(0, MAX_ROWS), errors: [...errors, tooMany], complete: false };
}

/** Text as it is; the numbers of `json_std` as text. */
function toRow(object: Readonly<Record<string, unknown>>): Row {
  const entries = Object.entries(object)
    .slice(0, MAX_COLUMNS)
    .flatMap(([name, value]): [string, string][] => {
      if (typeof value === 'string') return [[name, cut(value.trim())]];
      if (typeof value === 'number' || typeof value === 'bigint') return [[name, String(value)]];
      return value === null ? [[name, '']] : [];
    });
  return Object.fromEntries(entries);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cut(text: string): string {
  return text.slice(0, MAX_TEXT);
}
