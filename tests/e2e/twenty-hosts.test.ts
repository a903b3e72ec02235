import test from 'ava';
import type { CollectionError, CollectionRun } from '../../src/domain/collection/run.js';
import type { Server } from '../../src/domain/inventory/server.js';
import { leaveServicesAlone } from '../helpers/keep-to-basics.js';
import { enrolFleet, type EnrolledFleet } from '../helpers/system-fleet.js';
import type { SshdHostOptions, SshdKind } from '../helpers/sshd-fleet.js';
import { startSystem, type TestSystem } from '../helpers/system.js';

const HEALTHY = 13;
/** From the request to the last row, with the slowest of the broken hosts. */
const TIME_LIMIT_MS = 90_000;

/** What each kind of trouble has to be called. */
const BAD_HOSTS: Readonly<Partial<Record<SshdKind, string>>> = {
  down: 'connection_refused',
  hangs: 'handshake_timeout',
  changed_host_key: 'host_key_mismatch',
  floods: 'output_too_large',
  no_tools: 'command_not_found',
  refuses_key: 'auth_rejected',
};
const HOSTS: readonly SshdHostOptions[] = [
  ...Array.from({ length: HEALTHY }, (_unused, index) => ({ name: `healthy-${index + 1}` })),
  ...(Object.keys(BAD_HOSTS) as SshdKind[]).map((kind) => ({ name: kind, kind })),
  { name: 'single_session', kind: 'single_session' },
];
const GOOD_NAMES = HOSTS.map(({ name = '' }) => name).filter((name) => !(name in BAD_HOSTS));
const METRICS = ['cpu_usage_percent', 'memory_used_bytes', 'memory_total_bytes', 'load1', 'uptime_seconds'];

let system: TestSystem;
let enrolled: EnrolledFleet;
const durationsMs: number[] = [];

test.before(async () => {
  system = await startSystem({ worker: 'in_process' });
  await leaveServicesAlone(system);
  enrolled = await enrolFleet(system, HOSTS);
});
test.after.always(async () => {
  await system?.stop();
  await enrolled?.fleet.stop();
});

async function collect(): Promise<{ run: CollectionRun; errors: CollectionError[] }> {
  const startedAt = performance.now();
  const started = await system.startRun();
  const run = await system.waitForRun(started.id, TIME_LIMIT_MS);
  durationsMs.push(Math.round(performance.now() - startedAt));
  return { run, errors: await system.listErrors(run.id) };
}

function classesByHost(errors: readonly CollectionError[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const error of errors) (found[enrolled.name(error.serverId)] ??= []).push(error.class);
  return found;
}

async function countPoints(name: string, metric: string): Promise<number> {
  const path = `/api/infrastructure/servers/${enrolled.id(name)}/metrics?metric=${metric}`;
  const { series } = await system.ask<{ series: { points: unknown[] }[] }>('GET', path);
  return series.reduce((sum, { points }) => sum + points.length, 0);
}

/** Sample rows by host. */
async function countRows(): Promise<Record<string, number>> {
  const { rows } = await system.database.pool.query<{ server_id: string; n: number }>(
    `select server_id, count(*)::int as n from samples join series_sources s on s.id = samples.source_id
      where s.grp = 'host' group by 1`,
  );
  return Object.fromEntries(rows.map((row) => [enrolled.name(row.server_id), row.n]));
}

const readServer = (name: string): Promise<Server> =>
  system.ask('GET', `/api/infrastructure/servers/${enrolled.id(name)}`);

test.serial('a first contact pins every host key that can be seen', async (t) => {
  const path = `/api/infrastructure/servers/${enrolled.id('changed_host_key')}/test-connection`;
  const { ok } = await system.ask<{ ok: boolean }>('POST', path);
  t.true(ok);
  const pinned = enrolled.fleet.host('changed_host_key').hostKeys[0];
  t.is((await readServer('changed_host_key')).hostKey?.fingerprint, pinned?.fingerprint);
  await enrolled.fleet.host('changed_host_key').changeHostKey();
});

test.serial('a run over twenty hosts with seven troubled ones ends in time, each trouble told once', async (t) => {
  const { run, errors } = await collect();
  t.log(`run of ${run.servers.total} hosts: ${run.servers.succeeded} succeeded, ${run.servers.failed} failed`);
  t.log(`${durationsMs[0]} ms (limit ${TIME_LIMIT_MS} ms)`, classesByHost(errors));
  t.is(run.state, 'completed');
  t.deepEqual(run.servers, { total: 20, succeeded: GOOD_NAMES.length, failed: Object.keys(BAD_HOSTS).length });
  t.deepEqual(
    classesByHost(errors),
    Object.fromEntries(Object.entries(BAD_HOSTS).map(([name, errorClass]) => [name, [errorClass]])),
  );
  for (const error of errors) {
    t.true(error.remedy.length > 10, error.class);
    t.true(error.message.length > 10, error.class);
    t.is(error.collector, '');
  }
});

test.serial('the good hosts have their data, the one with a single session among them', async (t) => {
  for (const name of GOOD_NAMES) {
    t.is((await readServer(name)).status, 'online', name);
    for (const metric of METRICS) t.is(await countPoints(name, metric), 1, `${name} ${metric}`);
  }
  const rows = await countRows();
  for (const name of GOOD_NAMES) t.is(rows[name], 1, name);
  t.log(`${GOOD_NAMES.length} hosts × ${METRICS.length} metrics, one point each`);
});

test.serial('a second run makes no duplicates, and leaves the blocked host alone', async (t) => {
  const { run, errors } = await collect();
  t.log(`second run: ${durationsMs[1]} ms`, classesByHost(errors));
  t.is(run.state, 'completed');
  t.is(run.servers.succeeded, GOOD_NAMES.length);
  const rows = await countRows();
  for (const name of GOOD_NAMES) t.is(rows[name], 2, name);
  t.deepEqual(classesByHost(errors), {
    ...Object.fromEntries(Object.entries(BAD_HOSTS).map(([name, errorClass]) => [name, [errorClass]])),
    changed_host_key: ['server_blocked'],
  });
  t.is((await readServer('changed_host_key')).status, 'blocked');
});

test.serial('a host whose new key a person accepts is collected again', async (t) => {
  const base = `/api/infrastructure/servers/${enrolled.id('changed_host_key')}`;
  const fingerprint = (await readServer('changed_host_key')).pendingHostKey?.fingerprint;
  t.is(fingerprint, enrolled.fleet.host('changed_host_key').hostKeys[0]?.fingerprint);
  const accepted = await system.ask<Server>('POST', `${base}/host-key/accept`, { fingerprint });
  t.is(accepted.hostKey?.fingerprint, fingerprint);
  const started = await system.startRun({ serverIds: [enrolled.id('changed_host_key')] });
  const run = await system.waitForRun(started.id, TIME_LIMIT_MS);
  t.deepEqual(run.servers, { total: 1, succeeded: 1, failed: 0 });
  t.is((await readServer('changed_host_key')).status, 'online');
  t.is(await countPoints('changed_host_key', 'load1'), 1);
});
