import { type CommandOutput, ParseError, excerptOf, type Parsed } from '../../platform/commands/index.js';
import { linesOf, splitLines } from '../shared/text.js';
import { readSize } from './sizes.js';

export interface ShownDevice {
  readonly devid: number | null;
  readonly path: string;
  /** null: it could not be opened, which without root says nothing. */
  readonly missing: boolean | null;
  readonly sizeBytes: string | null;
  readonly allocatedBytes: string | null;
}

export interface ShownFilesystem {
  readonly uuid: string;
  readonly label: string | null;
  readonly totalDevices: number | null;
  readonly usedBytes: string | null;
  readonly someMissing: boolean;
  readonly devices: readonly ShownDevice[];
}

export interface Shown {
  /** undefined: the tool does not know this way of asking. */
  readonly filesystems: readonly ShownFilesystem[] | undefined;
  readonly complete: boolean;
}

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'exitCode' | 'truncated'>;
type Open = { -readonly [K in keyof ShownFilesystem]: ShownFilesystem[K] } & { devices: ShownDevice[] };

const SOURCE = 'btrfs filesystem show';
const MAX_FILESYSTEMS = 200;
const MAX_DEVICES = 500;
const MAX_NAME = 300;
const MAX_LINE = 2000;
const MAX_ERRORS = 20;

// A label may hold blanks and quotes: the last quote before `uuid:` ends it.
const HEAD = /^Label: (?:none|'(.*)')\s+uuid: ([0-9a-fA-F-]{8,40})\s*$/;
const TOTAL = /^\s+Total devices (\d{1,6}|\S+) FS bytes used (\S+)\s*$/;
const DEVICE = /^\s+devid\s+(\d{1,9}) size (\S+) used (\S+) path ?(.*)$/;
const SOME_MISSING = /^\s+\*\*\* Some devices missing/;
/** What has to be understood; any other line is a remark of the tool. */
const OURS = /^(?:Label: |\s+(?:Total devices|devid)\s)/;

/**
 * Of any version, sizes raw or human. `privileged`: without root no device can be opened, and the tool calls each of
 * them missing.
 */
export function parseShow(output: Output, privileged: boolean): Parsed<Shown> {
  const errors: ParseError[] = [];
  const found = new Map<string, Open>();
  let current: Open | undefined;
  for (const line of linesOf(output).map((one) => one.slice(0, MAX_LINE).trimEnd())) {
    const head = HEAD.exec(line);
    if (head !== null) {
      current = openFilesystem(head, found);
      continue;
    }
    if (readInto(current, line)) continue;
    // What follows a head that is not understood must not go to the filesystem before it.
    if (line.startsWith('Label: ')) current = undefined;
    if (OURS.test(line)) errors.push(new ParseError(SOURCE, 'a line was not understood', line));
  }
  const all = [...found.values()];
  if (all.length > MAX_FILESYSTEMS) {
    errors.push(new ParseError(SOURCE, `of ${all.length} filesystems only the first ${MAX_FILESYSTEMS} are read`, ''));
  }
  // `-m` where nothing is mounted ends with 1, and says nothing at all; an option that is not known is complained of.
  const isSilent = output.stdout.length === 0 && output.stderr.length === 0;
  const complete = (output.exitCode === 0 || isSilent) && !output.truncated && errors.length === 0;
  if (all.length === 0 && !complete)
    return { value: { filesystems: undefined, complete: false }, errors: errors.slice(0, MAX_ERRORS) };
  const filesystems = all.slice(0, MAX_FILESYSTEMS).map((one) => doubtMarks(one, privileged));
  return { value: { filesystems, complete }, errors: errors.slice(0, MAX_ERRORS) };
}

/** Throws ParseError when nothing was told and this was the last way to ask. */
export function parseShowOrThrow(output: Output, privileged: boolean): Parsed<Shown> {
  const parsed = parseShow(output, privileged);
  if (parsed.value.filesystems !== undefined) return parsed;
  const said = splitLines(output.stderr.toString('utf8')).at(-1) ?? '';
  throw parsed.errors[0] ?? new ParseError(SOURCE, `it ended with exit code ${output.exitCode}`, excerptOf(said));
}

function openFilesystem(head: RegExpExecArray, found: Map<string, Open>): Open {
  const uuid = (head[2] ?? '').toLowerCase();
  const known = found.get(uuid);
  if (known !== undefined) return known;
  const label = head[1] === undefined || head[1] === '' ? null : head[1].slice(0, MAX_NAME);
  const opened: Open = { uuid, label, totalDevices: null, usedBytes: null, someMissing: false, devices: [] };
  found.set(uuid, opened);
  return opened;
}

/** False for a line that is none of a filesystem's. */
function readInto(filesystem: Open | undefined, line: string): boolean {
  if (filesystem === undefined) return false;
  if (SOME_MISSING.test(line)) {
    filesystem.someMissing = true;
    return true;
  }
  const [, count, used] = TOTAL.exec(line) ?? [];
  if (count !== undefined && used !== undefined) {
    filesystem.totalDevices = /^\d+$/.test(count) ? Number(count) : null;
    filesystem.usedBytes = readSize(used) ?? null;
    return true;
  }
  const device = readDevice(line);
  if (device === undefined) return false;
  const isKnown = filesystem.devices.some(({ devid }) => devid === device.devid);
  if (!isKnown && filesystem.devices.length < MAX_DEVICES) filesystem.devices.push(device);
  return true;
}

/** `devid 2 size 0 used 0 path  MISSING`, `path /dev/sdb MISSING`, `path <missing disk> MISSING`. */
function readDevice(line: string): ShownDevice | undefined {
  const [, devid, size, used, rest] = DEVICE.exec(line) ?? [];
  if (devid === undefined || rest === undefined) return undefined;
  const isMarked = rest === 'MISSING' || rest.endsWith(' MISSING') || rest === '<missing disk>';
  const path = rest.replace(/\s*MISSING$/, '').slice(0, MAX_NAME);
  const hasPath = path !== '' && path !== '<missing disk>';
  return {
    devid: Number(devid),
    path: hasPath ? path : `devid:${devid}`,
    missing: isMarked,
    sizeBytes: isMarked ? null : (readSize(size) ?? null),
    allocatedBytes: isMarked ? null : (readSize(used) ?? null),
  };
}

/** A filesystem that is mounted has some device: when each is marked and this is not root, the marks are worth nothing. */
function doubtMarks(filesystem: Open, privileged: boolean): ShownFilesystem {
  const { devices } = filesystem;
  if (privileged || !devices.every(({ missing, path }) => missing === true && path.startsWith('/'))) return filesystem;
  return { ...filesystem, devices: devices.map((device) => ({ ...device, missing: null })) };
}
