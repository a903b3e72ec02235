import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CollectionError, CollectionRun } from '../src/domain/collection/run.js';
import type { ImportReport } from '../src/domain/inventory/import.js';
import type { Server } from '../src/domain/inventory/server.js';
import type { LatestAnswer } from '../src/domain/series/series.js';
import { generateKeyPair, startSshdFleet, type SshdFleet } from '../tests/helpers/sshd-fleet.js';
import { showActions } from './demo/actions.js';
import type { DemoClient } from './demo/client.js';
import { showContainers } from './demo/containers.js';
import { startDemoSystem } from './demo/system.js';
import { tell, tellTable, title } from './demo/tell.js';

// `npm run demo`: a small fleet of real sshd on loopback addresses, and the main job on it, told on the way.
// Later chapters: certificates.

interface List<T> {
  readonly items: T[];
}

const SHOWN_METRICS = ['cpu_usage_percent', 'load1', 'memory_used_bytes', 'uptime_seconds'];

async function enrol(client: DemoClient, fleet: SshdFleet): Promise<void> {
  title('1. Enrol');
  const key = await client.send<{ id: string; fingerprint: string }>('POST', '/api/credentials/ssh-keys', {
    name: 'fleet key',
    privateKey: fleet.clientKey.privateKey,
  });
  tell(`An SSH key is imported and encrypted at rest: ${key.fingerprint}`);
  const credential = await client.send<{ id: string }>('POST', '/api/credentials/server-credentials', {
    name: 'fleet login',
    user: fleet.hosts[0]?.user ?? 'root',
    sshKeyId: key.id,
  });
  const lines = fleet.hosts.map(
    (host, index) => `${host.name},${host.address},${host.port},role=${index % 2 === 0 ? 'web' : 'db'}`,
  );
  const report = await client.send<ImportReport>('POST', '/api/infrastructure/servers/import', {
    format: 'csv',
    content: `name,address,port,labels\n${lines.join('\n')}\n`,
    credentialId: credential.id,
  });
  tell(`${report.created.length} servers come from one CSV; nothing has been contacted yet.`);
}

async function collect(client: DemoClient): Promise<CollectionRun> {
  title('2. Collect');
  const started = await client.send<CollectionRun>('POST', '/api/infrastructure/collection/runs', {});
  tell(`Workflow ${started.workflowId}`);
  tell(`Watch it in the Temporal Web UI: ${started.links.temporal}`);
  for (;;) {
    const run = await client.get<CollectionRun>(`/api/infrastructure/collection/runs/${started.id}`);
    if (run.state !== 'running') {
      tell(`${run.state}: ${run.servers.succeeded} of ${run.servers.total} collected, ${run.servers.failed} failed.`);
      return run;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function query(client: DemoClient, run: CollectionRun): Promise<void> {
  title('3. Query');
  const { items } = await client.get<List<Server>>('/api/infrastructure/servers?limit=100');
  const web = await client.get<List<Server>>('/api/infrastructure/servers?selector=role%3Dweb,status%3Donline');
  tell(`${items.length} servers, ${web.items.length} of them match the selector role=web,status=online:`);
  tellTable([['name', 'status', 'host key', 'kernel'], ...items.map(describeServer)]);
  const first = items.find((server) => server.status === 'online');
  if (first !== undefined) {
    const latest = await client.get<LatestAnswer>(`/api/infrastructure/servers/${first.id}/metrics/latest`);
    tell(`The newest values of ${first.name} (${latest.items.length} series):`);
    const shown = latest.items.filter((item) => SHOWN_METRICS.includes(item.metric));
    tellTable(shown.map((item) => [item.metric, String(item.value), item.unit]));
  }
  const errors = await client.get<List<CollectionError>>(`/api/infrastructure/collection/errors?runId=${run.id}`);
  tell(`Each host that failed has one error, with a class and a remedy:`);
  tellTable(errors.items.map((error) => [nameOf(items, error.serverId), error.class, error.remedy]));
}

function describeServer(server: Server): string[] {
  return [server.name, server.status, server.hostKey?.fingerprint.slice(0, 22) ?? '-', readKernel(server)];
}

function readKernel({ profile }: Server): string {
  const kernel = profile?.['kernel'];
  return typeof kernel === 'string' ? kernel : '-';
}

function nameOf(servers: readonly Server[], id: string): string {
  return servers.find((server) => server.id === id)?.name ?? id;
}

async function audit(client: DemoClient): Promise<void> {
  title('5. The audit trail');
  const verdict = await client.get<{ ok: boolean; checked: number }>('/api/audit/verify');
  tell(`${verdict.checked} entries, the chain is ${verdict.ok ? 'sound' : 'BROKEN'}. The last ones:`);
  const { items } = await client.get<List<{ sequence: number; action: string; actor: { name: string } }>>(
    '/api/audit?order=desc&limit=5',
  );
  tellTable(items.map((entry) => [String(entry.sequence), entry.action, entry.actor.name]));
}

if (!existsSync('/usr/sbin/sshd')) {
  console.error('The demo needs OpenSSH’s server: apt-get install openssh-server');
  process.exit(1);
}
const directory = await mkdtemp(path.join(tmpdir(), 'millwright-demo-'));
title('A fleet of six real sshd on loopback addresses, two of them in trouble, and a Millwright of its own');
const fleet = await startSshdFleet({
  hosts: [
    { name: 'web-1' },
    { name: 'db-1' },
    { name: 'web-2', kind: 'single_session' },
    { name: 'db-2' },
    { name: 'web-3', kind: 'down' },
    { name: 'db-3', kind: 'refuses_key' },
  ],
  authorizedKeys: [generateKeyPair().publicKey],
});
try {
  const system = await startDemoSystem(directory);
  try {
    await enrol(system.client, fleet);
    await query(system.client, await collect(system.client));
    await showActions(system.client);
    await audit(system.client);
    await showContainers(system.client);
    title('Done. Everything is stopped and removed again.');
  } finally {
    await system.stop();
  }
} finally {
  await fleet.stop();
  await rm(directory, { recursive: true, force: true });
}
