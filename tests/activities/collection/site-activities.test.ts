import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import test from 'ava';
import { createCollectionEngineActivities } from '../../../src/activities/collection/engine-activities.js';
import { createCollectionSiteActivities } from '../../../src/activities/collection/site-activities.js';
import { loadCollectors } from '../../../src/collectors/registry.js';
import type { BatchResult } from '../../../src/domain/collection/messages.js';
import { insertRun } from '../../../src/models/collection/open-run.js';
import type { RunModel } from '../../../src/models/collection/run-model.js';
import { ServerModel } from '../../../src/models/inventory/server-model.js';
import type { HostAccess } from '../../../src/platform/ssh/host-access.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { createLocalHosts, refuseLogin } from '../../helpers/local-hosts.js';

let test_: TestDatabase;
const collectors = (await loadCollectors()).filter(({ name }) => ['cpu', 'load', 'memory', 'uptime'].includes(name));

test.before(async () => {
  test_ = await createTestDatabase();
});
test.after.always(() => test_.drop());

async function enrol(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  for (const id of ids) {
    await ServerModel.query(test_.database.knex).insert({
      id,
      name: id,
      address: '127.0.0.1',
      transport: 'local',
      labels: {},
    });
  }
  return ids;
}

function openRun(serverIds: readonly string[], tickAt = new Date(), classes = ['fast']): Promise<RunModel> {
  return test_.database.knex.transaction((trx) =>
    insertRun(
      {
        origin: 'api',
        requestedBy: 'tester',
        correlationId: newId(),
        workflowId: (id) => `collection/cycle/${id}`,
        classes,
        selector: null,
        tickAt,
        intervalSeconds: null,
        servers: serverIds.map((id) => ({ id, site: 'default' })),
      },
      trx,
    ),
  );
}

function collect(run: RunModel, hosts: HostAccess = createLocalHosts()): Promise<BatchResult> {
  const { database } = test_;
  const activities = createCollectionSiteActivities({
    database,
    hosts,
    collectors,
    countHandshakes: () => 0,
    credentialsOf: () => async () => undefined,
  });
  const input = { runId: run.id, site: 'default', batch: 0 };
  return new MockActivityEnvironment().run((given: typeof input) => activities.collectBatch(given), input);
}

async function countRows(sql: string, values: unknown[]): Promise<number> {
  const { rows } = await test_.database.pool.query<{ n: number }>(sql, values);
  return rows[0]?.n ?? 0;
}

const countSamples = (ids: readonly string[]) =>
  countRows(
    `select count(*)::int as n from samples join series_sources on series_sources.id = samples.source_id where server_id = any($1)`,
    [ids],
  );
const countErrors = (runId: string) =>
  countRows('select count(*)::int as n from collection_errors where run_id = $1', [runId]);

test('a batch of hosts is collected, stored and settled', async (t) => {
  const ids = await enrol(3);
  const run = await openRun(ids);
  const result = await collect(run);
  t.like(result, { succeeded: 3, failed: 0, joined: 0 });
  t.true(result.samples > 30, `${result.samples} samples`);
  t.is(await countSamples(ids), 3);
  const servers = await ServerModel.query(test_.database.knex).whereIn('id', ids);
  for (const server of servers) {
    t.not(server.lastSeenAt, null);
    t.not(server.capabilities, null);
    t.is(server.sudo, process.getuid?.() === 0 ? 'root' : server.sudo);
  }
  t.is(await countRows('select count(*)::int as n from collection_claims where run_id = $1', [run.id]), 0);
  // Detection and collection are two channels on a host seen for the first time.
  t.is(await countRows('select count(*)::int as n from command_log where run_id = $1', [run.id]), 6);
});

test('repeating a batch collects nothing twice', async (t) => {
  const ids = await enrol(2);
  const run = await openRun(ids);
  await collect(run);
  const hosts = createLocalHosts();
  t.like(await collect(run, hosts), { succeeded: 0, failed: 0 });
  t.deepEqual(hosts.uses, []);
  t.is(await countSamples(ids), 2);
});

test('hosts left pending by an attempt that died are collected by the next, without a second row', async (t) => {
  const ids = await enrol(2);
  const run = await openRun(ids);
  await collect(run);
  // As after a crash between storing the samples and settling the host.
  await test_.database.pool.query(
    `update collection_run_servers set state = 'pending' where run_id = $1 and server_id = $2`,
    [run.id, ids[0]],
  );
  await test_.database.pool.query(
    `insert into collection_claims values ($1, $2, '{fast}', now() + interval '2 minutes')`,
    [ids[0], run.id],
  );
  t.like(await collect(run), { succeeded: 1, failed: 0 });
  t.is(await countSamples(ids), 2);
});

test('one failing host has exactly one error and holds back no other', async (t) => {
  const ids = await enrol(3);
  const run = await openRun(ids);
  const hosts = createLocalHosts({ before: async (id) => (id === ids[1] ? refuseLogin() : undefined) });
  t.like(await collect(run, hosts), { succeeded: 2, failed: 1 });
  await collect(run, hosts);
  t.is(await countErrors(run.id), 1);
  const bad = await ServerModel.query(test_.database.knex).findById(ids[1] ?? '');
  t.is(bad?.status, 'offline');
  t.regex(bad?.statusReason ?? '', /auth_rejected/);
});

test('a run that meets a host in progress joins it instead of collecting it again', async (t) => {
  const ids = await enrol(1);
  const first = await openRun(ids);
  const second = await openRun(ids);
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = createLocalHosts({ before: () => gate });
  const idle = createLocalHosts();
  const collectingFirst = collect(first, slow);
  while (slow.uses.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const collectingSecond = collect(second, idle);
  await new Promise((resolve) => setTimeout(resolve, 400));
  release();
  t.like(await collectingFirst, { succeeded: 1 });
  t.like(await collectingSecond, { joined: 1, succeeded: 0 });
  t.deepEqual(idle.uses, []);
  t.is(
    await countRows('select count(*)::int as n from collection_run_servers where run_id = $1 and joined_run_id = $2', [
      second.id,
      first.id,
    ]),
    1,
  );
});

test('a run that asks for more classes than the one in progress collects the host itself afterwards', async (t) => {
  const ids = await enrol(1);
  const narrow = await openRun(ids, new Date(Date.now() - 1000), ['fast']);
  const wide = await openRun(ids, new Date(), ['fast', 'slow']);
  const slow = createLocalHosts({ before: () => new Promise((resolve) => setTimeout(resolve, 600)) });
  const hosts = createLocalHosts();
  const first = collect(narrow, slow);
  while (slow.uses.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  t.like(await collect(wide, hosts), { succeeded: 1, joined: 0 });
  await first;
  t.is(hosts.uses.length, 1);
});

test('the workflow of a run demands its intent row', async (t) => {
  const activities = createCollectionEngineActivities({ database: test_.database });
  const run = await openRun(await enrol(1));
  await t.throwsAsync(activities.planRun({ runId: randomUUID(), workflowId: 'x' }), { name: 'intent_missing' });
  await t.throwsAsync(activities.planRun({ runId: run.id, workflowId: 'somebody/elses' }), { name: 'intent_missing' });
  t.deepEqual((await activities.planRun({ runId: run.id, workflowId: run.workflowId })).sites, [
    { site: 'default', batches: 1 },
  ]);
});

test('hosts of a site without a worker get one site_unserved error each, and the run completes', async (t) => {
  const activities = createCollectionEngineActivities({ database: test_.database });
  const run = await openRun(await enrol(30));
  t.deepEqual(await activities.recordUnserved({ runId: run.id, site: 'default', batch: 0 }), { failed: 25 });
  t.deepEqual(await activities.recordUnserved({ runId: run.id, site: 'default', batch: 0 }), { failed: 0 });
  t.deepEqual(await activities.recordUnserved({ runId: run.id, site: 'default', batch: 1 }), { failed: 5 });
  t.like(await activities.finishRun({ runId: run.id }), { total: 30, succeeded: 0, failed: 30 });
  t.is(await countErrors(run.id), 30);
});
