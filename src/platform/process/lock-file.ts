import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, readOwnIdentity, type ProcessIdentity } from './process-identity.js';

export interface LockFile {
  release(): Promise<void>;
}

const POLL_MS = 500;

/**
 * Takes a lock that ends with its holder: the file names the process, and a holder that is gone counts for nothing.
 * Returns the lock, or the living process that has it. File system errors (EACCES, ENOSPC, EROFS) are thrown as they are.
 */
export async function tryLock(path: string): Promise<LockFile | ProcessIdentity> {
  const own = readOwnIdentity();
  const text = JSON.stringify({ ...own, nonce: randomBytes(8).toString('hex') });
  for (;;) {
    if (await createWhole(path, text)) return { release: () => releaseLock(path, text) };
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found === undefined) continue;
    const holder = parseIdentity(found);
    if (holder !== undefined && isAlive(holder)) return holder;
    await removeStale(path, found);
  }
}

/** As `tryLock`, but waits for the holder; `onWait` is told once who that is. */
export async function waitForLock(path: string, onWait: (holder: ProcessIdentity) => void): Promise<LockFile> {
  for (let told = false; ; told = true) {
    const result = await tryLock(path);
    if ('release' in result) return result;
    if (!told) onWait(result);
    await sleep(POLL_MS);
  }
}

/** The file appears with its whole content or not at all; false when there is one already. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A process that died while it cleaned up leaves its guard behind; cleaning takes milliseconds. */
const GUARD_STALE_MS = 10_000;
const GUARD_POLL_MS = 10;

/**
 * Removes a stale file, one process at a time: only who holds the guard removes a file that is not its own, so what is
 * read under the guard is what is removed, and no lock that was taken meanwhile is lost.
 */
async function removeStale(path: string, stale: string): Promise<void> {
  const guard = `${path}.cleaning`;
  if (!(await takeGuard(guard))) {
    await sleep(GUARD_POLL_MS);
    return;
  }
  try {
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found === stale) await rm(path, { force: true });
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

async function takeGuard(guard: string): Promise<boolean> {
  try {
    await mkdir(guard);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const since = await stat(guard).catch(() => undefined);
  if (since !== undefined && Date.now() - since.mtimeMs > GUARD_STALE_MS)
    await rm(guard, { recursive: true, force: true });
  return false;
}

async function releaseLock(path: string, text: string): Promise<void> {
  const now = await readFile(path, 'utf8').catch(() => undefined);
  if (now === text) await rm(path, { force: true });
}

/** An identity from a file of ours; undefined for anything else, so that rubbish in the file counts as stale. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const value = JSON.parse(text) as Partial<ProcessIdentity>;
    const { pid, startTicks, bootId } = value;
    if (typeof pid !== 'number' || typeof startTicks !== 'number' || typeof bootId !== 'string') return undefined;
    return { pid, startTicks, bootId };
  } catch {
    return undefined;
  }
}
