import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type AnyCommand, CommandRegistry } from '../platform/commands/index.js';
import { MillwrightError } from '../platform/errors/millwright-error.js';
import type { Collector } from './collector.js';

const HERE = dirname(fileURLToPath(import.meta.url));

/**
 * Every collector there is, sorted by name: each folder beside this file with an `index.js` is one. A new collector is
 * a new folder and nothing else. Throws when a folder exports no `collector`, or one of another name.
 */
export async function loadCollectors(directory: string = HERE): Promise<readonly Collector[]> {
  const folders = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, 'index.js')))
    .map(({ name }) => name)
    .toSorted();
  return Promise.all(folders.map((folder) => loadCollector(directory, folder)));
}

async function loadCollector(directory: string, folder: string): Promise<Collector> {
  const url = pathToFileURL(join(directory, folder, 'index.js')).href;
  const loaded = (await import(url)) as { readonly collector?: Collector };
  if (loaded.collector?.name === folder) return loaded.collector;
  throw new MillwrightError(
    'internal',
    `src/collectors/${folder}/index.ts must export a 'collector' whose name is '${folder}'.`,
  );
}

/** The registry of all commands of these collectors, and of `others`. Throws when two commands share an id. */
export function registerCommands(
  collectors: readonly Collector[],
  others: readonly AnyCommand[] = [],
): CommandRegistry {
  const registry = new CommandRegistry();
  for (const command of [...collectors.flatMap(({ commandDefinitions }) => commandDefinitions), ...others]) {
    registry.add(command);
  }
  return registry;
}
