import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { posix } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { MillwrightError } from '../errors/millwright-error.js';
import { FILE_EXIT_CODES, RECEIVE_SCRIPT, RENAME_SCRIPT, renderShellCommand } from './file-scripts.js';
import { quoteWord } from '../shell-text/quote-word.js';
import { RemoteError } from './remote-errors.js';
import { superviseRun } from './run-supervisor.js';
import type { ScriptProcess } from './script-process.js';
import type { PutOptions, PutResult, RunRequest, RunResult } from './transport.js';

export interface FileHost {
  readonly where: string;
  /** Starts a command line whose stdin is free for data. */
  readonly start: (commandLine: string, signal: AbortSignal | undefined) => Promise<ScriptProcess>;
  readonly run: (request: RunRequest) => Promise<RunResult>;
}

export interface PutFile {
  readonly path: string;
  readonly content: Readable | Buffer;
  readonly options: PutOptions;
}

const REPLY_BYTES = 16_384;
const CLEAN_UP_MS = 5_000;

/** Throws `validation_failed`: a relative path means another file for every login. */
export function assertAbsolutePath(path: string): void {
  if (path.startsWith('/') && !path.includes('\0') && !path.endsWith('/')) return;
  throw new MillwrightError('validation_failed', 'The path of a file on a host must be absolute and name a file.');
}

/** Where a copy grows until it is complete; hidden, and unique so that two writers cannot meet. */
export function nameTemporary(path: string): string {
  return posix.join(posix.dirname(path), `.mw-${randomBytes(8).toString('hex')}.part`);
}

/** See `Transport.put`. Two channels, one after the other: the copy and its checksum, then the rename. */
export async function putFile(host: FileHost, file: PutFile): Promise<PutResult> {
  const { path, options } = file;
  assertAbsolutePath(path);
  const temporary = nameTemporary(path);
  const deadlineAt = performance.now() + options.timeoutMs;
  const names = `tmp=${quoteWord(temporary)} dst=${quoteWord(path)} dir=${quoteWord(posix.dirname(path))}\n`;
  const remove = async (): Promise<void> => {
    const script = `${names}rm -f "$tmp"\n`;
    await host.run({ script, timeoutMs: CLEAN_UP_MS, maxOutputBytes: REPLY_BYTES }).catch(() => {});
  };
  const sent = await sendCopy(host, file, temporary).catch(async (error: unknown) => {
    if (!(error instanceof RemoteError && error.errorClass === 'connection_lost')) await remove();
    throw error;
  });
  if (sent.sha256 !== sent.sha256OnHost) {
    await remove();
    const message = `The copy of ${path} on ${host.where} has another checksum than what was sent; it was removed.`;
    throw new RemoteError('command_failed', message);
  }
  const renamed = await host.run({
    script: names + RENAME_SCRIPT,
    timeoutMs: Math.max(1_000, deadlineAt - performance.now()),
    maxOutputBytes: REPLY_BYTES,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (renamed.exitCode !== 0) throw describeFileFailure(host.where, path, renamed);
  return { bytes: sent.bytes, sha256: sent.sha256 };
}

interface SentCopy extends PutResult {
  readonly sha256OnHost: string;
}

async function sendCopy(host: FileHost, file: PutFile, temporary: string): Promise<SentCopy> {
  const { path, content, options } = file;
  const marker = `mw-${randomBytes(12).toString('hex')}`;
  const umask = (~options.mode & 0o777).toString(8).padStart(3, '0');
  // The shell creates files without the execute and set-id bits; only those need a chmod afterwards.
  const chmod = (options.mode & 0o7111) === 0 ? '' : options.mode.toString(8);
  const args = [marker, temporary, posix.dirname(path), path, umask, chmod];
  const process = await host.start(renderShellCommand(RECEIVE_SCRIPT, args), options.signal);
  const hash = createHash('sha256');
  let bytes = 0;
  const count = (chunk: Buffer): void => {
    hash.update(chunk);
    bytes += chunk.length;
  };
  const result = await superviseRun({
    process,
    where: host.where,
    request: {
      script: '',
      timeoutMs: options.timeoutMs,
      maxOutputBytes: REPLY_BYTES,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    marker: { word: marker, prelude: '' },
    feed: (stdin, stopped) => feedContent(content, { stdin, stopped, count }),
  });
  const sha256OnHost = new RegExp(`${marker} \\\\?([0-9a-f]{64})\\b`).exec(result.stdout.toString('latin1'))?.[1];
  if (result.exitCode !== 0) throw describeFileFailure(host.where, path, result);
  if (sha256OnHost === undefined) throw describeMissingReply(host.where, path);
  return { bytes, sha256: hash.digest('hex'), sha256OnHost };
}

interface Feed {
  readonly stdin: Writable;
  readonly stopped: Promise<unknown>;
  readonly count: (chunk: Buffer) => void;
}

/** By hand and not by pipeline(): a channel whose other end is gone never calls back. */
async function feedContent(content: Readable | Buffer, { stdin, stopped, count }: Feed): Promise<void> {
  let open = true;
  void stopped.then(() => {
    open = false;
  });
  const chunks = Buffer.isBuffer(content) ? [content] : (content as AsyncIterable<Buffer | string>);
  for await (const chunk of chunks) {
    if (!open) break;
    const bytes = Buffer.from(chunk);
    count(bytes);
    if (bytes.length > 0 && !stdin.write(bytes)) await Promise.race([once(stdin, 'drain'), stopped]);
  }
  if (open) stdin.end();
}

/** There is no code for a full disk behind a shell; the script has fixed the language of its messages. */
const DISK_FULL_TEXTS = ['No space left on device', 'Disk quota exceeded'];

/** What a failed file script means. */
export function describeFileFailure(
  where: string,
  path: string,
  result: { readonly exitCode: number | null; readonly stderr: Buffer },
): RemoteError {
  const stderrExcerpt = result.stderr.toString('utf8').slice(-500);
  const details = { exitCode: result.exitCode, stderrExcerpt };
  if (DISK_FULL_TEXTS.some((text) => stderrExcerpt.includes(text))) {
    return new RemoteError('disk_full', `${path} on ${where}: the file system is full.`, details);
  }
  const known = result.exitCode === null ? undefined : FILE_EXIT_CODES[result.exitCode];
  if (known !== undefined) return new RemoteError(known.errorClass, `${path} on ${where}: ${known.what}.`, details);
  if (result.exitCode === null) {
    return new RemoteError('remote_killed', `${path} on ${where}: the transfer was killed on the host.`, details);
  }
  return new RemoteError('shell_unusable', `${path} on ${where}: exit code ${result.exitCode}, no shell.`, details);
}

function describeMissingReply(where: string, path: string): RemoteError {
  const message = `${path} on ${where}: the host ended the transfer without a checksum. The login may not run /bin/sh.`;
  return new RemoteError('shell_unusable', message);
}
