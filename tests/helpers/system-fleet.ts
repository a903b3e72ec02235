import type { Server } from '../../src/domain/inventory/server.js';
import { startSshdFleet, type SshdFleet, type SshdHostOptions } from './sshd-fleet.js';
import type { SystemClient } from './system-client.js';

export interface EnrolledFleet {
  readonly fleet: SshdFleet;
  readonly credentialId: string;
  /** Server id by the host's name. */
  readonly ids: ReadonlyMap<string, string>;
  id(name: string): string;
  name(id: string): string;
}

/** A fleet that lets in the key which Millwright generated, and all its hosts enrolled through the API. */
export async function enrolFleet(client: SystemClient, hosts: readonly SshdHostOptions[]): Promise<EnrolledFleet> {
  const key = await client.ask<{ id: string; publicKey: string }>('POST', '/api/credentials/ssh-keys', {
    name: 'fleet key',
    generate: 'ed25519',
  });
  const fleet = await startSshdFleet({ hosts, authorizedKeys: [key.publicKey] });
  try {
    const credential = await client.ask<{ id: string }>('POST', '/api/credentials/server-credentials', {
      name: 'fleet login',
      user: fleet.hosts[0]?.user,
      sshKeyId: key.id,
    });
    return describeFleet(fleet, credential.id, await enrolHosts(client, fleet, credential.id));
  } catch (error) {
    await fleet.stop();
    throw error;
  }
}

async function enrolHosts(client: SystemClient, fleet: SshdFleet, credentialId: string): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { name, address, port } of fleet.hosts) {
    const body = { name, address, port, credentialId, labels: { fleet: 'test' } };
    ids.set(name, (await client.ask<Server>('POST', '/api/infrastructure/servers', body)).id);
  }
  return ids;
}

function describeFleet(fleet: SshdFleet, credentialId: string, ids: ReadonlyMap<string, string>): EnrolledFleet {
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  const find = (map: ReadonlyMap<string, string>, key: string): string => {
    const found = map.get(key);
    if (found === undefined) throw new Error(`The fleet has no host ${key}`);
    return found;
  };
  return { fleet, credentialId, ids, id: (name) => find(ids, name), name: (id) => find(names, id) };
}

/** `count` hosts whose every login takes `seconds` longer than the last one's: a run over them is long enough to hit. */
export function describeSlowHosts(count: number, seconds: (index: number) => number): SshdHostOptions[] {
  return Array.from({ length: count }, (_unused, index) => ({
    name: `slow-${index + 1}`,
    // The client's own command line is run, after a while, by the shell that would have run it.
    forceCommand: `sleep ${seconds(index)}; exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"`,
  }));
}
