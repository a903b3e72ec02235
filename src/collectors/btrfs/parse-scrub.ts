import type { BtrfsScrub } from '../../domain/inventory/pools/btrfs-filesystem.js';
import { type CommandOutput, ParseError, excerptOf, type Parsed } from '../../platform/commands/index.js';
import { readCounter } from '../shared/counters.js';
import { linesOf, splitLines } from '../shared/text.js';

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'exitCode' | 'truncated'>;

export interface ScrubReport extends BtrfsScrub {
  /** Of data and metadata together; to be compared with what the filesystem uses. */
  readonly scrubbedBytes: string | null;
  readonly durationSeconds: number | null;
}

const SOURCE = 'btrfs scrub status';
const MAX_LINE = 500;
/** The raw counters that mean an error, `no_csum` and discarded ones not. */
const ERROR_COUNTERS = ['read_errors', 'csum_errors', 'verify_errors', 'super_errors'];
const SCRUBBED = ['data_bytes_scrubbed', 'tree_bytes_scrubbed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const STAMP = /(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})/;
/** Before 5.2: `scrub started at … and finished after 00:10:00`, `…, running for 600 seconds`. */
const OLD =
  /^scrub (?:started|resumed) at (.*?),? (?:and )?(finished|running|was aborted|interrupted)(?: (?:after|for) (.*?))?(?:, not running)?$/;
const STATUSES: Readonly<Record<string, string>> = { 'was aborted': 'aborted' };

/** `-R` or not, of any version. Times are taken for UTC, as the command asks for. */
export function parseScrub(output: Output): Parsed<ScrubReport> {
  const lines = linesOf(output).map((line) => line.slice(0, MAX_LINE).trim());
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [name = '', ...rest] = line.split(':');
    if (!fields.has(name)) fields.set(name, rest.join(':').trim());
  }
  const old = lines.map((line) => OLD.exec(line)).find((match) => match !== null) ?? undefined;
  const isNone = lines.includes('no stats available');
  const status = isNone ? 'none' : old === undefined ? fields.get('Status') : (STATUSES[old[2] ?? ''] ?? old[2]);
  if (status === undefined && !fields.has('Error summary') && !fields.has('read_errors')) {
    const said = splitLines(output.stderr.toString('utf8')).at(-1) ?? lines[0] ?? '';
    throw new ParseError(SOURCE, `nothing was understood (exit code ${output.exitCode})`, excerptOf(said));
  }
  const startedAt = readStamp(old?.[1] ?? fields.get('Scrub started') ?? fields.get('Scrub resumed'));
  const durationSeconds = readDuration(old?.[3] ?? fields.get('Duration'));
  const isFinished = status === 'finished' && startedAt !== null && durationSeconds !== null;
  const value: ScrubReport = {
    status: status?.slice(0, 40).toLowerCase() ?? null,
    startedAt: toIso(startedAt),
    finishedAt: isFinished ? toIso(startedAt + durationSeconds * 1000) : null,
    errors: isNone ? null : (sumOf(fields, ERROR_COUNTERS) ?? readSummary(fields)),
    uncorrectable: isNone ? null : (counterOf(fields, 'uncorrectable_errors') ?? counterOf(fields, 'Uncorrectable')),
    percent: readPercent(fields.get('Bytes scrubbed')),
    etaSeconds: readDuration(fields.get('Time left')),
    scrubbedBytes: sumOf(fields, SCRUBBED),
    durationSeconds,
  };
  return { value, errors: [] };
}

function readStamp(text: string | undefined): number | null {
  const [, month, day, hour, minute, second, year] = STAMP.exec(text ?? '') ?? [];
  const index = MONTHS.indexOf(month ?? '');
  if (index < 0) return null;
  const time = Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second));
  return Number(year) >= 2000 && Number(year) < 2200 ? time : null;
}

function toIso(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

/** `0:10:00`, `12:34:56`, `600 seconds`. */
function readDuration(text: string | undefined): number | null {
  const clock = /^(\d{1,5}):(\d{2}):(\d{2})$/.exec(text ?? '');
  if (clock !== null) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const seconds = /^(\d{1,9}) seconds?$/.exec(text ?? '');
  return seconds === null ? null : Number(seconds[1]);
}

function counterOf(fields: ReadonlyMap<string, string>, name: string): string | null {
  return readCounter(fields.get(name)) ?? null;
}

/** null when not one of them was told. */
function sumOf(fields: ReadonlyMap<string, string>, names: readonly string[]): string | null {
  const told = names.map((name) => readCounter(fields.get(name))).filter((value) => value !== undefined);
  return told.length === 0 ? null : String(told.reduce((sum, value) => sum + BigInt(value), 0n));
}

/** `Error summary: no errors found`, or `csum=5 read=1`. */
function readSummary(fields: ReadonlyMap<string, string>): string | null {
  const text = fields.get('Error summary');
  if (text === undefined) return null;
  if (text === 'no errors found') return '0';
  const counts = [...text.matchAll(/\w{1,20}=(\d{1,20})/g)].map(([, count]) => BigInt(count ?? 0));
  return counts.length === 0 ? null : String(counts.reduce((sum, count) => sum + count, 0n));
}

function readPercent(text: string | undefined): number | null {
  const [, percent] = /\((\d{1,3}(?:\.\d{1,4})?)%\)/.exec(text ?? '') ?? [];
  return percent === undefined ? null : Math.min(100, Number(percent));
}
