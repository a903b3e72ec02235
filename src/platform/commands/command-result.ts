import { hash } from 'node:crypto';
import type { RemoteErrorClass } from '../ssh/remote-errors.js';
import type { BatchItem } from './batch-item.js';
import { hostLimitSeconds, type SudoMode } from './render-line.js';
import { classifySudoFailure } from './sudo-failures.js';

/**
 * - `ok`: ended with an accepted exit code (perhaps `truncated`)
 * - `failed`: ended otherwise; `errorClass` says how
 * - `timed_out`, `output_too_large`: killed by us for it, or by the host's own limit
 * - `unknown`: it ran when the connection broke; its outcome is not known
 * - `not_run`: it did not come to run
 * - `missing_tool`: the host has not what it needs; no error
 */
export type CommandStatus = 'ok' | 'failed' | 'timed_out' | 'output_too_large' | 'unknown' | 'not_run' | 'missing_tool';

export interface CommandResult {
  /** The command's id; a batch may hold it twice with other arguments: `key` tells them apart. */
  readonly id: string;
  readonly key: string;
  readonly status: CommandStatus;
  /** null for `ok`, and for `not_run` and `missing_tool` when that says it all. */
  readonly errorClass: RemoteErrorClass | null;
  readonly exitCode: number | null;
  /** The kept head of each stream. */
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly durationMs: number;
  readonly truncated: boolean;
  /** What came, kept or not. */
  readonly bytes: { readonly stdout: number; readonly stderr: number };
  /** SHA-256 of what was kept, lower-case hex. */
  readonly sha256: { readonly stdout: string; readonly stderr: string };
}

interface Verdict {
  readonly status: CommandStatus;
  readonly errorClass: RemoteErrorClass | null;
}

const EMPTY = Buffer.alloc(0);
const EMPTY_SHA256 = hash('sha256', EMPTY);
/** GNU timeout's own codes begin here; behind them come the shell's 126, 127 and 128 + signal. */
const FIRST_SPECIAL_CODE = 124;
const KILLED = 137;

const SPECIAL_CODES: Readonly<Record<number, Verdict>> = {
  126: { status: 'failed', errorClass: 'permission_denied' },
  127: { status: 'missing_tool', errorClass: 'command_not_found' },
  [KILLED]: { status: 'failed', errorClass: 'remote_killed' },
};

/** What became of a command, from what the frames told of it. */
export function resultOf(item: BatchItem, sudo: SudoMode, secret: string | undefined): CommandResult {
  const keep = (bytes: Buffer): Buffer =>
    item.viaSudo && secret !== undefined ? removeSecretLine(bytes, secret) : bytes;
  const stdout = keep(item.stdout.take());
  const stderr = keep(item.stderr.take());
  return {
    id: item.invocation.facts.id,
    key: item.invocation.key,
    ...verdictOf(item, sudo, stderr),
    exitCode: item.exitCode,
    stdout,
    stderr,
    durationMs: item.durationMs,
    truncated: item.stdout.truncated || item.stderr.truncated,
    bytes: { stdout: item.stdout.totalBytes, stderr: item.stderr.totalBytes },
    sha256: { stdout: digestOf(stdout), stderr: digestOf(stderr) },
  };
}

/** A result for a command that was not sent to the host. */
export function resultWithoutRun(
  { id, key }: { readonly id: string; readonly key: string },
  status: 'missing_tool' | 'not_run' | 'failed',
  errorClass: RemoteErrorClass | null = null,
): CommandResult {
  const none = { stdout: 0, stderr: 0 };
  const sha256 = { stdout: EMPTY_SHA256, stderr: EMPTY_SHA256 };
  const rest = { exitCode: null, stdout: EMPTY, stderr: EMPTY, durationMs: 0, truncated: false, bytes: none, sha256 };
  return { id, key, status, errorClass, ...rest };
}

function verdictOf(item: BatchItem, sudo: SudoMode, stderr: Buffer): Verdict {
  if (item.startedAtMs === null) return { status: 'not_run', errorClass: null };
  const code = item.exitCode;
  if (code === null || code >= FIRST_SPECIAL_CODE) {
    if (item.killReason === 'timed_out') return { status: 'timed_out', errorClass: 'command_timeout' };
    if (item.killReason === 'output_too_large') return { status: 'output_too_large', errorClass: 'output_too_large' };
  }
  if (code === null) return { status: 'unknown', errorClass: 'connection_lost' };
  const { facts } = item.invocation;
  if (facts.acceptedExitCodes.includes(code)) return { status: 'ok', errorClass: null };
  if (endedByHostLimit(item, code, sudo)) return { status: 'timed_out', errorClass: 'command_timeout' };
  if (item.crossfire && code === KILLED) return { status: 'unknown', errorClass: 'remote_killed' };
  const sudoFailure = item.viaSudo && code === 1 ? classifySudoFailure(stderr.toString('utf8')) : null;
  if (sudoFailure === 'command_not_found') return { status: 'missing_tool', errorClass: sudoFailure };
  if (sudoFailure !== null) return { status: 'failed', errorClass: sudoFailure };
  return SPECIAL_CODES[code] ?? { status: 'failed', errorClass: 'command_failed' };
}

function endedByHostLimit(item: BatchItem, code: number, sudo: SudoMode): boolean {
  const limit = hostLimitSeconds(item.invocation.facts, sudo);
  return limit !== null && (code === 124 || code === KILLED) && item.durationMs >= limit * 900;
}

function digestOf(bytes: Buffer): string {
  return bytes.length === 0 ? EMPTY_SHA256 : hash('sha256', bytes);
}

/**
 * Where a sudo rule needs no password after all, sudo leaves it on the command's stdin; a command that echoes its input
 * would give it back as a line of its own. No tool of ours does; the output is stored, so it is made sure.
 */
function removeSecretLine(bytes: Buffer, secret: string): Buffer {
  const line = Buffer.from(`${secret}\n`);
  const pieces: Buffer[] = [];
  let kept = 0;
  for (let at = bytes.indexOf(line); at >= 0; at = bytes.indexOf(line, at + 1)) {
    if (at < kept || (at > 0 && bytes[at - 1] !== 0x0a)) continue;
    pieces.push(bytes.subarray(kept, at), Buffer.from('[redacted]\n'));
    kept = at + line.length;
  }
  return kept === 0 ? bytes : Buffer.concat([...pieces, bytes.subarray(kept)]);
}
