import { MockActivityEnvironment } from '@temporalio/testing';
import { createCollectionSiteActivities } from '../../src/activities/collection/site-activities.js';
import { loadCollectors } from '../../src/collectors/registry.js';
import { insertRun } from '../../src/models/collection/open-run.js';
import type { CallContext } from '../../src/operations/context.js';
import { resolveServerCredential } from '../../src/operations/credentials/resolve-server-credential.js';
import { createServerCredential } from '../../src/operations/credentials/server-credentials.js';
import { createSshKey } from '../../src/operations/credentials/ssh-keys.js';
import { createServer } from '../../src/operations/inventory/create-servers.js';
import { createHostAccess } from '../../src/operations/inventory/host-access.js';
import { ensureEncryptionKey } from '../../src/platform/crypto/key-check.js';
import { createKeyring } from '../../src/platform/crypto/keyring.js';
import { generateRootKey } from '../../src/platform/crypto/root-key.js';
import { newId } from '../../src/platform/ids/ids.js';
import { LocalTransport } from '../../src/platform/local/local-transport.js';
import { createLogger } from '../../src/platform/log/logger.js';
import { ConnectionPool } from '../../src/platform/ssh/connection-pool.js';
import { createTestDatabase } from '../../tests/helpers/database.js';
import { startSshdFleet } from '../../tests/helpers/sshd-fleet.js';
import { formatSpread, summarise } from '../shared/measure-process.js';

// Whole warm cycles of the product’s own activity, from SSH to the stored row, in one process: its CPU only (sshd and
// PostgreSQL are processes of their own). Needs TEST_DATABASE_URL.
const HOSTS = Number(process.env.BENCH_HOSTS ?? 50);
const CYCLES = Number(process.env.BENCH_CYCLES ?? 20);
// Five cycles are what the bound is measured with; V8 still compiles then, less so after forty.
const WARM_UP = Number(process.env.BENCH_WARM_UP ?? 5);
// All hosts are this machine: a database that runs on it, such as the one this needs, would be measured for each of them.
const WITHOUT = new Set((process.env.BENCH_WITHOUT ?? '').split(','));

const fleet = await startSshdFleet({ hosts: Array.from({ length: HOSTS }, (_, index) => ({ name: `host-${index}` })) });
const test = await createTestDatabase();
const { database } = test;
const keyring = createKeyring(generateRootKey());
await ensureEncryptionKey(database, keyring);
const pool = new ConnectionPool();
const hosts = createHostAccess({
  database,
  pool,
  local: new LocalTransport(),
  resolveCredential: (id) => resolveServerCredential({ database, keyring }, id),
});
const context: CallContext = {
  actor: { kind: 'system', id: 'bench', name: 'bench', role: 'admin', tokenId: null, tokenKind: null },
  correlationId: newId(),
  door: 'system',
  log: createLogger({ level: 'silent' }),
  database,
};
const services = { keyring, hosts };
const key = await createSshKey(context, services, { name: 'bench', privateKey: fleet.clientKey.privateKey });
const credential = await createServerCredential(context, services, {
  name: 'bench',
  user: fleet.hosts[0]?.user ?? 'root',
  sshKeyId: key.id,
});
const servers: { id: string; site: string }[] = [];
for (const host of fleet.hosts) {
  servers.push(
    await createServer(context, {
      name: host.name,
      address: host.address,
      port: host.port,
      credentialId: credential.id,
    }),
  );
}
const activities = createCollectionSiteActivities({
  database,
  hosts,
  collectors: (await loadCollectors()).filter(({ name }) => !WITHOUT.has(name)),
  countHandshakes: () => pool.counters.handshakes,
  credentialsOf: () => async () => undefined,
});

async function runCycle(
  cycle: number,
): Promise<{ cpuMsPerHost: number; wallMs: number; handshakes: number; succeeded: number }> {
  const run = await database.knex.transaction((trx) =>
    insertRun(
      {
        origin: 'system',
        requestedBy: 'bench',
        correlationId: newId(),
        workflowId: (id) => `bench/${id}`,
        classes: ['fast'],
        selector: null,
        tickAt: new Date(Date.now() + cycle),
        intervalSeconds: 300,
        servers: servers.map(({ id }) => ({ id, site: 'default' })),
      },
      trx,
    ),
  );
  const batches = Math.ceil(HOSTS / 25);
  const handshakesBefore = pool.counters.handshakes;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  let succeeded = 0;
  await Promise.all(
    Array.from({ length: batches }, async (_, batch) => {
      const environment = new MockActivityEnvironment();
      const input = { runId: run.id, site: 'default', batch };
      const result = (await environment.run((given: typeof input) => activities.collectBatch(given), input)) as {
        succeeded: number;
      };
      succeeded += result.succeeded;
    }),
  );
  const cpu = process.cpuUsage(cpuBefore);
  return {
    cpuMsPerHost: (cpu.user + cpu.system) / 1000 / HOSTS,
    wallMs: performance.now() - startedAt,
    handshakes: pool.counters.handshakes - handshakesBefore,
    succeeded,
  };
}

try {
  const first = await runCycle(0);
  console.log(
    `first cycle (connects, detection): ${first.cpuMsPerHost.toFixed(2)} ms of controller CPU a host, ${first.handshakes} handshakes, ${first.succeeded} of ${HOSTS} collected`,
  );
  for (let cycle = 1; cycle < WARM_UP; cycle += 1) await runCycle(cycle);
  const cycles = [];
  for (let cycle = 0; cycle < CYCLES; cycle += 1) cycles.push(await runCycle(WARM_UP + cycle));
  console.log(`warm cycle of ${HOSTS} hosts, SSH to stored row:`);
  console.log(`  controller CPU a host ${formatSpread(summarise(cycles.map((cycle) => cycle.cpuMsPerHost)), 2)} ms`);
  console.log(`  wall ${formatSpread(summarise(cycles.map((cycle) => cycle.wallMs)), 0)} ms`);
  const handshakes = cycles.reduce((sum, cycle) => sum + cycle.handshakes, 0) / (CYCLES * HOSTS);
  console.log(
    `  handshakes a host and cycle ${handshakes.toFixed(3)}; all collected: ${cycles.every((cycle) => cycle.succeeded === HOSTS)}`,
  );
} finally {
  await pool.close();
  await test.drop();
  await fleet.stop();
}
