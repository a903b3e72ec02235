import type { BtrfsCounterName, BtrfsCounters } from '../../domain/inventory/pools/btrfs-filesystem.js';
import { type CommandOutput, ParseError, excerptOf, type Parsed } from '../../platform/commands/index.js';
import { parseJsonLossless } from '../../platform/json/parse-lossless.js';
import { readCounter } from '../shared/counters.js';
import { splitLines, textOf } from '../shared/text.js';

export interface DeviceStats {
  readonly path: string;
  /** Only JSON tells it, and the text for a device that is missing. */
  readonly devid: number | null;
  readonly counters: BtrfsCounters;
}

type Output = Pick<CommandOutput, 'stdout' | 'stderr' | 'exitCode' | 'truncated'>;
interface Line {
  readonly path: string;
  readonly devid: number | null;
  readonly name: string;
  readonly value: string;
}

const SOURCE = 'btrfs device stats';
const MAX_LINES = 5000;
const MAX_LINE = 2000;
const MAX_ERRORS = 20;
/** `[/dev/sda].write_io_errs    0`, `[devid:2].…` for a missing one. */
const LINE = /^\[(.{1,1000})\]\.(\w{1,40})\s+(\S+)\s*$/;
/** How text and JSON name the counters. */
const NAMES: Readonly<Record<string, BtrfsCounterName>> = {
  write_io_errs: 'write',
  read_io_errs: 'read',
  flush_io_errs: 'flush',
  corruption_errs: 'corruption',
  generation_errs: 'generation',
};

/** Text of any version, or JSON. Throws ParseError when no device was told of. */
export function parseDeviceStats(output: Output): Parsed<readonly DeviceStats[]> {
  const errors: ParseError[] = [];
  const text = textOf(output).trim();
  const lines = text.startsWith('{') ? readJson(text, errors) : readText(text, output.truncated, errors);
  const devices = new Map<string, { devid: number | null; counters: BtrfsCounters }>();
  for (const { path, devid, name, value } of lines.slice(0, MAX_LINES)) {
    const counter = NAMES[name];
    // A counter that a newer kernel has beside these.
    if (counter === undefined) continue;
    const count = readCounter(value);
    if (count === undefined)
      errors.push(new ParseError(SOURCE, 'a counter is no number', `[${path}].${name} ${value}`));
    const device = devices.get(path) ?? { devid, counters: nothingCounted() };
    device.counters[counter] = count ?? null;
    devices.set(path, device);
  }
  if (devices.size === 0) {
    const said = splitLines(output.stderr.toString('utf8')).at(-1) ?? text.slice(0, 200);
    throw errors[0] ?? new ParseError(SOURCE, `no device was told of (exit code ${output.exitCode})`, excerptOf(said));
  }
  return { value: [...devices].map(([path, rest]) => ({ path, ...rest })), errors: errors.slice(0, MAX_ERRORS) };
}

function nothingCounted(): BtrfsCounters {
  return { write: null, read: null, flush: null, corruption: null, generation: null };
}

function readText(text: string, truncated: boolean, errors: ParseError[]): Line[] {
  return splitLines(text, truncated)
    .map((one) => one.slice(0, MAX_LINE))
    .flatMap((line): Line[] => {
      const [, path, name, value] = LINE.exec(line) ?? [];
      if (path !== undefined && name !== undefined && value !== undefined) {
        return [{ path, devid: devidOf(path), name, value }];
      }
      // Without a bracket it is a remark, such as that a device could not be asked.
      if (line.startsWith('[')) errors.push(new ParseError(SOURCE, 'a line was not understood', line));
      return [];
    });
}

function devidOf(path: string): number | null {
  const match = /^devid:(\d{1,9})$/.exec(path);
  return match === null ? null : Number(match[1]);
}

/** Early versions ended lists with a comma. */
function readJson(text: string, errors: ParseError[]): Line[] {
  const devices = recordOf(parseLoosely(text, errors))['device-stats'];
  if (!Array.isArray(devices)) return [];
  return devices.flatMap((device: unknown): Line[] => {
    const { device: path, devid, ...rest } = recordOf(device);
    if (typeof path !== 'string') {
      errors.push(new ParseError(SOURCE, 'a device has no name', JSON.stringify(rest)));
      return [];
    }
    const id = /^\d{1,9}$/.test(plain(devid)) ? Number(plain(devid)) : null;
    return Object.entries(rest).map(([name, value]) => ({ path, devid: id, name, value: plain(value) }));
  });
}

function parseLoosely(text: string, errors: ParseError[]): unknown {
  for (const candidate of [text, text.replaceAll(/,(\s*[\]}])/g, '$1')]) {
    try {
      return parseJsonLossless(candidate);
    } catch {
      // The other one, or none.
    }
  }
  errors.push(new ParseError(SOURCE, 'its JSON is broken or cut off', text.slice(0, 200)));
  return undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}
