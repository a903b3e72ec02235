import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import pg from 'pg';
import type { CollectionRun } from '../../src/domain/collection/run.js';
import type { Server } from '../../src/domain/inventory/server.js';
import { findRunningPostgres } from '../../src/platform/embedded/embedded-postgres.js';
import { keepToBasics } from '../helpers/keep-to-basics.js';
import { isAlive } from '../helpers/sshd-process.js';
import { describeSlowHosts, enrolFleet, type EnrolledFleet } from '../helpers/system-fleet.js';
import { createUpSystem, type UpSystem } from '../helpers/system-up.js';
import { waitUntil } from '../helpers/wait-until.js';

const SLOW = 6;
const HOSTS = [
  ...describeSlowHosts(SLOW, (index) => 0.3 * (index + 1)),
  { name: 'down', kind: 'down' },
  { name: 'refuses_key', kind: 'refuses_key' },
] as const;
const TIME_LIMIT_MS = 240_000;

let system: UpSystem;
let enrolled: EnrolledFleet;
const runs: CollectionRun[] = [];

test.before(async () => {
  system = await createUpSystem();
  await system.start();
  await system.ask('PUT', '/api/infrastructure/collection/schedule', {
    intervalSeconds: 86_400,
    jitterSeconds: 0,
    paused: true,
  });
  await keepToBasics(system);
  enrolled = await enrolFleet(system, HOSTS);
});
test.after.always(async () => {
  await system?.dispose();
  await enrolled?.fleet.stop();
});

/** Resolves in the middle of a cycle: some hosts have a result, others are being asked. */
async function beginCycle(): Promise<CollectionRun> {
  const run = await system.startRun();
  await waitUntil(async () => (await system.listErrors(run.id)).length > 0, 80_000);
  return run;
}

const servers = (): Promise<Server[]> => system.list('/api/infrastructure/servers');

/** Times of all sample rows in the database, by host. */
async function readTicks(): Promise<Record<string, string[]>> {
  const urls = await findRunningPostgres(system.dataDirectory);
  const client = new pg.Client({ connectionString: urls?.applicationUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_id: string; ticks: Date[] }>(
      `select server_id, array_agg(samples.at order by samples.at) as ticks
         from samples join series_sources source on source.id = samples.source_id
        where server_id = any($1::uuid[]) group by server_id`,
      [[...enrolled.ids.values()]],
    );
    return Object.fromEntries(
      rows.map((row) => [enrolled.name(row.server_id), row.ticks.map((at) => at.toISOString())]),
    );
  } finally {
    await client.end();
  }
}

async function assertWhole(t: ExecutionContext, open: CollectionRun): Promise<void> {
  const run = await system.waitForRun(open.id, TIME_LIMIT_MS);
  runs.push(run);
  t.is(run.failure, null);
  t.is(run.state, 'completed');
  t.deepEqual(run.servers, { total: HOSTS.length, succeeded: SLOW, failed: 2 });
  const errors = await system.listErrors(run.id);
  const classes = errors.map((error) => `${enrolled.name(error.serverId)}: ${error.class}`).sort();
  t.deepEqual(classes, ['down: connection_refused', 'refuses_key: auth_rejected']);
  const ticks = runs.map(({ tickAt }) => tickAt);
  const expected = HOSTS.slice(0, SLOW).map(({ name = '' }) => [name, ticks] as const);
  t.deepEqual(await readTicks(), Object.fromEntries(expected));
  const { ok, checked } = await system.ask<{ ok: boolean; checked: number }>('GET', '/api/audit/verify');
  t.true(ok);
  t.is((await servers()).length, HOSTS.length);
  t.log(`${run.servers.succeeded} + ${run.servers.failed} hosts, one row a host and tick; ${checked} audit entries`);
}

test.serial(
  'kill -9 of the parent alone: the next start ends the orphans, finds its data and ends the cycle',
  async (t) => {
    const run = await beginCycle();
    const orphans = await system.readPartPids();
    await system.process().kill();
    for (const pid of orphans) t.true(await isAlive(pid), 'the parts outlive their parent');
    const startedAt = performance.now();
    const again = await system.start();
    t.log(`up again after ${Math.round(performance.now() - startedAt)} ms`);
    for (const pid of orphans) t.false(await isAlive(pid));
    t.regex(again.output(), /Stopped the PostgreSQL of an earlier start/);
    t.regex(again.output(), /Stopped the Temporal of an earlier start/);
    await assertWhole(t, run);
  },
);

test.serial('kill -9 of everything at once: the next start finds its data and ends the cycle', async (t) => {
  const run = await beginCycle();
  const killed = await system.killEverything();
  await waitUntil(() => system.process().hasEnded(), 40_000);
  await sleep(200);
  for (const pid of killed) t.false(await isAlive(pid));
  const startedAt = performance.now();
  await system.start();
  t.log(`${killed.length} processes killed; up again after ${Math.round(performance.now() - startedAt)} ms`);
  await assertWhole(t, run);
});

test.serial('a clean stop leaves nothing running', async (t) => {
  const parts = await system.readPartPids();
  t.is(await system.process().stop(60_000), 0);
  for (const pid of parts) t.false(await isAlive(pid));
});
