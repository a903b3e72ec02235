import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { cutOrNull, cutText } from '../shared/host-text.js';
import { linesOf } from '../shared/text.js';
import type { UnraidDisk, UnraidFacts } from './schema.js';

type Fields = Map<string, string>;

const MAX_DISKS = 500;
const MAX_COUNT = 1e12;

/** `var.ini`, then `disks.ini`: `key="value"` lines, in the latter below `["disk1"]` heads. */
export function parseUnraid(output: Pick<CommandOutput, 'stdout' | 'truncated'>): Parsed<UnraidFacts> {
  const array: Fields = new Map();
  const disks: Fields[] = [];
  let current = array;
  for (const line of linesOf(output)) {
    if (/^\["?[^"\]]*"?\]\s*$/.test(line)) {
      current = new Map();
      if (disks.length < MAX_DISKS) disks.push(current);
    } else {
      const [, key, value] = /^(\w+)="?(.*?)"?\s*$/.exec(line) ?? [];
      if (key !== undefined && value !== undefined) current.set(key, value);
    }
  }
  if (!array.has('mdState')) throw new ParseError('unraid', "var.ini has no 'mdState'", linesOf(output)[0] ?? '');
  const state = cutOrNull(array.get('mdState'));
  const counts = {
    disabled: readCount(array.get('mdNumDisabled')),
    missing: readCount(array.get('mdNumMissing')),
    invalid: readCount(array.get('mdNumInvalid')),
    wrong: readCount(array.get('mdNumWrong')),
  };
  const value: UnraidFacts = {
    arrayState: state,
    started: state === null ? null : state === 'STARTED',
    filesystemState: cutOrNull(array.get('fsState')),
    ...counts,
    degraded: degradedOf(Object.values(counts)),
    parity: parityOf(array),
    disks: disks.filter((fields) => fields.has('name')).map(toDisk),
  };
  return { value, errors: [] };
}

/** One that is known to be above zero is enough; to say no, all must be known. */
function degradedOf(counts: readonly (number | null)[]): boolean | null {
  if (counts.some((each) => each !== null && each > 0)) return true;
  return counts.includes(null) ? null : false;
}

function parityOf(array: Fields): UnraidFacts['parity'] {
  const running = (readCount(array.get('mdResync')) ?? 0) > 0;
  const position = readCount(array.get('mdResyncPos'));
  const size = readCount(array.get('mdResyncSize'));
  const finished = running ? null : readCount(array.get('sbSynced2'));
  const exit = array.get('sbSyncExit');
  const share = running && position !== null && size !== null && size > 0 ? (100 * position) / size : null;
  return {
    action: running ? cutOrNull(array.get('mdResyncAction')) : null,
    progressPercent: share === null ? null : Math.min(100, share),
    errors: readCount(array.get('sbSyncErrs')),
    // Seconds since 1970; zero before the first run.
    finishedAt: finished === null || finished === 0 || finished > 99_999_999_999 ? null : timeOf(finished),
    succeeded: finished === null || finished === 0 || exit === undefined ? null : exit === '0',
  };
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function toDisk(fields: Fields): UnraidDisk {
  const color = fields.get('color') ?? '';
  const spunDown = fields.get('spundown') ?? (color.endsWith('-blink') ? '1' : color.endsWith('-on') ? '0' : undefined);
  return {
    name: cutText(fields.get('name') ?? ''),
    device: cutOrNull(fields.get('device')),
    id: cutOrNull(fields.get('id')),
    type: cutOrNull(fields.get('type')),
    status: cutOrNull(fields.get('status')),
    spunDown: spunDown === '1' ? true : spunDown === '0' ? false : null,
    errors: readCount(fields.get('numErrors')),
  };
}

function readCount(text: string | undefined): number | null {
  const value = text !== undefined && /^\d{1,13}$/.test(text) ? Number(text) : null;
  return value !== null && value <= MAX_COUNT ? value : null;
}
