// Checks 500 containers for updates against Debian's registry on the loopback, through the product's own activity and
// PostgreSQL, and beside it with Diun, built by Go. Needs TEST_DATABASE_URL: `node dist/bench/registries/update-check.js`.
import { MockActivityEnvironment } from '@temporalio/testing';
import { checkUpdates, createCheckMemory } from '../../src/activities/containers/check-updates.js';
import type { ContainerSiteProgress } from '../../src/domain/containers/job-messages.js';
import { insertJob } from '../../src/models/containers/open-job.js';
import { ContainerHostModel } from '../../src/models/containers/container-host-model.js';
import { ServerModel } from '../../src/models/inventory/server-model.js';
import { newId } from '../../src/platform/ids/ids.js';
import { createRegistryClient } from '../../src/platform/registries/registry-client.js';
import { createTestDatabase, type TestDatabase } from '../../tests/helpers/database.js';
import { buildImage } from '../../tests/helpers/oci-images.js';
import { startRegistry, type TestRegistry } from '../../tests/helpers/oci-registry.js';
import { startDiun } from './diun.js';
import { percentile } from '../series/statistics.js';

const CONTAINERS = 500;
/** Distinct references: as many as containers, and as fleets have them. */
const REFERENCES = [500, 100];
const REPEATS = 5;
const SITE = 'default';
const IMAGE = buildImage({ base: 'none', files: { version: 'one' } });

/** Containers of one host, spread over `references` repositories whose tags name what runs. */
async function fill(db: TestDatabase, registry: TestRegistry, references: number): Promise<string[]> {
  const { knex } = db.database;
  const [serverId, hostId] = [newId(), newId()];
  await ServerModel.query(knex).insert({
    id: serverId,
    name: serverId,
    address: '127.0.0.1',
    transport: 'local',
    labels: {},
  });
  await ContainerHostModel.query(knex).insert({
    id: hostId,
    serverId,
    runtime: 'docker',
    socketPath: `/${references}.sock`,
  });
  const containers = Array.from({ length: CONTAINERS }, (_, n) => ({
    id: newId(),
    name: `c${n}`,
    image: `sha256:${(n % references).toString(16).padStart(64, '0')}`,
    reference: `${registry.host}/bench/r${n % references}:1`,
  }));
  await db.database.pool.query(
    `insert into containers (id, host_id, runtime_id, name, image_reference, image_id, state, health)
     select id, $2, name, name, reference, image, 'running', 'none'
       from jsonb_to_recordset($1::jsonb) as c (id uuid, name text, reference text, image text)`,
    [JSON.stringify(containers), hostId],
  );
  const images = containers.slice(0, references).map(({ image, reference }) => ({
    id: newId(),
    key: image,
    facts: {
      digests: [reference.replace(/:1$/, `@${IMAGE.manifest.digest}`)],
      platform: { os: 'linux', architecture: 'amd64', variant: null },
    },
  }));
  await db.database.pool.query(
    `insert into container_resources (id, host_id, kind, key, facts)
     select id, $2, 'image', key, facts from jsonb_to_recordset($1::jsonb) as i (id uuid, key text, facts jsonb)`,
    [JSON.stringify(images), hostId],
  );
  return containers.map(({ id }) => id);
}

interface Round {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly requests: number;
  readonly heads: number;
  readonly paths: number;
  readonly busiestSecond: number;
  readonly current: number;
}

/** One check with a client that remembers nothing. */
async function checkOnce(db: TestDatabase, registry: TestRegistry, ids: readonly string[]): Promise<Round> {
  const { database } = db;
  const job = await database.knex.transaction((trx) =>
    insertJob(
      {
        kind: 'update_check',
        requestedBy: 'bench',
        correlationId: 'bench',
        workflowId: (id) => `containers/check/${id}`,
        items: ids.map((id) => ({ id, site: SITE })),
      },
      trx,
    ),
  );
  const registries = createRegistryClient();
  const memory = createCheckMemory();
  registry.forget();
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const input = { jobId: job.id, site: SITE };
  const work = (given: typeof input) => checkUpdates({ database, registries }, memory, given);
  for (let left = 1; left > 0;) {
    left = ((await new MockActivityEnvironment().run(work, input)) as ContainerSiteProgress).pending;
  }
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  registries.close();
  const { rows } = await database.pool.query<{ n: number }>(
    `select count(*)::int as n from container_job_items where job_id = $1 and outcome = 'current'`,
    [job.id],
  );
  const manifests = registry.requests.filter(({ path }) => path.includes('/manifests/'));
  return {
    wallMs,
    cpuMs: (user + system) / 1000,
    requests: registry.requests.length,
    heads: manifests.filter(({ method }) => method === 'HEAD').length,
    paths: new Set(manifests.map(({ path }) => path)).size,
    busiestSecond: findBusiestSecond(registry.requests.map(({ at }) => at)),
    current: rows[0]?.n ?? 0,
  };
}

function findBusiestSecond(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((from, index) => sorted.filter((at, other) => other >= index && at < from + 1_000).length),
  );
}

async function measure(db: TestDatabase, registry: TestRegistry, references: number): Promise<number> {
  const ids = await fill(db, registry, references);
  await checkOnce(db, registry, ids);
  const rounds: Round[] = [];
  for (let n = 0; n < REPEATS; n += 1) rounds.push(await checkOnce(db, registry, ids));
  const wall = rounds.map(({ wallMs }) => wallMs);
  const first = rounds[0];
  console.log(
    `${CONTAINERS} containers, ${references} references: wall ${percentile(wall, 0.5).toFixed(0)} ms ` +
      `(${Math.min(...wall).toFixed(0)}–${Math.max(...wall).toFixed(0)}, n = ${REPEATS}), ` +
      `CPU ${percentile(
        rounds.map(({ cpuMs }) => cpuMs),
        0.5,
      ).toFixed(0)} ms; ${first?.requests} requests, ` +
      `${first?.heads} HEAD of manifests for ${first?.paths} references, busiest second ` +
      `${Math.max(...rounds.map(({ busiestSecond }) => busiestSecond))}, current ${first?.current}`,
  );
  for (const round of rounds) {
    if (round.heads !== references || round.paths !== references || round.requests !== round.heads)
      throw new Error(`Not one HEAD for each reference and nothing else: ${JSON.stringify(round)}`);
  }
  return percentile(wall, 0.5);
}

/** Diun checks the same references, remembering them from a first check, and once more. */
async function measurePeer(registry: TestRegistry, references: number, ours: number): Promise<void> {
  const names = Array.from({ length: references }, (_, n) => `${registry.host}/bench/r${n}:1`);
  const peer = await startDiun(names);
  try {
    for (const what of ['first check', ...Array.from({ length: REPEATS }, () => 'check')]) {
      registry.forget();
      const { wallMs, cpuMs } = await peer.check();
      const asked = registry.requests.length;
      const of = (method: string): number => registry.requests.filter((request) => request.method === method).length;
      console.log(
        `Diun, ${references} references, ${what}: wall ${wallMs.toFixed(0)} ms, CPU ${cpuMs.toFixed(0)} ms; ${asked} requests, ` +
          `${of('HEAD')} HEAD, ${of('GET')} GET, busiest second ${findBusiestSecond(registry.requests.map(({ at }) => at))}; ` +
          `Millwright takes ${(ours / wallMs).toFixed(2)} of its time and ${(references / asked).toFixed(2)} of its requests`,
      );
    }
  } finally {
    await peer.remove();
  }
}

const db = await createTestDatabase();
const registry = await startRegistry();
try {
  for (let n = 0; n < Math.max(...REFERENCES); n += 1) await registry.push(`bench/r${n}`, '1', IMAGE);
  for (const references of REFERENCES) await measurePeer(registry, references, await measure(db, registry, references));
} finally {
  await registry.stop();
  await db.drop();
}
