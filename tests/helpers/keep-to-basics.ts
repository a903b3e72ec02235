import type { SystemClient } from './system-client.js';

/** What every host has, and answers from one script. */
const BASICS: ReadonlySet<string> = new Set(['cpu', 'filesystem', 'load', 'memory', 'network', 'processes', 'uptime']);

/**
 * Switches all other collectors off: for tests of the cycle itself. Their hosts are all this machine, and what it has to
 * tell of its packages, databases and certificates would be asked from it once for each of them at the same time.
 */
export async function keepToBasics(client: SystemClient): Promise<void> {
  const path = '/api/infrastructure/collection/collectors';
  const { items } = await client.ask<{ items: { name: string }[] }>('GET', path);
  for (const { name } of items) {
    if (!BASICS.has(name)) await client.ask('PUT', `${path}/${name}`, { enabled: false, intervalSeconds: null });
  }
}
