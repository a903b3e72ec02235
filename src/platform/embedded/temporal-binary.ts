import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { MillwrightError } from '../errors/millwright-error.js';
import { waitForLock } from '../process/lock-file.js';
import { explainFileError, type Progress } from './data-directory.js';
import { buildTemporal } from './temporal-build.js';
import { downloadTemporal, goArchitecture, type DownloadSource } from './temporal-download.js';
import { findOnPath, isNewEnough, readTemporalVersion, TEMPORAL_VERSION } from './temporal-version.js';

export interface TemporalBinaryOptions {
  /** MILLWRIGHT_CACHE_DIR or the user's cache directory. */
  readonly cacheDirectory: string;
  /** The process environment: PATH to look in, and what Go needs to build. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly progress?: Progress;
  /** Instead of the official release. */
  readonly downloadSources?: readonly DownloadSource[];
  /** Instead of tools/ of this installation. */
  readonly moduleDirectory?: string;
}

export interface TemporalBinary {
  readonly path: string;
  /** As the binary says it: `1.5.1`, or `0.0.0-DEV` for a plain `go install`. */
  readonly version: string;
  readonly origin: 'path' | 'cache' | 'download' | 'build';
}

/**
 * Finds the `temporal` binary: on PATH, in the cache, else downloaded or built once into the cache. Throws
 * `startup_failed` with the ways out when none of it is possible.
 */
export async function resolveTemporalBinary(options: TemporalBinaryOptions): Promise<TemporalBinary> {
  const progress = options.progress ?? (() => undefined);
  const given = await findUsable(await findOnPath('temporal', options.environment['PATH'] ?? ''), progress);
  if (given !== undefined) return { ...given, origin: 'path' };
  const target = cachedBinaryPath(options.cacheDirectory);
  const cached = await findUsable(target, progress);
  if (cached !== undefined) return { ...cached, origin: 'cache' };
  try {
    return await obtainLocked(options, target, progress);
  } catch (error) {
    throw explainCacheError(error, options.cacheDirectory);
  }
}

/** Where a downloaded or built binary is kept. */
export function cachedBinaryPath(cacheDirectory: string): string {
  return path.join(cacheDirectory, `temporal-${TEMPORAL_VERSION}-${process.platform}-${goArchitecture()}`, 'temporal');
}

async function findUsable(
  file: string | undefined,
  progress: Progress,
): Promise<{ path: string; version: string } | undefined> {
  const version = file === undefined ? undefined : await readTemporalVersion(file);
  if (file === undefined || version === undefined) return undefined;
  if (isNewEnough(version)) return { path: file, version: version.cli };
  progress(`${file} is not used: its server ${version.server} is older than Millwright needs (1.29)`);
  return undefined;
}

/** One at a time: a second start waits for the first one's result instead of building again. */
async function obtainLocked(
  options: TemporalBinaryOptions,
  target: string,
  progress: Progress,
): Promise<TemporalBinary> {
  const directory = path.dirname(target);
  await mkdir(directory, { recursive: true });
  const lock = await waitForLock(path.join(directory, 'lock'), (holder) =>
    progress(`Another process (${holder.pid}) is fetching Temporal; waiting for it`),
  );
  try {
    const present = await findUsable(target, progress);
    if (present !== undefined) return { ...present, origin: 'cache' };
    return await obtain(options, target, progress);
  } finally {
    await lock.release();
  }
}

async function obtain(options: TemporalBinaryOptions, target: string, progress: Progress): Promise<TemporalBinary> {
  const workDirectory = await mkdtemp(path.join(path.dirname(target), 'work-'));
  try {
    const common = { workDirectory, progress };
    const sources = options.downloadSources;
    const downloaded = await downloadTemporal({ ...common, ...(sources === undefined ? {} : { sources }) });
    const fetched = await adopt(downloaded, target);
    if (fetched !== undefined) return { ...fetched, origin: 'download' };
    const { environment, moduleDirectory } = options;
    const module = moduleDirectory === undefined ? {} : { moduleDirectory };
    const built = await adopt(await buildTemporal({ ...common, environment, ...module }), target);
    if (built !== undefined) return { ...built, origin: 'build' };
  } finally {
    await rm(workDirectory, { recursive: true, force: true });
  }
  throw nowhereError();
}

/** Only a binary that runs comes into the cache, and it comes whole. */
async function adopt(file: string | undefined, target: string): Promise<{ path: string; version: string } | undefined> {
  if (file === undefined) return undefined;
  await chmod(file, 0o755);
  const version = await readTemporalVersion(file);
  if (version === undefined) return undefined;
  await rename(file, target);
  return { path: target, version: version.cli };
}

function nowhereError(): MillwrightError {
  return new MillwrightError(
    'startup_failed',
    `Temporal is needed and could be neither found, downloaded nor built. There are three ways out: put a \`temporal\` ` +
      `binary (version ${TEMPORAL_VERSION} or newer) on PATH; install Go 1.25 or newer, with which Millwright builds it ` +
      'once; or set TEMPORAL_ADDRESS to a Temporal server that runs already.',
  );
}

function explainCacheError(error: unknown, cacheDirectory: string): unknown {
  const explained = explainFileError(error, cacheDirectory);
  if (explained === error || !(explained instanceof MillwrightError) || error instanceof MillwrightError) return error;
  const sentence = explained.message.slice(0, explained.message.indexOf('. ') + 1);
  return new MillwrightError(
    'startup_failed',
    `Temporal cannot be kept in the cache: ${sentence} Set MILLWRIGHT_CACHE_DIR to a directory that can be written.`,
    { cause: error },
  );
}
