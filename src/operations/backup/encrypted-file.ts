import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import { MillwrightError } from '../../platform/errors/millwright-error.js';

const AGE_MAGIC = 'age-encryption.org/v1';
const MIN_PASSPHRASE = 8;

export interface SealOptions {
  readonly file: string;
  readonly passphrase: string;
  /** log2 of scrypt's cost; 18 (about a second) unless told otherwise. */
  readonly scryptLogN?: number;
}

/**
 * Writes `content` compressed and encrypted to a new file of mode 600. The file appears under its name only when it
 * is whole and on the disk. Throws `already_exists` for a file that is there, `validation_failed` for a short passphrase.
 */
export async function writeEncryptedFile(options: SealOptions, content: AsyncIterable<Buffer>): Promise<void> {
  const { file } = options;
  requirePassphrase(options.passphrase);
  await requireAbsent(file);
  const partial = `${file}.partial`;
  try {
    const gzip = createGzip({ level: 4 });
    const encrypted = await makeEncrypter(options).encrypt(Readable.toWeb(gzip) as ReadableStream<Uint8Array>);
    const sink = createWriteStream(partial, { mode: 0o600, flush: true });
    await settleAll([
      pipeline(Readable.from(content), gzip),
      pipeline(Readable.fromWeb(encrypted as Parameters<typeof Readable.fromWeb>[0]), sink),
    ]);
    await rename(partial, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/**
 * Opens a file that `writeEncryptedFile` made. Throws `backup_unusable` at once for a wrong passphrase or a file of
 * another kind, and while it is read when it is damaged or cut off: trust nothing before the end was reached.
 */
export async function* readEncryptedFile(file: string, passphrase: string): AsyncGenerator<Buffer> {
  await requireAgeFile(file);
  const source = createReadStream(file);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  let decrypted: ReadableStream<Uint8Array>;
  try {
    decrypted = await decrypter.decrypt(Readable.toWeb(source) as ReadableStream<Uint8Array>);
  } catch (error) {
    source.destroy();
    throw new MillwrightError(
      'backup_unusable',
      `${file} does not open: the passphrase is wrong, or its first bytes are damaged.`,
      { cause: error },
    );
  }
  yield* readCompressed(file, decrypted);
}

async function* readCompressed(file: string, decrypted: ReadableStream<Uint8Array>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const feeding = pipeline(Readable.fromWeb(decrypted as Parameters<typeof Readable.fromWeb>[0]), gunzip);
  // It also rejects when the reader stops early; what matters arrives through gunzip.
  feeding.catch(() => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
    await feeding;
  } catch (error) {
    throw new MillwrightError('backup_unusable', `${file} is damaged or cut off: use another copy of this backup.`, {
      cause: error,
    });
  } finally {
    gunzip.destroy();
  }
}

function makeEncrypter({ passphrase, scryptLogN }: SealOptions): Encrypter {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  if (scryptLogN !== undefined) encrypter.setScryptWorkFactor(scryptLogN);
  return encrypter;
}

function requirePassphrase(passphrase: string): void {
  if (passphrase.length >= MIN_PASSPHRASE) return;
  throw new MillwrightError(
    'validation_failed',
    `The passphrase has ${passphrase.length} characters; at least ${MIN_PASSPHRASE} are needed, better five random words.`,
  );
}

/** Throws `already_exists` for a file that is there. */
export async function requireAbsent(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return;
  throw new MillwrightError('already_exists', `${file} exists already: a backup never overwrites another file.`);
}

async function requireAgeFile(file: string): Promise<void> {
  const handle = await open(file).catch((error: unknown) => {
    throw new MillwrightError('backup_unusable', `${file} cannot be read (${codeOf(error)}).`, { cause: error });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(AGE_MAGIC.length), 0, AGE_MAGIC.length, 0);
    if (buffer.toString('latin1', 0, bytesRead) === AGE_MAGIC) return;
  } finally {
    await handle.close();
  }
  throw new MillwrightError('backup_unusable', `${file} is not a Millwright backup: it is no age-encrypted file.`);
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? 'unknown cause');

/** Waits for all, then throws what failed first: nothing runs on behind the caller's back. */
async function settleAll(work: readonly Promise<unknown>[]): Promise<void> {
  let first: { readonly reason: unknown } | undefined;
  await Promise.allSettled(
    work.map((one) =>
      one.catch((reason: unknown) => {
        first ??= { reason };
      }),
    ),
  );
  if (first !== undefined) throw first.reason;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
