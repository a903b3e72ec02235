import { type CommandOutput, ParseError, type Parsed } from '../../platform/commands/index.js';
import { linesOf } from '../shared/text.js';
import { MAX_NAME, MAX_ROWS, readPort, type Listener, type UnixListener } from './evidence.js';

type Output = Pick<CommandOutput, 'stdout' | 'truncated'>;

/** A list, and whether it is all there is. */
export interface Listing<T> {
  readonly rows: readonly T[];
  readonly whole: boolean;
}

const HOLDER = /\(\("((?:[^"\\]|\\.){1,64})",pid=(\d{1,10}),/;

/** `ss -Hltnp`: `LISTEN 0 244 127.0.0.1:5432 0.0.0.0:* users:(("postgres",pid=812,fd=7))`. */
export function parseSsListeners(output: Output): Parsed<Listing<Listener>> {
  return collect('ss -Hltnp', output, (line) => {
    const [state, , , local] = line.trim().split(/\s+/);
    // Without -H an old ss writes a heading.
    if (state === 'State' || state === 'Netid') return 'skip';
    if (state !== 'LISTEN' || local === undefined) return undefined;
    const place = splitAddress(local);
    return place === undefined ? undefined : { ...place, ...readHolder(line) };
  });
}

/** `ss -Hlxp`: `u_str LISTEN 0 244 /run/postgresql/.s.PGSQL.5432 21811 * 0 users:((…))`; abstract ones are left out. */
export function parseSsUnix(output: Output): Parsed<Listing<UnixListener>> {
  return collect('ss -Hlxp', output, (line) => {
    const trimmed = line.trim();
    // A datagram socket takes no connections, although `-l` lists it.
    if (/^(?:Netid|State)\s|^u_\S+\s+UNCONN\s/.test(trimmed)) return 'skip';
    const [, path] = /^(?:u_\S+\s+)?LISTEN\s+\d+\s+\d+\s+(\S.*?)\s+\d+\s+\*\s+\d+(?:\s|$)/.exec(trimmed) ?? [];
    if (path === undefined) return undefined;
    return path.startsWith('/') && path.length <= MAX_NAME ? { path, ...readHolder(line) } : 'skip';
  });
}

/** `netstat -lntp` of net-tools and BusyBox: `tcp 0 0 0.0.0.0:5432 0.0.0.0:* LISTEN 812/postgres`. */
export function parseNetstat(output: Output): Parsed<Listing<Listener>> {
  return collect('netstat -lntp', output, (line) => {
    const words = line.trim().split(/\s+/);
    if (!/^tcp6?$/.test(words[0] ?? '')) return 'skip';
    const place = splitAddress(words[3] ?? '');
    if (place === undefined || !words.includes('LISTEN')) return undefined;
    const [, pid, process] = /^(\d{1,10})\/(.{1,64}?):?$/.exec(words[6] ?? '') ?? [];
    return { ...place, pid: pid === undefined ? null : Number(pid), process: process ?? null };
  });
}

const LISTEN_STATE = '0A';

/** `/proc/net/tcp` and `tcp6`: addresses in the host's byte order, words of 32 bits. No process is named there. */
export function parseProcNet(output: Output): Parsed<Listing<Listener>> {
  return collect('/proc/net/tcp', output, (line) => {
    const [slot, local, , state] = line.trim().split(/\s+/);
    if (slot === 'sl') return 'skip';
    const [, hex, port] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local ?? '') ?? [];
    if (hex === undefined || port === undefined || state === undefined) return undefined;
    const number = readPort(String(Number.parseInt(port, 16)));
    if (state !== LISTEN_STATE || number === undefined) return 'skip';
    return { address: readHexAddress(hex), port: number, pid: null, process: null };
  });
}

function collect<T>(
  source: string,
  output: Output,
  read: (line: string) => T | 'skip' | undefined,
): Parsed<Listing<T>> {
  const rows: T[] = [];
  const errors: ParseError[] = [];
  const lines = linesOf(output);
  for (const line of lines.slice(0, MAX_ROWS)) {
    const row = read(line);
    if (row === undefined) errors.push(new ParseError(source, 'a row names no listener', line));
    else if (row !== 'skip') rows.push(row);
  }
  const whole = !output.truncated && lines.length <= MAX_ROWS && errors.length === 0;
  return { value: { rows, whole }, errors: errors.slice(0, 3) };
}

function readHolder(line: string): Pick<Listener, 'pid' | 'process'> {
  const [, process, pid] = HOLDER.exec(line) ?? [];
  return process === undefined ? { pid: null, process: null } : { pid: Number(pid), process };
}

/** `0.0.0.0:22`, `[::1]:22`, `:::22`, `*:22`, `127.0.0.53%lo:53`, `[fe80::1]%eth0:22`. */
export function splitAddress(text: string): { address: string; port: number } | undefined {
  const colon = text.lastIndexOf(':');
  const port = readPort(text.slice(colon + 1));
  if (colon < 0 || port === undefined) return undefined;
  const bare = text.slice(0, colon).replaceAll(/[[\]]/g, '').replace(/%.*$/, '');
  const address = bare.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!/^(?:\*|[0-9a-f:.]{2,45})$/i.test(address)) return undefined;
  return { address: isEvery(address) ? '*' : address.toLowerCase(), port };
}

function isEvery(address: string): boolean {
  return address === '*' || address === '0.0.0.0' || address === '::';
}

function readHexAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).toReversed().map((byte) => Number.parseInt(byte, 16)),
  );
  if (bytes.every((byte) => byte === 0)) return '*';
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).every((byte) => byte === 0) ? '*' : bytes.slice(12).join('.');
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return '::1';
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  return groups.join(':');
}
