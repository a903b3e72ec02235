import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineObject } from '../../../src/platform/engines/engine.js';
import type { Bench } from './bench.js';

/** Everything on the engine that an update could leave behind. */
export interface EngineInventory {
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
  /** Image id by tag. */
  readonly tags: ReadonlyMap<string, string>;
  readonly images: ReadonlySet<string>;
}

export async function takeInventory({ engine }: Pick<Bench, 'engine'>): Promise<EngineInventory> {
  const containers = await engine.listContainers({ all: true });
  const volumes = await engine.listVolumes();
  const networks = await engine.listNetworks();
  const images = await engine.listImages();
  const nameOf = (object: EngineObject): string => String(object['Name']);
  return {
    containers: containers.map(({ name }) => name).sort(),
    volumes: volumes.map(nameOf).sort(),
    networks: networks.map(nameOf).sort(),
    tags: new Map(images.flatMap(({ id, tags }) => tags.map((tag) => [tag, id] as const))),
    images: new Set(images.map(({ id }) => id)),
  };
}

/** Names, kinds, modes, owners, times and contents of everything below a directory. */
export async function digestTree(root: string): Promise<string> {
  const hash = createHash('sha256');
  const visit = async (path: string): Promise<void> => {
    const stat = await lstat(path);
    hash.update(`${path.slice(root.length)} ${stat.mode} ${stat.uid} ${stat.gid} ${stat.mtimeMs}\n`);
    if (stat.isSymbolicLink()) hash.update(await readlink(path));
    if (stat.isFile()) hash.update(await readFile(path));
    if (stat.isDirectory()) for (const name of (await readdir(path)).sort()) await visit(join(path, name));
  };
  await visit(root);
  return hash.digest('hex');
}

/** Names of files in it; null: there is none. */
export async function listFiles(directory: string): Promise<string[] | null> {
  try {
    return (await readdir(directory)).sort();
  } catch {
    return null;
  }
}

export function differencesOf(what: string, before: readonly string[], after: readonly string[]): string[] {
  const more = after.filter((name) => !before.includes(name)).map((name) => `${what} left: ${name}`);
  const less = before.filter((name) => !after.includes(name)).map((name) => `${what} missing: ${name}`);
  return [...more, ...less];
}
