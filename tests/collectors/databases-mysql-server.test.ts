import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import type { Measurement } from '../../src/collectors/databases/engine.js';
import { mysqlClient } from '../../src/collectors/databases/engines/mysql/client.js';
import { startMariadb, type MariadbServer } from '../helpers/mariadb-server.js';
import { inputOf, MONITOR } from '../helpers/mysql-input.js';
import { waitUntil } from '../helpers/wait-until.js';

const POOR = { user: 'poor', password: 'poor' };

let primary: MariadbServer;
let replica: MariadbServer;

test.before(async () => {
  [primary, replica] = await Promise.all([
    startMariadb({ serverId: 1, arguments: ['--log-bin=binlog'] }),
    startMariadb({ serverId: 2, arguments: ['--read-only'] }),
  ]);
  primary.sql(`
    CREATE USER 'monitor'@'127.0.0.1' IDENTIFIED BY '${MONITOR.password}';
    GRANT REPLICA MONITOR, PROCESS ON *.* TO 'monitor'@'127.0.0.1';
    CREATE USER 'poor'@'127.0.0.1' IDENTIFIED BY 'poor';
    CREATE USER 'sealed'@'127.0.0.1' IDENTIFIED BY 'sealed' REQUIRE SSL;
    CREATE USER 'copy'@'127.0.0.1' IDENTIFIED BY 'copy';
    GRANT REPLICATION SLAVE ON *.* TO 'copy'@'127.0.0.1';
  `);
  replica.sql(`
    CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${primary.port}, MASTER_USER='copy', MASTER_PASSWORD='copy';
    START SLAVE;
  `);
  await waitUntil(() => replica.sql("SELECT user FROM mysql.user WHERE user = 'copy'").includes('copy'), 80_000);
});

test.after.always(async () => {
  await Promise.all([primary?.stop(), replica?.stop()]);
});

function codesOf({ findings }: Measurement): string[] {
  return findings.map(({ severity, code }) => `${severity} ${code}`).toSorted();
}

function statusOf(server: MariadbServer, name: string): number {
  return Number(server.sql(`SHOW GLOBAL STATUS LIKE '${name}'`).split('\t')[1]);
}

test.serial('a primary is measured over one connection that says goodbye, and known as MariaDB', async (t) => {
  const connections = statusOf(primary, 'Connections');
  const measured = await mysqlClient.measure(inputOf(primary));
  t.deepEqual(measured.errors, []);
  t.deepEqual(measured.findings, []);
  t.is(measured.status, 'online');
  t.is(measured.engine, 'mariadb');
  t.is(measured.version, primary.sql('SELECT VERSION()').split('-')[0] ?? '');
  t.is(measured.role, 'primary');
  t.is(measured.values['mysql_max_connections'], 151);
  t.is(measured.values['mysql_innodb_buffer_pool_size_bytes'], 16 * 1024 * 1024);
  t.is(measured.values['mysql_replication_channels'], 0);
  t.is(typeof measured.values['mysql_innodb_history_list_length'], 'number');
  t.is(statusOf(primary, 'Connections') - connections, 3, 'one of ours, two of these looks');
  t.is(statusOf(primary, 'Aborted_clients'), 0);
  t.is(statusOf(primary, 'Aborted_connects'), 0);
  t.notRegex(primary.log(), /Aborted connection/);
  t.deepEqual(
    Object.keys(measured.values).filter((name) => !mysqlClient.metricDefinitions.some((one) => one.name === name)),
    [],
  );
});

test.serial('Galera is not spoken of on a server without it, whatever its wsrep status says', async (t) => {
  t.is(primary.sql("SHOW GLOBAL STATUS LIKE 'wsrep_cluster_status'").trim(), 'wsrep_cluster_status\tDisconnected');
  const measured = await mysqlClient.measure(inputOf(primary));
  t.false('galera' in measured.details);
  t.false('mysql_galera_ready' in measured.values);
});

test.serial('the second measurement gives rates by the clock of the server', async (t) => {
  const first = await mysqlClient.measure(inputOf(primary));
  await sleep(1_100);
  for (let index = 0; index < 20; index += 1) {
    t.throws(() =>
      execFileSync('mariadb', ['--no-defaults', '-h127.0.0.1', `-P${primary.port}`, '-unobody', '-e', ''], {
        stdio: 'ignore',
      }),
    );
  }
  const second = await mysqlClient.measure(inputOf(primary, { previous: first, elapsedSeconds: 300 }));
  const { load } = second.details as { load: { abortedConnectsPerSecond: number } };
  t.true(load.abortedConnectsPerSecond >= 1, `${load.abortedConnectsPerSecond} a second`);
  t.deepEqual(codesOf(second), ['warning aborted_connects']);
});

test.serial('a user with few rights loses the replication part and nothing else', async (t) => {
  const measured = await mysqlClient.measure(inputOf(primary, { login: POOR }));
  t.is(measured.status, 'online');
  t.deepEqual(
    measured.errors.map(({ errorClass }) => errorClass),
    ['permission_denied'],
  );
  t.regex(measured.errors[0]?.message ?? '', /SHOW ALL SLAVES STATUS.*REPLICA MONITOR/);
  t.is(measured.values['mysql_max_connections'], 151);
  t.is(measured.role, null, 'no replication was seen, and that is not the same as none');
  t.false('mysql_replication_channels' in measured.values);
});

test.serial('the session can write nothing, even where the user may', async (t) => {
  primary.sql("CREATE USER 'strong'@'127.0.0.1' IDENTIFIED BY 'strong'; GRANT ALL ON *.* TO 'strong'@'127.0.0.1'");
  primary.sql(
    'SET GLOBAL general_log_file = "general.log"; SET GLOBAL log_output = "TABLE"; SET GLOBAL general_log = 1',
  );
  await mysqlClient.measure(inputOf(primary, { login: { user: 'strong', password: 'strong' } }));
  primary.sql('SET GLOBAL general_log = 0');
  const asked = primary
    .sql("SELECT argument FROM mysql.general_log WHERE command_type = 'Query' AND user_host LIKE 'strong%'")
    .trim()
    .split('\n');
  t.deepEqual(asked, [
    'SET SESSION TRANSACTION READ ONLY',
    'SET SESSION lock_wait_timeout = 5, max_statement_time = 5',
    'SELECT VERSION(), @@version_comment',
    'SHOW GLOBAL STATUS',
    'SHOW GLOBAL VARIABLES',
    'SHOW ALL SLAVES STATUS',
  ]);
});

test.serial('a wrong password asks for a login, and the version is known from the greeting', async (t) => {
  const measured = await mysqlClient.measure(
    inputOf(primary, { login: { user: 'monitor', password: 'wrong-secret' } }),
  );
  t.is(measured.status, 'login_required');
  t.regex(measured.statusReason ?? '', /user or password/);
  t.is(measured.version, primary.sql('SELECT VERSION()').split('-')[0] ?? '');
  t.is(measured.engine, 'mariadb');
  t.false(JSON.stringify(measured).includes('wrong-secret'));
});

test.serial('without a login the greeting gives the version, once a day', async (t) => {
  const noLogin = { login: undefined, runLocal: () => Promise.resolve([]) };
  const aborted = statusOf(primary, 'Aborted_connects');
  const first = await mysqlClient.measure(inputOf(primary, noLogin));
  t.is(first.status, 'login_required');
  t.is(first.engine, 'mariadb');
  t.regex(first.version ?? '', /^\d+\.\d+\.\d+$/);
  const again = await mysqlClient.measure(inputOf(primary, { ...noLogin, last: first }));
  t.is(again.version, first.version);
  await waitUntil(() => statusOf(primary, 'Aborted_connects') > aborted);
  t.is(statusOf(primary, 'Aborted_connects'), aborted + 1);
});

test.serial(
  'a server that accepts encrypted connections only is measured over TLS, and asked so at once next time',
  async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'millwright-mariadb-tls-'));
    const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
    const names = ['-subj', '/CN=db.example', '-days', '2', '-keyout', key, '-out', certificate];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...names], { stdio: 'ignore' });
    chmodSync(directory, 0o755);
    chmodSync(key, 0o644);
    const server = await startMariadb({
      serverId: 3,
      arguments: [`--ssl-cert=${certificate}`, `--ssl-key=${key}`, '--require-secure-transport=ON'],
    });
    t.teardown(async () => {
      await server.stop();
      rmSync(directory, { recursive: true });
    });
    server.sql(
      "CREATE USER 'monitor'@'127.0.0.1' IDENTIFIED BY 'tls'; GRANT REPLICA MONITOR ON *.* TO 'monitor'@'127.0.0.1'",
    );
    const login = { user: 'monitor', password: 'tls' };
    const first = await mysqlClient.measure(inputOf(server, { login }));
    t.is(first.status, 'online', first.statusReason ?? '');
    t.deepEqual(first.errors, []);
    const connections = statusOf(server, 'Connections');
    t.is((await mysqlClient.measure(inputOf(server, { login, previous: first }))).status, 'online');
    t.is(statusOf(server, 'Connections') - connections, 2);
    const wrong = await mysqlClient.measure(inputOf(server, { login: { user: 'monitor', password: 'no' } }));
    t.is(wrong.status, 'login_required');
  },
);

test.serial('nobody listening is offline', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  const measured = await mysqlClient.measure(inputOf({ port }));
  t.is(measured.status, 'offline');
});

test.serial('a replica that follows has a lag of seconds', async (t) => {
  replica.sql(`
    CREATE USER IF NOT EXISTS 'nobody'@'127.0.0.1';
  `);
  const measured = await mysqlClient.measure(inputOf(replica));
  t.is(measured.role, 'replica');
  t.is(measured.values['mysql_replication_lag_seconds'], 0);
  t.is(measured.values['mysql_replication_broken_channels'], 0);
  t.deepEqual(measured.findings, []);
});

test.serial('a stopped SQL thread is broken and critical: NULL is no lag of 0', async (t) => {
  replica.sql('STOP SLAVE SQL_THREAD');
  const measured = await mysqlClient.measure(inputOf(replica));
  t.is(measured.values['mysql_replication_lag_seconds'], null);
  t.is(measured.values['mysql_replication_broken_channels'], 1);
  t.deepEqual(codesOf(measured), ['critical replication_broken', 'critical replication_sql_stopped']);
  replica.sql('START SLAVE');
});

test.serial('a replica that cannot reach its source is broken', async (t) => {
  primary.sql("ALTER USER 'copy'@'127.0.0.1' IDENTIFIED BY 'changed'");
  replica.sql('STOP SLAVE; START SLAVE');
  await waitUntil(() => replica.sql('SHOW SLAVE STATUS').includes('1045'), 40_000);
  const measured = await mysqlClient.measure(inputOf(replica));
  t.deepEqual(codesOf(measured), ['critical replication_broken', 'critical replication_io_stopped']);
  t.regex(measured.findings[0]?.message ?? '', /1045/);
  primary.sql("ALTER USER 'copy'@'127.0.0.1' IDENTIFIED BY 'copy'");
  replica.sql('STOP SLAVE; START SLAVE');
});

test.serial('the delay that is wanted is not lag', async (t) => {
  replica.sql('STOP SLAVE; CHANGE MASTER TO MASTER_DELAY = 3600; START SLAVE');
  primary.sql('CREATE DATABASE late');
  await waitUntil(() => Number(replica.sql('SHOW SLAVE STATUS').split('\t')[32]) > 0, 40_000);
  const measured = await mysqlClient.measure(inputOf(replica));
  t.is(measured.values['mysql_replication_lag_seconds'], 0);
  t.deepEqual(measured.findings, []);
  replica.sql('STOP SLAVE; CHANGE MASTER TO MASTER_DELAY = 0; START SLAVE');
});

test.serial('replication that was set up and is gone is a finding until it is back', async (t) => {
  const before = await mysqlClient.measure(inputOf(replica));
  replica.sql('STOP SLAVE; RESET SLAVE ALL');
  const gone = await mysqlClient.measure(inputOf(replica, { previous: before }));
  t.deepEqual(codesOf(gone), ['critical replication_gone'], 'read-only, and it follows nobody');
  const still = await mysqlClient.measure(
    inputOf(replica, { previous: JSON.parse(JSON.stringify(gone)) as Measurement }),
  );
  t.deepEqual(codesOf(still), ['critical replication_gone']);
  replica.sql('SET GLOBAL read_only = 0');
  const promoted = await mysqlClient.measure(inputOf(replica, { previous: still }));
  t.deepEqual(codesOf(promoted), ['warning replication_gone']);
  t.is(promoted.role, 'primary');
  replica.sql(
    `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${primary.port}, MASTER_USER='copy', MASTER_PASSWORD='copy', MASTER_USE_GTID=slave_pos`,
  );
  const back = await mysqlClient.measure(inputOf(replica, { previous: promoted }));
  t.false(codesOf(back).includes('warning replication_gone'));
});
