import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { addAbortSignal, PassThrough, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { assertAbsolutePath, nameTemporary, type PutFile } from '../ssh/put-file.js';
import { RemoteError, type RemoteErrorClass } from '../ssh/remote-errors.js';
import type { GetOptions, PutResult } from '../ssh/transport.js';

const DEFAULT_GET_TIMEOUT_MS = 600_000;

/** The same classes that the file scripts give over SSH. */
const CLASS_OF_CODE: Readonly<Record<string, { errorClass: RemoteErrorClass; what: string }>> = {
  ENOENT: { errorClass: 'command_failed', what: 'there is no such file or directory' },
  ENOTDIR: { errorClass: 'command_failed', what: 'there is no such file or directory' },
  EISDIR: { errorClass: 'command_failed', what: 'it is a directory' },
  EACCES: { errorClass: 'permission_denied', what: 'the user of this process may not do that' },
  EPERM: { errorClass: 'permission_denied', what: 'the user of this process may not do that' },
  EROFS: { errorClass: 'permission_denied', what: 'the file system is read-only' },
  ENOSPC: { errorClass: 'disk_full', what: 'the file system is full' },
  EDQUOT: { errorClass: 'disk_full', what: 'the quota is used up' },
};

interface Circumstance {
  readonly where: string;
  readonly path: string;
  /** Aborted by the time limit. */
  readonly timeout: AbortSignal;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

function describeFailure(error: unknown, at: Circumstance): unknown {
  const what = `${at.path} on ${at.where}`;
  if (at.signal?.aborted === true) return new RemoteError('cancelled', `${what}: cancelled.`, { cause: error });
  if (at.timeout.aborted) {
    return new RemoteError('command_timeout', `${what}: not done within ${at.timeoutMs} ms.`, { cause: error });
  }
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  const known = code === undefined ? undefined : CLASS_OF_CODE[code];
  if (known !== undefined) return new RemoteError(known.errorClass, `${what}: ${known.what}.`, { cause: error });
  if (error instanceof RemoteError || code === undefined) return error;
  return new RemoteError('command_failed', `${what}: ${code}.`, { cause: error });
}

/** See `Transport.put`. */
export async function putLocalFile(where: string, file: PutFile): Promise<PutResult> {
  const { path, options } = file;
  assertAbsolutePath(path);
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const temporary = nameTemporary(path);
  try {
    await refuseDirectory(path);
    const result = await writeTemporary(file, temporary, timeout);
    await rename(temporary, path);
    await syncDirectory(dirname(path));
    return result;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw describeFailure(error, { where, path, timeout, timeoutMs: options.timeoutMs, signal: options.signal });
  }
}

async function refuseDirectory(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory() === true) throw Object.assign(new Error('It is a directory'), { code: 'EISDIR' });
}

async function writeTemporary(file: PutFile, temporary: string, timeout: AbortSignal): Promise<PutResult> {
  const { content, options } = file;
  const signal = AbortSignal.any(options.signal === undefined ? [timeout] : [timeout, options.signal]);
  signal.throwIfAborted();
  // O_EXCL: a link that somebody put there is not followed. fchmod adds what the umask of this process took away.
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
  const handle = await open(temporary, flags, options.mode & 0o777);
  try {
    await handle.chmod(options.mode);
    const sent = createHash('sha256');
    let bytes = 0;
    // An abort destroys the source: a reader that waits for a chunk that never comes would not notice otherwise.
    const source = addAbortSignal(signal, Buffer.isBuffer(content) ? Readable.from([content]) : content);
    for await (const chunk of source as AsyncIterable<Buffer | string>) {
      const part = Buffer.from(chunk);
      sent.update(part);
      bytes += part.length;
      await handle.appendFile(part);
    }
    await handle.sync();
    const sha256 = sent.digest('hex');
    if (sha256 !== (await hashFile(handle))) {
      throw new RemoteError('command_failed', `The copy of ${file.path} has another checksum than what was written.`);
    }
    return { bytes, sha256 };
  } finally {
    await handle.close();
  }
}

const READ_BYTES = 256 * 1024;

async function hashFile(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(READ_BYTES);
  for (let position = 0; ;) {
    const { bytesRead } = await handle.read(chunk, 0, READ_BYTES, position);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(chunk.subarray(0, bytesRead));
    position += bytesRead;
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** See `Transport.get`. */
export async function getLocalFile(where: string, path: string, options: GetOptions = {}): Promise<Readable> {
  assertAbsolutePath(path);
  const timeoutMs = options.timeoutMs ?? DEFAULT_GET_TIMEOUT_MS;
  const timeout = AbortSignal.timeout(timeoutMs);
  const at: Circumstance = { where, path, timeout, timeoutMs, signal: options.signal };
  try {
    await refuseDirectory(path);
    const handle = await open(path, 'r');
    const signal = AbortSignal.any(options.signal === undefined ? [timeout] : [timeout, options.signal]);
    return streamFile(handle, { at, signal, maxBytes: options.maxBytes ?? Number.POSITIVE_INFINITY });
  } catch (error) {
    throw describeFailure(error, at);
  }
}

interface FileStreaming {
  readonly at: Circumstance;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

function streamFile(handle: FileHandle, { at, signal, maxBytes }: FileStreaming): Readable {
  let bytes = 0;
  const limiter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) return done(null, chunk);
      done(new RemoteError('output_too_large', `${at.path} on ${at.where} is larger than ${maxBytes} bytes.`));
    },
  });
  const output = new PassThrough();
  // The pipeline ends at the limiter: an error must reach the reader translated, not as Node made it.
  pipeline(handle.createReadStream(), limiter, { signal }).catch(() => {});
  limiter.on('error', (error) => output.destroy(describeFailure(error, at) as Error));
  output.on('close', () => limiter.destroy());
  return limiter.pipe(output);
}
