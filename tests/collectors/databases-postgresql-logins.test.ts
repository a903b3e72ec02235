import { once } from 'node:events';
import { createServer } from 'node:net';
import test from 'ava';
import { postgresqlClient } from '../../src/collectors/databases/engines/postgresql/client.js';
import { codesOf, measure } from '../helpers/measure-database.js';
import { assertMeasured, hold, start } from '../helpers/postgres-test.js';

test.serial('a role without pg_monitor gets partial results, and no error', async (t) => {
  const server = await start(t);
  await server.query(
    "CREATE ROLE plain LOGIN PASSWORD 'plain-1'; CREATE ROLE watcher LOGIN PASSWORD 'watch-1' IN ROLE pg_monitor",
  );
  await server.query('CREATE DATABASE private');
  await server.query('REVOKE CONNECT ON DATABASE private FROM PUBLIC');
  const other = await hold(server, t);
  await other.query('BEGIN');
  await other.query('SELECT 1');
  const plain = await measure(postgresqlClient, server.port, { login: { user: 'plain', password: 'plain-1' } });
  assertMeasured(t, plain);
  t.regex(plain.statusReason ?? '', /pg_monitor/);
  t.like(plain.details['connections'], { total: 2, hidden: 1 });
  t.is(plain.values['postgresql_idle_in_transaction_seconds'], null, 'not seen is not zero');
  const watcher = await measure(postgresqlClient, server.port, { login: { user: 'watcher', password: 'watch-1' } });
  assertMeasured(t, watcher);
  t.is(watcher.statusReason, null);
  t.like(watcher.details['connections'], { total: 2, hidden: 0, idleInTransaction: 1 });
  t.is(typeof watcher.values['postgresql_idle_in_transaction_seconds'], 'number');
});

test.serial('a login: required, wrong, right; the password is in nothing that is told', async (t) => {
  const server = await start(t, { access: ['host all postgres 127.0.0.1/32 scram-sha-256'] });
  await server.query("CREATE ROLE canary LOGIN PASSWORD 'canary-0815'");
  const none = await measure(postgresqlClient, server.port);
  t.is(none.status, 'login_required');
  t.regex(none.statusReason ?? '', /asks for a password/);
  const wrong = await measure(postgresqlClient, server.port, { login: { user: 'canary', password: 'wrong' } });
  t.is(wrong.status, 'login_required');
  t.regex(wrong.statusReason ?? '', /refused the login/);
  const right = await measure(postgresqlClient, server.port, { login: { user: 'canary', password: 'canary-0815' } });
  t.is(right.status, 'online');
  t.false(JSON.stringify([right, right.errors]).includes('0815'));
});

test.serial('a user that pg_hba.conf does not let in needs a login, and is no failure', async (t) => {
  const server = await start(t, { access: ['host all postgres 127.0.0.1/32 reject'] });
  const measured = await measure(postgresqlClient, server.port);
  t.is(measured.status, 'login_required');
  t.regex(measured.statusReason ?? '', /pg_hba/);
});

test.serial('all connections in use is online and critical', async (t) => {
  const server = await start(t, {
    settings: ['max_connections = 6', 'superuser_reserved_connections = 3', 'max_wal_senders = 0'],
  });
  await server.query(
    "CREATE ROLE app LOGIN PASSWORD 'app-1'; CREATE ROLE watcher LOGIN PASSWORD 'watch-1' IN ROLE pg_monitor",
  );
  for (let count = 0; count < 3; count += 1) await hold(server, t, 'app', 'app-1');
  const full = await measure(postgresqlClient, server.port, { login: { user: 'watcher', password: 'watch-1' } });
  t.is(full.status, 'online');
  t.deepEqual(codesOf(full), ['critical connections_exhausted']);
  const superuser = await measure(postgresqlClient, server.port);
  t.true(codesOf(superuser).includes('critical connections_high'));
});

test.serial('a server that is not ready yet is starting', async (t) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    const fields = ['SFATAL', 'VFATAL', 'C57P03', 'Mthe database system is starting up', ''].map(
      (field) => `${field}\0`,
    );
    const body = Buffer.from(fields.join(''), 'latin1');
    const header = Buffer.alloc(5);
    header.write('E');
    header.writeInt32BE(body.length + 4, 1);
    socket.once('data', () => socket.end(Buffer.concat([header, body])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const measured = await measure(postgresqlClient, (server.address() as { port: number }).port);
  t.is(measured.status, 'starting');
});
