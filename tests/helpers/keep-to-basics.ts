import type { SystemClient } from './system-client.js';

/** What every host has, and answers from one script. */
const BASICS: ReadonlySet<string> = new Set(['cpu', 'filesystem', 'load', 'memory', 'network', 'processes', 'uptime']);

/**
 * Switches all other collectors off: for tests of the cycle itself. Their hosts are all this machine, and what it has to
 * tell of its packages, databases and certificates would be asked from it once for each of them at the same time.
 */
export async function keepToBasics(client: SystemClient): Promise<void> {
  await switchOff(client, (name) => !BASICS.has(name));
}

/** What other tests start and stop on this machine meanwhile: a service that ends while it is asked is a failure. */
export async function leaveServicesAlone(client: SystemClient): Promise<void> {
  await switchOff(client, (name) => name === 'databases' || name === 'certificates');
}

async function switchOff(client: SystemClient, isOff: (name: string) => boolean): Promise<void> {
  const path = '/api/infrastructure/collection/collectors';
  const { items } = await client.ask<{ items: { name: string }[] }>('GET', path);
  for (const { name } of items.filter((item) => isOff(item.name))) {
    await client.ask('PUT', `${path}/${name}`, { enabled: false, intervalSeconds: null });
  }
}
