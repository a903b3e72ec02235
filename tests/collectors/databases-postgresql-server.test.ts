import { once } from 'node:events';
import { connect } from 'node:net';
import { existsSync, readdirSync } from 'node:fs';
import test from 'ava';
import { postgresqlClient } from '../../src/collectors/databases/engines/postgresql/client.js';
import { localQueries } from '../../src/collectors/databases/engines/postgresql/local-client.js';
import { openSession } from '../../src/collectors/databases/engines/postgresql/session.js';
import { RemoteError } from '../../src/platform/ssh/remote-errors.js';
import { keepData, startPostgres } from '../helpers/database-servers.js';
import { codesOf, measure } from '../helpers/measure-database.js';
import { waitUntil } from '../helpers/wait-until.js';
import { assertMeasured, hold, start, WITHOUT_SLOTS } from '../helpers/postgres-test.js';

const OLDER = existsSync('/usr/lib/postgresql')
  ? readdirSync('/usr/lib/postgresql').filter((version) => existsSync(`/usr/lib/postgresql/${version}/bin/initdb`))
  : [];

test.serial('PostgreSQL 18: everything is measured, nothing is found, and a second time there are rates', async (t) => {
  const server = await start(t);
  const first = await measure(postgresqlClient, server.port);
  assertMeasured(t, first);
  t.regex(first.version ?? '', /^18\./);
  t.is(first.role, 'primary');
  t.deepEqual(codesOf(first), []);
  t.is(first.values['postgresql_connections'], 1);
  t.true((first.values['postgresql_size_bytes'] ?? 0) > 1e6);
  for (const name of [
    'postgresql_io_reads_total',
    'postgresql_wal_bytes_total',
    'postgresql_checkpoints_timed_total',
  ]) {
    t.true(typeof first.values[name] === 'number', name);
  }
  const second = await measure(postgresqlClient, server.port, { previous: first, elapsedSeconds: 300 });
  t.deepEqual(codesOf(second), []);
  const [left] = await server.query(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'millwright'",
  );
  await waitUntil(async () => {
    const [row] = await server.query(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'millwright'",
    );
    return row?.['n'] === 0;
  });
  t.truthy(left);
});

test.serial('the PostgreSQL of Debian is measured without an error as well', async (t) => {
  t.true(OLDER.length > 0, 'the package postgresql is installed');
  for (const version of OLDER) {
    const server = await start(t, { native: `/usr/lib/postgresql/${version}` });
    const measured = await measure(postgresqlClient, server.port);
    assertMeasured(t, measured);
    t.true(measured.version?.startsWith(version));
    t.is(typeof measured.values['postgresql_checkpoints_timed_total'], 'number');
  }
});

test.serial('sessions are read-only, and a statement has five seconds', async (t) => {
  const server = await start(t);
  await server.query('CREATE SEQUENCE public.counter');
  const stream = connect({ host: '127.0.0.1', port: server.port });
  await once(stream, 'connect');
  const { signal } = new AbortController();
  const login = { user: 'postgres', password: undefined, database: 'postgres', tls: false };
  const session = await openSession({ stream, ...login, where: 'here', signal });
  const answers = await session.ask([
    { id: 'wal', sql: "SELECT nextval('public.counter')" },
    { id: 'io', sql: 'SELECT pg_sleep(20)' },
    { id: 'server', sql: "SELECT current_setting('search_path') AS path, current_setting('application_name') AS name" },
  ]);
  await session.close();
  t.regex((answers.get('wal') as RemoteError).message, /25006/);
  t.is((answers.get('io') as RemoteError).errorClass, 'command_timeout');
  t.deepEqual(answers.get('server'), [{ path: 'pg_catalog', name: 'millwright' }]);
});

test.serial('a server whose catalog is locked costs the time of one attempt', async (t) => {
  const server = await start(t);
  const blocker = await hold(server, t);
  await blocker.query('BEGIN');
  await blocker.query('LOCK TABLE pg_catalog.pg_database IN ACCESS EXCLUSIVE MODE');
  const startedAt = Date.now();
  await t.throwsAsync(measure(postgresqlClient, server.port), {
    instanceOf: RemoteError,
    message: /did not let us in/,
  });
  t.true(Date.now() - startedAt < 8_000);
});

test.serial('one query that fails costs itself only', async (t) => {
  const server = await start(t);
  await server.query(WITHOUT_SLOTS);
  const measured = await measure(postgresqlClient, server.port);
  t.is(measured.status, 'online');
  t.deepEqual(
    measured.errors.map(({ message }) => /'(\w+)'/.exec(message)?.[1]),
    ['slots'],
  );
  t.is(measured.details['slots'], undefined);
  t.is(typeof measured.values['postgresql_commits_total'], 'number');
});

test.serial('a session that waits for a lock, and who holds it, are seen', async (t) => {
  const server = await start(t);
  await server.query('CREATE TABLE stock (id int)');
  const holder = await hold(server, t);
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE stock');
  const waiter = await hold(server, t);
  const waiting = waiter.query('SELECT * FROM stock').catch(() => undefined);
  await waitUntil(async () => {
    const [row] = await server.query("SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    return row?.['n'] === 1;
  });
  const measured = await measure(postgresqlClient, server.port);
  t.like(measured.details['blocking'], { blocked: 1, blockers: 1 });
  await holder.query('ROLLBACK');
  await waiting;
});

test.serial(
  'a standby: its lag is that of what waits to be replayed, and losing the primary is seen on both sides',
  async (t) => {
    const seed = await startPostgres();
    await seed.query('CREATE TABLE note (at int)');
    const { pid } = seed;
    process.kill(pid, 'SIGINT');
    await waitUntil(() => !existsSync(`${seed.directory}/data/postmaster.pid`), 40_000);
    const data = await keepData(seed);
    t.teardown(data.remove);
    await seed.stop();
    const primary = await startPostgres({
      copyOf: { directory: data.directory, primaryPort: 0 },
      settings: ["primary_conninfo = ''"],
    });
    t.teardown(() => primary.stop());
    await primary.query('SELECT pg_promote()');
    await waitUntil(async () => (await primary.query('SELECT pg_is_in_recovery() AS r'))[0]?.['r'] === false, 80_000);
    await primary.query('CHECKPOINT');
    await primary.query("SELECT pg_create_physical_replication_slot('left_behind', true)");
    const standby = await start(t, {
      copyOf: { directory: data.directory, primaryPort: primary.port },
      settings: ["recovery_target_timeline = 'latest'"],
    });
    await waitUntil(
      async () => (await primary.query("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'")).length === 1,
      20_000,
    );
    await primary.query('INSERT INTO note VALUES (1)');
    await waitUntil(
      async () =>
        (await standby.query('SELECT pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AS same'))[0]?.['same'] ===
        true,
    );
    const before = await measure(postgresqlClient, primary.port);
    assertMeasured(t, before);
    t.is(before.values['postgresql_replicas'], 1);
    t.deepEqual(codesOf(before), ['info slot_inactive']);
    const follower = await measure(postgresqlClient, standby.port);
    assertMeasured(t, follower);
    t.is(follower.role, 'standby');
    t.is(follower.values['postgresql_replication_lag_seconds'], 0, 'an idle primary is no lag');
    t.deepEqual(codesOf(follower), []);
    await primary.stop();
    await waitUntil(async () => (await standby.query('SELECT 1 FROM pg_stat_wal_receiver')).length === 0, 80_000);
    const lonely = await measure(postgresqlClient, standby.port, { previous: follower, elapsedSeconds: 300 });
    t.deepEqual(codesOf(lonely), ['critical standby_not_receiving']);
    t.is(lonely.values['postgresql_replication_lag_seconds'], null, 'not known is not zero');
  },
);

test.serial(
  'without a login, or where nothing may be forwarded, psql of the host asks as the user postgres',
  async (t) => {
    const server = await start(t, { access: ['host all all 127.0.0.1/32 reject'] });
    const endpoint = { socketPath: `${server.directory}/.s.PGSQL.${server.port}` };
    const measured = await measure(postgresqlClient, server.port, { endpoint, tools: ['psql'] });
    assertMeasured(t, measured);
    t.is(typeof measured.values['postgresql_commits_total'], 'number');
    const login = { user: 'nobody', password: 'whatever' };
    const refused = await measure(postgresqlClient, server.port, {
      endpoint,
      login,
      noForwarding: true,
      tools: ['psql'],
    });
    t.is(refused.status, 'online');
    const contained = measure(postgresqlClient, server.port, {
      endpoint: { containerName: 'pg' },
      noForwarding: true,
      tools: ['psql'],
    });
    const error = await t.throwsAsync(contained, { instanceOf: RemoteError });
    t.is((error as RemoteError).errorClass, 'forwarding_refused');
  },
);

test.serial(
  'psql by itself: what fails there costs itself only, and no name becomes a connection string',
  async (t) => {
    const server = await start(t);
    await server.query(WITHOUT_SLOTS);
    const endpoint = { socketPath: `${server.directory}/.s.PGSQL.${server.port}` };
    const measured = await measure(postgresqlClient, server.port, { endpoint, tools: ['psql'] });
    t.deepEqual(
      measured.errors.map(({ message }) => /'(\w+)'/.exec(message)?.[1]),
      ['slots'],
    );
    const args = { ask: 'server', directory: null, port: null };
    t.throws(() => localQueries.parseArgs({ ...args, database: 'host=elsewhere dbname=x' }));
    t.throws(() => localQueries.parseArgs({ ...args, database: 'postgres', directory: '/x -c evil' }));
  },
);

test.serial('the tables of the largest database are looked at, in a session of its own', async (t) => {
  const server = await start(t, { settings: ['autovacuum = off'] });
  await server.query('CREATE DATABASE shop');
  await server.query('CREATE TABLE orders AS SELECT n FROM generate_series(1, 60000) AS n', 'shop');
  await server.query('DELETE FROM orders WHERE n > 20000', 'shop');
  await waitUntil(async () => {
    const rows = await server.query(
      'SELECT pg_stat_force_next_flush(), n_dead_tup > 10000 AS dead FROM pg_stat_user_tables',
      'shop',
    );
    return rows[0]?.['dead'] === true;
  }, 20_000);
  const measured = await measure(postgresqlClient, server.port);
  assertMeasured(t, measured);
  t.like(measured.details['tables'], { database: 'shop' });
  t.deepEqual(codesOf(measured), ['critical vacuum_overdue', 'warning autovacuum_off']);
});
