import test from 'ava';
import { createObservationStore } from '../../../src/activities/inventory/store-observations.js';
import { readCollectorStates } from '../../../src/models/inventory/collector-states.js';
import { keepObservations } from './kept-observations.js';
import {
  ASLEEP,
  atMinute,
  certificate,
  database,
  device,
  disks,
  member,
  newServerId,
  pool,
  pools,
  smart,
  smartOf,
  tick,
} from './observations-fixture.js';

const { database: openedDatabase, devicesOf, eventsOf, told, store } = keepObservations(test);

test('the same tick twice changes nothing, nor does an older one', async (t) => {
  const server = newServerId();
  const first = tick(server, 0, [disks(device('S1')), smartOf([device('S1', { smart: smart() })])]);
  await store.store([first]);
  const second = tick(server, 5, [disks(device('S1', { name: 'sdb' })), smartOf([device('S1', { smart: ASLEEP })])]);
  await store.store([second]);
  const rows = await devicesOf(server);
  const events = await told(server);
  await store.store([second]);
  await createObservationStore(openedDatabase()).store([second]);
  await store.store([first]);
  t.deepEqual(await devicesOf(server), rows);
  t.deepEqual(await told(server), events);
});

test('an answer that equals the last one is not written again until an hour has passed', async (t) => {
  const server = newServerId();
  const seenAt = async () => (await devicesOf(server))[0]?.lastSeenAt.toISOString();
  await store.store([tick(server, 0, [disks(device('S1'))])]);
  const [before] = await devicesOf(server);
  await store.store([tick(server, 55, [disks(device('S1'))])]);
  t.deepEqual((await devicesOf(server))[0], before);
  await store.store([tick(server, 60, [disks(device('S1'))])]);
  t.is(await seenAt(), atMinute(60));
  // The other worker’s last answer differs from mine: it is the database that is compared with.
  await createObservationStore(openedDatabase()).store([tick(server, 65, [disks(device('S1', { name: 'sdb' }))])]);
  await store.store([tick(server, 70, [disks(device('S1'))])]);
  t.is((await devicesOf(server))[0]?.name, 'sda');
});

test('concurrent stores of one host make no row twice', async (t) => {
  const server = newServerId();
  const stores = Array.from({ length: 4 }, () => createObservationStore(openedDatabase()));
  const items = Array.from({ length: 20 }, (_, n) => device(`S${n}`, { name: `sd${String.fromCodePoint(97 + n)}` }));
  const found = [disks(...items), pools(pool('tank')), { collector: 'watch', watched: { failed: 0 } }];
  await Promise.all(stores.map((each, n) => each.store([tick(server, n % 2, found)])));
  t.is((await devicesOf(server)).length, 20);
  t.is((await told(server)).length, 21);
});

test('pools are gone only by the word of their own collector, and their members’ states are history', async (t) => {
  const server = newServerId();
  const md = pool('md0', { identity: 'md:1', type: 'mdraid', state: 'clean' });
  const mdadm = (...items: (typeof md)[]) => ({
    collector: 'mdraid',
    observations: { pools: { items, complete: true, types: ['mdraid' as const] } },
  });
  await store.store([tick(server, 0, [pools(pool('tank')), mdadm(md)])]);
  const degraded = {
    state: 'DEGRADED',
    health: 'degraded' as const,
    members: [member('/dev/sda'), member('/dev/sdb', 'FAULTED')],
  };
  await store.store([tick(server, 5, [pools(pool('tank', degraded)), mdadm({ ...md, state: 'active' })])]);
  await store.store([tick(server, 10, [mdadm({ ...md, usedBytes: '5' })])]);
  t.deepEqual(await told(server), [
    'md0 appeared',
    'tank appeared',
    'tank changed health',
    'tank changed state',
    'tank changed member /dev/sdb',
  ]);
  await store.store([tick(server, 15, [pools()])]);
  const rows = await openedDatabase().knex('storage_pools').where({ serverId: server }).orderBy('name');
  t.deepEqual(
    rows.map(({ name, goneAt }) => [name, goneAt === null]),
    [
      ['md0', true],
      ['tank', false],
    ],
  );
});

test('a pool that was known by its name is the one whose id is told later', async (t) => {
  const server = newServerId();
  await store.store([tick(server, 0, [pools(pool('tank', { identity: 'tank' }))])]);
  await store.store([tick(server, 5, [pools(pool('tank'))])]);
  await store.store([tick(server, 10, [pools(pool('tank', { identity: 'tank', usedBytes: '7' }))])]);
  const rows = await openedDatabase().knex('storage_pools').where({ serverId: server });
  t.is(rows.length, 1);
  t.deepEqual(await told(server), ['tank appeared']);
});

test('versions, roles, certificates and watched values are history; what cannot be told is no change', async (t) => {
  const server = newServerId();
  await openedDatabase()
    .knex('servers')
    .insert({ id: server, name: `host ${server}`, address: 'x', transport: 'local' });
  const tickOf = (minute: number, version: string, print: string, failed: number | null) =>
    tick(server, minute, [
      { collector: 'databases', observations: { databases: { items: [database(5432, { version })], complete: true } } },
      {
        collector: 'certificates',
        observations: {
          certificates: { items: [certificate('/etc/ssl/a.pem', { fingerprint: print })], complete: true },
        },
      },
      { collector: 'systemd', watched: { failed_units: failed } },
    ]);
  await store.store([tickOf(0, '16.4', 'aa'.repeat(32), 0)]);
  await store.store([tickOf(5, '16.5', 'bb'.repeat(32), null)]);
  await store.store([tickOf(10, '16.5', 'bb'.repeat(32), 2)]);
  t.deepEqual(await told(server), [
    'postgresql on 5432 appeared',
    '/etc/ssl/a.pem appeared',
    'postgresql on 5432 changed version',
    '/etc/ssl/a.pem changed fingerprint',
    `host ${server} changed systemd.failed_units`,
  ]);
  const [last] = (await eventsOf(server)).slice(-1);
  t.deepEqual([last?.resourceType, last?.before, last?.after], ['host', 0, 2]);
});

test('facts of slow collectors survive; a failure keeps the former ones and moves the time of the attempt', async (t) => {
  const server = newServerId();
  const slow = { collector: 'packages', persistFacts: true };
  await store.store([
    tick(server, 0, [
      { ...slow, facts: { pending: 3 } },
      { collector: 'cpu', facts: { idle: 1 } },
    ]),
  ]);
  await store.store([tick(server, 360, [{ ...slow, succeeded: false }])]);
  const states = (await readCollectorStates(openedDatabase(), [server])).get(server);
  t.deepEqual([...(states?.keys() ?? [])], ['packages']);
  t.deepEqual(states?.get('packages'), {
    facts: { pending: 3 },
    collectedAt: new Date(atMinute(360)),
    succeededAt: new Date(atMinute(0)),
  });
});

test('hostile texts are stored in a form that PostgreSQL takes, and known again', async (t) => {
  const server = newServerId();
  const odd = (minute: number) =>
    tick(server, minute, [
      disks(
        device('S\u0000\uD800', { name: `sd${'x'.repeat(5_000)}`, smart: smart({ other: { 'k\u0000': 'v\uDFFF' } }) }),
      ),
      pools(pool('n\u0000', { identity: 'i'.repeat(9_000), details: { deep: ['\u0000'] } })),
      { collector: 'c', persistFacts: true, facts: { text: '\u0000\\u0000' }, watched: { w: '\u0000' } },
    ]);
  await store.store([odd(0)]);
  await store.store([odd(90)]);
  t.is((await devicesOf(server)).length, 1);
  t.is((await told(server)).length, 2);
});

test('a host whose values the tables refuse costs itself only and has an error of the run', async (t) => {
  const [bad, good, runId] = [newServerId(), newServerId(), newServerId()];
  await openedDatabase().knex.raw(
    `insert into collection_runs (id, state, origin, requested_by, correlation_id, workflow_id, classes, tick_at)
     values (?, 'running', 'system', 'test', 'c', 'w', '{fast}', now())`,
    [runId],
  );
  const odd = device('S1', { type: 'tape' as unknown as 'hdd' });
  await store.store([
    { ...tick(bad, 0, [disks(odd)]), runId },
    { ...tick(good, 0, [disks(device('S1'))]), runId },
  ]);
  t.is((await devicesOf(good)).length, 1);
  t.is((await devicesOf(bad)).length, 0);
  const errors = await openedDatabase().knex('collection_errors').where({ runId });
  t.deepEqual(
    errors.map(({ serverId, class: name }) => [serverId, name]),
    [[bad, 'parse_failed']],
  );
});
