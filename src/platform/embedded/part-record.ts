import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseIdentity } from '../process/lock-file.js';
import { isAlive, type ProcessIdentity } from '../process/process-identity.js';

/** What a running part leaves in its directory: which process it is and where it listens. */
export interface PartRecord extends ProcessIdentity {
  readonly ports: Readonly<Record<string, number>>;
}

const FILE = 'process.json';

export async function writeRecord(directory: string, record: PartRecord): Promise<void> {
  const { pid, startTicks, bootId, ports } = record;
  const target = path.join(directory, FILE);
  await writeFile(`${target}.new`, JSON.stringify({ pid, startTicks, bootId, ports }), { mode: 0o600 });
  await rename(`${target}.new`, target);
}

/** The record of the last start, whether it still runs or not; undefined when there is none that can be read. */
export async function readRecord(directory: string): Promise<PartRecord | undefined> {
  const text = await readFile(path.join(directory, FILE), 'utf8').catch(() => '');
  const identity = parseIdentity(text);
  if (identity === undefined) return undefined;
  const { ports } = JSON.parse(text) as { ports?: unknown };
  if (typeof ports !== 'object' || ports === null) return undefined;
  return { ...identity, ports: ports as Record<string, number> };
}

/** The record of a part that runs right now. */
export async function readLiveRecord(directory: string): Promise<PartRecord | undefined> {
  const record = await readRecord(directory);
  return record !== undefined && isAlive(record) ? record : undefined;
}
