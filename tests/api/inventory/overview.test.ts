import test from 'ava';
import { createObservationStore } from '../../../src/activities/inventory/store-observations.js';
import { readCollectorSettings } from '../../../src/models/inventory/collector-states.js';
import {
  certificate,
  database,
  device,
  disks,
  newServerId,
  pool,
  pools,
  RUN_ID,
  smart,
  smartOf,
  sorted,
  tick,
  type Answer,
} from '../../activities/inventory/observations-fixture.js';
import { createTestUser } from '../../helpers/api-server.js';
import { enrolLocal, itemsOf, readAllPages, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { isProblem } from '../../helpers/problem-assertions.js';

const BASE = '/api/infrastructure';
const DAY_MS = 86_400_000;
let api: FullApi;

test.before(async () => {
  api = await startFullApi();
});
test.after.always(() => api?.stop());

/** As if it had been collected so many minutes ago. */
function observe(serverId: string, minutesAgo: number, ...answers: Answer[]): Promise<void> {
  const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
  return createObservationStore(api.db.database).store([{ ...tick(serverId, 0, answers), at }]);
}
const certificates = (...items: ReturnType<typeof certificate>[]): Answer => ({
  collector: 'certificates',
  observations: { certificates: { items, complete: true } },
});
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

test('certificates stand in the order of their end, narrowed by time and server', async (t) => {
  const server = await enrolLocal(api, { name: 'certificates' });
  const ends = [400, -3, 12, 90].map((days, n) => certificate(`/etc/ssl/${n}.pem`, { notAfter: inDays(days) }));
  await observe(server, 1, certificates(...ends));
  const locations = async (query: string) =>
    (await readAllPages(api, `${BASE}/certificates?serverId=${server}&limit=2${query}`)).map(
      ({ location }) => location,
    );
  t.deepEqual(await locations(''), ['/etc/ssl/1.pem', '/etc/ssl/2.pem', '/etc/ssl/3.pem', '/etc/ssl/0.pem']);
  t.deepEqual(await locations(`&expiresBefore=${inDays(30)}`), ['/etc/ssl/1.pem', '/etc/ssl/2.pem']);
  const [item] = itemsOf(await api.request('GET', `${BASE}/certificates?serverId=${server}`));
  t.like(item, { kind: 'file', subject: 'CN=www.example.test', names: ['www.example.test'], isAuthority: false });
  t.deepEqual((await api.request('GET', `${BASE}/certificates/${String(item?.['id'])}`)).body, item);
});

test('what changed since yesterday is told newest first, for a host and for the fleet', async (t) => {
  const server = await enrolLocal(api, { name: 'changing' });
  await observe(server, 3_000, disks(device('C1')));
  await observe(server, 60, disks(device('C1', { name: 'sdb' }), device('C2')), pools(pool('tank')));
  const changes = await readAllPages(api, `${BASE}/servers/${server}/changes?limit=1`);
  t.deepEqual(
    sorted(changes.map(({ resourceName, kind, field }) => [resourceName, kind, field].map(String).join(' '))),
    ['sda appeared null', 'sdb changed path', 'tank appeared null'],
  );
  const path = changes.find(({ field }) => field === 'path');
  t.like(path, {
    serverId: server,
    resourceType: 'storage_device',
    before: '/dev/sda',
    after: '/dev/sdb',
    runId: RUN_ID,
  });
  const of = async (query: string) =>
    itemsOf(await api.request('GET', `${BASE}/changes?serverId=${server}&${query}`)).length;
  t.is(await of(''), 3);
  t.is(await of('resourceType=storage_pool'), 1);
  t.is(await of(`resourceId=${String(path?.['resourceId'])}`), 1);
  t.is(await of(`since=${new Date(Date.now() - 4 * DAY_MS).toISOString()}`), 4);
  t.is(await of(`since=${inDays(1)}`), 0);
  isProblem(t, await api.request('GET', `${BASE}/servers/${newServerId()}/changes`), 'not_found');
});

test('the facts of a host are its profile and what its collectors learned last', async (t) => {
  const server = await enrolLocal(api, { name: 'facts' });
  await observe(server, 5, {
    collector: 'packages',
    persistFacts: true,
    facts: { pending: 3 },
    watched: { reboot: true },
  });
  await observe(server, 4, { collector: 'time', watched: { synchronised: true } });
  const reply = await api.request('GET', `${BASE}/servers/${server}/facts`);
  t.like(reply.body, { serverId: server, profile: null });
  const [packages, time] = (reply.body?.['collectors'] ?? []) as object[];
  t.like(packages, { collector: 'packages', facts: { pending: 3 }, watched: { reboot: true } });
  t.like(time, { collector: 'time', facts: null, watched: { synchronised: true } });
  const one = await api.request('GET', `${BASE}/servers/${server}/facts?collector=time`);
  t.like(one.body, { collectors: { length: 1 } });
  isProblem(t, await api.request('GET', `${BASE}/servers/${newServerId()}/facts`), 'not_found');
});

test('collectors are listed with their intervals, set by an operator, and unknown ones are refused', async (t) => {
  const items = itemsOf(await api.request('GET', `${BASE}/collection/collectors`));
  const cpu = items.find(({ name }) => name === 'cpu');
  t.like(cpu, { class: 'fast', enabled: true, updatedBy: null });
  const put = (name: string, json: unknown, token?: string) =>
    api.request('PUT', `${BASE}/collection/collectors/${name}`, { json, ...(token === undefined ? {} : { token }) });
  const changed = await put('cpu', { enabled: false, intervalSeconds: 900 });
  t.like(changed.body, {
    name: 'cpu',
    enabled: false,
    intervalSeconds: 900,
    defaultIntervalSeconds: cpu?.['intervalSeconds'],
  });
  const read = await api.request('GET', `${BASE}/collection/collectors/cpu`);
  t.deepEqual(read.body, changed.body);
  const settings = await readCollectorSettings(api.db.database);
  t.deepEqual([...settings], [['cpu', { intervalSeconds: 900, enabled: false }]]);
  t.is(
    (await put('cpu', { enabled: true, intervalSeconds: null })).body?.['intervalSeconds'],
    cpu?.['intervalSeconds'],
  );
  isProblem(t, await put('none', { enabled: true, intervalSeconds: null }), 'not_found');
  isProblem(t, await put('cpu', { enabled: true, intervalSeconds: 1 }), 'validation_failed');
  const { token } = await createTestUser(api, { name: 'watcher', role: 'viewer' });
  isProblem(t, await put('cpu', { enabled: true, intervalSeconds: null }, token), 'forbidden');
  t.is(itemsOf(await api.request('GET', '/api/audit?action=collector.changed')).length, 2);
});

test('the list of collectors comes in pages, each collector once', async (t) => {
  const path = `${BASE}/collection/collectors`;
  const all = itemsOf(await api.request('GET', `${path}?limit=500`)).map(({ name }) => String(name));
  const paged = (await readAllPages(api, `${path}?limit=1`)).map(({ name }) => name);
  t.true(all.length > 1);
  t.deepEqual(paged, all);
  t.deepEqual(
    all,
    all.toSorted((a, b) => (a < b ? -1 : 1)),
  );
  isProblem(t, await api.request('GET', `${path}?cursor=made-up`), 'bad_cursor');
  isProblem(t, await api.request('GET', `${path}?limit=0`), 'validation_failed');
});

test('the detailed health counts the fleet and names the worst, with links that lead there', async (t) => {
  const own = await startFullApi();
  t.teardown(() => own.stop());
  const { knex } = own.db.database;
  const at = new Date(Date.now() - 60_000).toISOString();
  const empty = (await own.request('GET', `${BASE}/health/detailed`)).body;
  t.like(empty, { status: 'unknown', servers: { total: 0 }, devices: { total: 0, failing: 0 }, worst: [] });
  const [well, ill] = [await enrolLocal(own, { name: 'well' }), await enrolLocal(own, { name: 'ill' })];
  await knex('servers').update({ status: 'online', lastSeenAt: new Date() });
  const hosts = [
    tick(well, 0, [
      disks(device('W1')),
      pools(pool('tank')),
      certificates(certificate('/a.pem', { notAfter: inDays(99) })),
    ]),
    tick(ill, 0, [
      smartOf([
        device('I1', { smart: smart({ passed: false, exitStatus: 8 }) }),
        device('I2', { name: 'sdb', smart: smart() }),
      ]),
      pools(pool('tank', { health: 'degraded', state: 'DEGRADED', reasons: ['a member is missing'] })),
      {
        collector: 'databases',
        observations: {
          databases: {
            items: [
              database(5432, { findings: [{ severity: 'critical', code: 'lag', message: 'replication is broken' }] }),
              database(5433, { status: 'offline', statusReason: 'nothing listens' }),
            ],
            complete: true,
          },
        },
      },
      certificates(
        certificate('127.0.0.1:443', { kind: 'listener', notAfter: inDays(-1) }),
        certificate('/soon.pem', { notAfter: inDays(10) }),
        certificate('/old-root.pem', { notAfter: inDays(-900), isAuthority: true }),
      ),
    ]),
  ];
  await createObservationStore(own.db.database).store(hosts.map((host) => ({ ...host, at })));
  await enrolLocal(own, { name: 'late' });
  await knex('servers')
    .where({ name: 'late' })
    .update({ createdAt: new Date(Date.now() - DAY_MS) });
  const { body } = await own.request('GET', `${BASE}/health/detailed`);
  t.like(body, {
    status: 'critical',
    servers: { total: 3, online: 2, unknown: 1, offline: 0 },
    devices: { total: 3, failing: 1, healthy: 1, unknown: 1 },
    pools: { total: 2, healthy: 1, degraded: 1 },
    databases: { total: 2, online: 1, offline: 1 },
    certificates: { total: 4, expired: 2, expiringWithin30Days: 1 },
    collections: { lateTotal: 1 },
  });
  const worst = body?.['worst'] as Record<string, string>[];
  t.deepEqual(
    worst.map(({ severity, resourceType, name, serverName }) => [severity, resourceType, name, serverName]),
    [
      ['critical', 'storage_device', 'sda', 'ill'],
      ['critical', 'database', 'postgresql on 5432', 'ill'],
      ['critical', 'certificate', '127.0.0.1:443', 'ill'],
      ['warning', 'storage_pool', 'tank', 'ill'],
      ['warning', 'database', 'postgresql on 5433', 'ill'],
      ['warning', 'certificate', '/soon.pem', 'ill'],
    ],
  );
  t.true(worst.every(({ reason }) => reason !== ''));
  for (const { link = '', id } of worst) t.is((await own.request('GET', link)).body?.['id'], id);
  const { late } = (body?.['collections'] ?? {}) as { late: Record<string, string>[] };
  t.is((await own.request('GET', late[0]?.['link'] ?? '')).body?.['name'], 'late');
  await own.request('PUT', `${BASE}/collection/schedule`, {
    json: { intervalSeconds: 300, jitterSeconds: 0, paused: true },
  });
  const paused = (await own.request('GET', `${BASE}/health/detailed`)).body;
  t.like(paused, { collections: { lateTotal: 0, late: [] } });
});
