import { existsSync } from 'node:fs';
import type { Container } from '../../src/domain/containers/container.js';
import { ENDED_STATES, type ContainerUpdate } from '../../src/domain/containers/updates/update.js';
import type { Server } from '../../src/domain/inventory/server.js';
import type { Approval } from '../../src/domain/protection/approval.js';
import { connectDockerEngine } from '../../src/platform/engines/docker-engine.js';
import { startDockerEngine, type TestEngine } from '../../tests/helpers/docker-engine.js';
import { EngineProcess } from '../../tests/helpers/docker-engine-process.js';
import { buildImage } from '../../tests/helpers/oci-images.js';
import { startRegistry, type TestRegistry } from '../../tests/helpers/oci-registry.js';
import type { DemoClient } from './client.js';
import { tell, tellTable, title } from './tell.js';

interface Shop {
  readonly client: DemoClient;
  readonly docker: TestEngine;
  readonly registry: TestRegistry;
  readonly hostId: string;
}

const POLL_MS = 300;
const PROGRAMS = ['/usr/sbin/dockerd', '/usr/bin/docker-registry', '/bin/busybox'];
const POLICY = { approval: 'always', health: { stabilitySeconds: 3, timeoutSeconds: 30 } };

/** A real engine and a real registry, where their programs are there and may be started. */
export async function showContainers(client: DemoClient): Promise<void> {
  title('6. Containers: an update is found, approved and done');
  const missing = PROGRAMS.filter((program) => !existsSync(program));
  if (missing.length > 0 || process.getuid?.() !== 0) {
    tell(missing.length > 0 ? `Left out: ${missing.join(', ')} is not installed.` : 'Left out: an engine needs root.');
    tell('apt-get install docker.io docker-registry busybox-static, and run the demo as root, to see it.');
    return;
  }
  const docker = await startDockerEngine({ kind: 'debian' });
  try {
    const registry = await startRegistry();
    try {
      const shop = { client, docker, registry, hostId: await declareHost(client, docker) };
      await runFirst(shop);
      await updateAfterApproval(shop);
      await updateToBroken(shop);
    } finally {
      await registry.stop();
    }
  } finally {
    await docker.stop();
  }
}

async function declareHost(client: DemoClient, docker: TestEngine): Promise<string> {
  const { items } = await client.get<{ items: Server[] }>('/api/infrastructure/servers?selector=name%3Dweb-1');
  const serverId = items[0]?.id ?? '';
  const host = await client.send<{ id: string }>('POST', '/api/containers/hosts', {
    serverId,
    socketPath: docker.socketPath,
  });
  tell(`Docker ${docker.version} on web-1, reached through the pooled SSH connection: nothing listens on TCP.`);
  return host.id;
}

async function publish({ registry }: Shop, version: string, works = true): Promise<string> {
  const config = { Cmd: works ? ['httpd', '-f', '-p', '80', '-h', '/www'] : ['sh', '-c', 'sleep 1; exit 1'] };
  await registry.push('shop/web', 'stable', buildImage({ files: { 'www/index.html': `${version}\n` }, config }));
  return `${registry.host}/shop/web:stable`;
}

async function runFirst(shop: Shop): Promise<void> {
  const { docker, client, hostId } = shop;
  const reference = await publish(shop, 'version one');
  const engine = connectDockerEngine({
    open: () => EngineProcess.connect(docker.socketPath),
    where: 'the demo’s engine',
  });
  try {
    await engine.pullImage({ reference });
    const body = {
      Image: reference,
      Env: ['GREETING=hello'],
      HostConfig: { RestartPolicy: { Name: 'always' }, Binds: ['shop-data:/data'], Memory: 64 * 1024 * 1024 },
    };
    const { id } = await engine.createContainer({ name: 'web', body });
    await engine.startContainer(id);
  } finally {
    engine.close();
  }
  const job = await client.send<{ id: string }>('POST', `/api/containers/hosts/${hostId}/discover`, {});
  await wait(async () => {
    const path = `/api/containers/hosts/${hostId}/discoveries/${job.id}`;
    return (await client.get<{ state: string }>(path)).state !== 'running';
  });
  const web = await findWeb(shop);
  tell(`Discovered: ${web.name}, ${web.image.reference}, ${web.state}.`);
}

async function updateAfterApproval(shop: Shop): Promise<void> {
  await publish(shop, 'version two');
  const check = await shop.client.send<{ id: string }>('POST', '/api/containers/update-checks', {
    hostId: shop.hostId,
  });
  await wait(async () => {
    const path = `/api/containers/update-checks/${check.id}`;
    return (await shop.client.get<{ state: string }>(path)).state !== 'running';
  });
  const web = await findWeb(shop);
  tell(`Check: ${web.update.status} (${web.update.reason ?? ''}).`);
  const ended = await approveAndWatch(shop, web);
  tell(`${ended.state}: ${web.name} is the same row in Millwright, and another container on the host.`);
}

async function updateToBroken(shop: Shop): Promise<void> {
  title('7. A broken image is rolled back by itself');
  await publish(shop, 'version three', false);
  const before = await findWeb(shop);
  const ended = await approveAndWatch(shop, before);
  const after = await findWeb(shop);
  tell(`${ended.state}: ${ended.error?.message ?? ''}`);
  const same = before.runtimeId === after.runtimeId ? 'the very container that ran before' : 'ANOTHER CONTAINER';
  tell(`What runs now is ${same}: ${after.runtimeId.slice(0, 12)}.`);
}

async function approveAndWatch({ client }: Shop, web: Container): Promise<ContainerUpdate> {
  const request = { containerId: web.id, policy: POLICY };
  const { id, links } = await client.send<ContainerUpdate>('POST', '/api/containers/updates', request);
  tell(`Watch it in the Temporal Web UI: ${links.temporal}`);
  const read = (): Promise<ContainerUpdate> => client.get(`/api/containers/updates/${id}`);
  await wait(async () => (await read()).state === 'waiting_for_approval' || ENDED_STATES.has((await read()).state));
  const { approvalId } = await read();
  const approval = await client.get<Approval>(`/api/approvals/${approvalId ?? ''}`);
  tell(`It waits for approval, risk ${approval.risk.level}. The plan:`);
  tellTable(approval.plan.steps.map(({ name, text }) => [name, text]));
  await client.send('POST', `/api/approvals/${approval.id}/approve`, { planHash: approval.plan.hash });
  await wait(async () => ENDED_STATES.has((await read()).state));
  const ended = await read();
  tell('Approved for exactly that image. Its steps:');
  tellTable(ended.steps.map(({ name, state, attempt }) => [name, state, `attempt ${attempt}`]));
  return ended;
}

async function findWeb({ client, hostId }: Shop): Promise<Container> {
  const { items } = await client.get<{ items: Container[] }>(`/api/containers/containers?hostId=${hostId}&name=web`);
  const [web] = items;
  if (web === undefined) throw new Error('The container web was not discovered.');
  return web;
}

async function wait(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
