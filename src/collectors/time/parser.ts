import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { cutOrNull } from '../shared/host-text.js';
import { linesOf } from '../shared/text.js';
import { readTimespanSeconds } from './timespan.js';
import type { ClockState, SystemdClock } from './schema.js';

type Output = Pick<CommandOutput, 'stdout' | 'truncated'>;

const MAX_STRATUM = 16;
/** A daemon that does not run. */
const SILENT: ClockState = { synchronised: null, offsetSeconds: null, stratum: null, server: null };

/**
 * `chronyc -n -c tracking`: reference, its name, stratum, reference time, system time, last offset, rms offset,
 * frequency, residual frequency, skew, root delay, root dispersion, update interval, leap status.
 */
export function parseChronyTracking(output: Output & Pick<CommandOutput, 'exitCode'>): Parsed<ClockState> {
  const line = linesOf(output).find((each) => each.split(',').length >= 14);
  // 506 Cannot talk to daemon: chrony is installed, and another keeps the clock.
  if (line === undefined && output.exitCode !== 0) return { value: SILENT, errors: [] };
  if (line === undefined) throw new ParseError('chronyc', 'there are no 14 values', linesOf(output)[0] ?? '');
  const fields = line.split(',');
  const leap = fields[13]?.trim() ?? '';
  const errors: ParseError[] = [];
  // Positive: the clock is slow of its reference.
  const slow = readNumber(fields[4]);
  if (slow === null) errors.push(new ParseError('chronyc', 'the system time is no number', line));
  const synchronised = /^not synchroni[sz]ed$/i.test(leap) ? false : /normal|insert|delete/i.test(leap) ? true : null;
  if (synchronised === null) errors.push(new ParseError('chronyc', `the leap status '${leap}' is not known`, line));
  const value: ClockState = {
    synchronised,
    // Never measured yet: zeros mean nothing.
    offsetSeconds: synchronised === true ? negated(slow) : null,
    stratum: readStratum(fields[2]),
    server: synchronised === true ? cutOrNull(fields[1]) : null,
  };
  return { value, errors };
}

/** The peer marked `*`, or `o` (a pulse a second), is the one followed; offsets are in milliseconds. */
export function parseNtpPeers(output: Output & Pick<CommandOutput, 'stderr'>): Parsed<ClockState> {
  const lines = linesOf(output);
  const text = lines.join('\n');
  // "ntpq: read: Connection refused": no daemon, whatever the exit code.
  if (text === '' && output.stderr.length > 0) return { value: SILENT, errors: [] };
  if (/^No association/m.test(text)) {
    return { value: { ...SILENT, synchronised: false }, errors: [] };
  }
  const peers = joinWrapped(lines.slice(lines.findIndex((line) => /^=+$/.test(line.trim())) + 1));
  if (!/^=+\s*$/m.test(text) || peers.length === 0) throw new ParseError('ntpq', 'there is no table', lines[0] ?? '');
  const chosen = peers.find((line) => /^[*o]/.test(line));
  if (chosen === undefined) {
    return { value: { ...SILENT, synchronised: false }, errors: [] };
  }
  const columns = chosen.slice(1).trim().split(/\s+/);
  // The last two are offset and jitter, whatever stands before them.
  const ahead = negated(readNumber(columns.at(-2)));
  const errors = ahead === null ? [new ParseError('ntpq', 'the offset is no number', chosen)] : [];
  const value: ClockState = {
    synchronised: true,
    offsetSeconds: ahead === null ? null : ahead / 1000,
    stratum: readStratum(columns[2]),
    server: cutOrNull(columns[0]),
  };
  return { value, errors };
}

/** With `-w` and in some builds a long address stands on a line of its own. */
function joinWrapped(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last !== undefined && last.trim().split(/\s+/).length === 1 && /^\s/.test(line)) {
      joined[joined.length - 1] = `${last} ${line.trim()}`;
    } else joined.push(line);
  }
  return joined;
}

/** `timedatectl show` (`NTPSynchronized=yes`) and `status` of any version (`NTP synchronized: yes`). */
export function parseTimedatectl(output: Output): Parsed<SystemdClock> {
  const fields = new Map(
    linesOf(output).flatMap((line) => {
      const [, key, value] = /^\s*([A-Za-z][A-Za-z ]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key.toLowerCase(), value] as const];
    }),
  );
  const first = (...keys: string[]): string | undefined =>
    keys.map((key) => fields.get(key)).find((value) => value !== undefined);
  const value: SystemdClock = {
    synchronised: readYes(first('ntpsynchronized', 'system clock synchronized', 'ntp synchronized')),
    serviceEnabled: readYes(
      first('ntp', 'ntp service', 'network time on', 'systemd-timesyncd.service active', 'ntp enabled'),
    ),
    timeZone: cutOrNull(first('timezone', 'time zone')?.replace(/ \(.*$/, ''), 80),
  };
  if (Object.values(value).every((each) => each === null)) {
    throw new ParseError('timedatectl', 'nothing in it is known', linesOf(output)[0] ?? '');
  }
  return { value, errors: [] };
}

/** Lines `Server: 1.2.3.4 (name)`, `Offset: +1.204ms`, `Stratum: 2`; nothing where timesyncd is not in charge. */
export function parseTimesyncStatus(output: Output): Parsed<ClockState> {
  const text = linesOf(output).join('\n');
  const field = (name: string): string | undefined =>
    new RegExp(`^\\s*${name}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(text)?.[1];
  // Of the server's clock against ours.
  const ahead = negated(readTimespanSeconds(field('Offset')));
  const value: ClockState = {
    synchronised: null,
    offsetSeconds: ahead,
    stratum: readStratum(field('Stratum')),
    server: cutOrNull(field('Server')?.replace(/\s*\(.*$/, '')),
  };
  return { value, errors: [] };
}

function readYes(text: string | undefined): boolean | null {
  if (text === 'yes' || text === 'active') return true;
  return text === 'no' || text === 'inactive' ? false : null;
}

function readNumber(text: string | undefined): number | null {
  return text !== undefined && /^[-+]?\d{1,12}(?:\.\d{1,12})?(?:e[-+]?\d{1,2})?$/i.test(text.trim())
    ? Number(text)
    : null;
}

function negated(value: number | null): number | null {
  // Not -0: it would not come back from JSON as itself.
  return value === null ? null : 0 - value;
}

function readStratum(text: string | undefined): number | null {
  const value = text !== undefined && /^\d{1,2}$/.test(text.trim()) ? Number(text) : null;
  return value !== null && value <= MAX_STRATUM ? value : null;
}
