import { open, readFile, rename } from 'node:fs/promises';
import type { SignedCheckpoint } from './checkpoint.js';

/** Checkpoints outside the database: one JSON object a line, only ever appended to. */
export interface CheckpointFileContent {
  readonly checkpoints: readonly SignedCheckpoint[];
  /** Numbers (from 1) of lines that hold no checkpoint: damaged, or cut off by a crash while writing. */
  readonly damagedLines: readonly number[];
}

/** A file that does not exist holds no checkpoints. */
export async function readCheckpointFile(path: string): Promise<CheckpointFileContent> {
  const checkpoints: SignedCheckpoint[] = [];
  const damagedLines: number[] = [];
  for (const [index, line] of (await readText(path)).split('\n').entries()) {
    if (line.trim() === '') continue;
    const checkpoint = parseCheckpoint(line);
    if (checkpoint === undefined) damagedLines.push(index + 1);
    else checkpoints.push(checkpoint);
  }
  return { checkpoints, damagedLines };
}

/** Adds one line and waits until it is on the disk. The file is readable by its owner only. */
export async function appendCheckpoint(path: string, checkpoint: SignedCheckpoint): Promise<void> {
  const file = await open(path, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    // A line that a crash cut off stays alone on its line.
    const separator = size > 0 && last.toString() !== '\n' ? '\n' : '';
    await file.appendFile(`${separator}${JSON.stringify(checkpoint)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts the file aside under a name that tells why and when; returns the new name, or null when there was no file. */
export async function setCheckpointFileAside(path: string, why: string): Promise<string | null> {
  const aside = `${path}.${why}-${new Date().toISOString().replaceAll(':', '')}`;
  try {
    await rename(path, aside);
    return aside;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

function parseCheckpoint(line: string): SignedCheckpoint | undefined {
  let value: Partial<Record<keyof SignedCheckpoint, unknown>>;
  try {
    value = JSON.parse(line) as typeof value;
  } catch {
    return undefined;
  }
  const { sequence, hash, at, keyId, signature } = value ?? {};
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 1) return undefined;
  const texts = [hash, at, keyId, signature];
  if (texts.some((text) => typeof text !== 'string')) return undefined;
  return { sequence, hash, at, keyId, signature } as SignedCheckpoint;
}
