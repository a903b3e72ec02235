import { access, chmod, constants, mkdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { MillwrightError } from '../errors/millwright-error.js';
import { tryLock, type LockFile } from '../process/lock-file.js';

/** Reports what is being done, one sentence a call, for the person who waits. */
export type Progress = (message: string) => void;

// PostgreSQL needs about 60 MB to be created and 16 MB steps of write-ahead log afterwards.
export const MINIMUM_FREE_BYTES = 256 * 1024 * 1024;

const ELSEWHERE = 'or point MILLWRIGHT_DATA_DIR at another directory.';
const notWritable = (where: string) =>
  `${where} is not writable for this user (uid ${process.getuid?.() ?? '?'}). Change its owner, ${ELSEWHERE}`;

/** What a file system says in codes, as sentences with what to do. */
const FILE_PROBLEMS: Readonly<Record<string, (where: string) => string>> = {
  EACCES: notWritable,
  EPERM: notWritable,
  EROFS: (where) => `${where} is on a read-only file system. Mount it for writing, ${ELSEWHERE}`,
  ENOSPC: (where) => `The disk that holds ${where} is full. Make room, ${ELSEWHERE}`,
  EDQUOT: (where) => `The disk quota for ${where} is used up. Make room, ${ELSEWHERE}`,
  ENOTDIR: (where) => `${where} cannot be a directory: a part of the path is a file. Move it away, ${ELSEWHERE}`,
  EEXIST: (where) => `${where} cannot be a directory: there is a file of that name. Move it away, ${ELSEWHERE}`,
};

/** Turns a file system error into a sentence that names the directory; anything else passes as it is. */
export function explainFileError(error: unknown, where: string): unknown {
  if (error instanceof MillwrightError) return error;
  const problem = FILE_PROBLEMS[(error as NodeJS.ErrnoException).code ?? ''];
  if (problem === undefined) return error;
  return new MillwrightError('startup_failed', problem(where), { cause: error });
}

export interface PartDirectoryRequest {
  readonly dataDirectory: string;
  /** Name of the directory in it. */
  readonly part: string;
  readonly minFreeBytes: number;
  /** Another account than ours has to pass through to what lies below. Nothing can be listed by it. */
  readonly passable: boolean;
}

/**
 * Makes `<dataDirectory>/<part>` if need be and checks that it can be used: writable, enough room. A data directory
 * that we make as root lets others pass through (mode 711), because PostgreSQL's service user has to; what lies in it
 * is closed.
 */
export async function preparePartDirectory(request: PartDirectoryRequest): Promise<string> {
  const isRoot = process.getuid?.() === 0;
  const dataDirectory = path.resolve(request.dataDirectory);
  const directory = path.join(dataDirectory, request.part);
  try {
    const made = await mkdir(dataDirectory, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
    // The umask may have taken bits away.
    if (made !== undefined && isRoot) await chmod(dataDirectory, 0o711);
    const mode = isRoot && request.passable ? 0o711 : 0o700;
    await mkdir(directory, { recursive: true });
    await chmod(directory, mode);
    await access(directory, constants.W_OK | constants.X_OK | constants.R_OK);
  } catch (error) {
    throw explainFileError(error, directory);
  }
  await assertFreeSpace(directory, request.minFreeBytes);
  return directory;
}

export async function assertFreeSpace(directory: string, minFreeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const freeBytes = bavail * bsize;
  if (freeBytes >= minFreeBytes) return;
  const megabytes = (bytes: number) => Math.floor(bytes / 1024 / 1024);
  throw new MillwrightError(
    'startup_failed',
    `The disk that holds ${directory} is full: ${megabytes(freeBytes)} MB are free, at least ${megabytes(minFreeBytes)} MB are needed. Make room, ${ELSEWHERE}`,
  );
}

/** Takes the part's lock, or says which living process has it. */
export async function lockPart(directory: string, what: string): Promise<LockFile> {
  let result;
  try {
    result = await tryLock(path.join(directory, 'lock'));
  } catch (error) {
    throw explainFileError(error, directory);
  }
  if ('release' in result) return result;
  throw new MillwrightError(
    'startup_failed',
    `Another Millwright (process ${result.pid}) is using ${what} in ${path.dirname(directory)}. ` +
      `Stop that one first (\`kill ${result.pid}\`), or give this one a directory of its own with MILLWRIGHT_DATA_DIR.`,
  );
}
