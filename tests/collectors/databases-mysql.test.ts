import { readFileSync } from 'node:fs';
import test from 'ava';
import type { Measurement } from '../../src/collectors/databases/engine.js';
import { judgeMysql } from '../../src/collectors/databases/engines/mysql/judge.js';
import { isUsablePath, localStatus } from '../../src/collectors/databases/engines/mysql/local-client.js';
import { guardStatements, replicationStatements } from '../../src/collectors/databases/engines/mysql/queries.js';
import { isAtLeast, readServerVersion } from '../../src/collectors/databases/engines/mysql/server-version.js';

const FOLDER = 'tests/fixtures/commands/databases-engines';
const NOW = new Date('2026-03-01T12:00:00Z');

function readFixture(name: string): Buffer {
  try {
    return readFileSync(`${FOLDER}/${name}`);
  } catch {
    return Buffer.alloc(0);
  }
}

function parse(name: string, edit: (text: string) => string = (text) => text) {
  const stdout = Buffer.from(edit(readFixture(`${name}.txt`).toString()));
  const stderr = readFixture(`${name}.stderr.txt`);
  return localStatus.parse({ stdout, stderr, exitCode: 1, durationMs: 1, truncated: false }, { socketPath: null });
}

interface Judging {
  readonly edit?: (text: string) => string;
  readonly previous?: Measurement | undefined;
  readonly now?: Date;
}

function judge(name: string, { edit, previous, now = NOW }: Judging = {}): Measurement {
  const { value, errors } = parse(name, edit);
  return judgeMysql({ ...value, errors }, { previous, elapsedSeconds: 300, now });
}

function codesOf({ findings }: Measurement): string[] {
  return findings.map(({ severity, code }) => `${severity} ${code}`).toSorted();
}

test('versions: MariaDB is told from MySQL, and numbers come out of what packagers make of them', (t) => {
  const cases: readonly [string, string, string, string | null][] = [
    ['5.5.5-10.3.39-MariaDB-0+deb10u1', '', 'mariadb', '10.3.39'],
    ['10.11.6-MariaDB-1:10.11.6+maria~ubu2204-log', 'mariadb.org binary distribution', 'mariadb', '10.11.6'],
    ['11.4.2', 'MariaDB Server', 'mariadb', '11.4.2'],
    ['5.5.5', 'MySQL Community Server', 'mysql', '5.5.5'],
    ['5.7.44-48-log', 'Percona Server (GPL)', 'mysql', '5.7.44'],
    ['8.0.36-0ubuntu0.22.04.1', '(Ubuntu)', 'mysql', '8.0.36'],
    ['8.4.2', 'MySQL Community Server - GPL', 'mysql', '8.4.2'],
    ['8.0.mysql_aurora.3.04.0', 'Source distribution', 'mysql', '8.0'],
    ['something else', '', 'mysql', null],
  ];
  for (const [text, comment, family, version] of cases) {
    const read = readServerVersion(text, comment);
    t.is(read.family, family as never, text);
    t.is(read.version, version, text);
  }
});

test('statements are chosen by version and family', (t) => {
  const first = (text: string): string | undefined => replicationStatements(readServerVersion(text))[0];
  t.is(first('5.7.44'), 'SHOW SLAVE STATUS');
  t.is(first('8.0.21'), 'SHOW SLAVE STATUS');
  t.is(first('8.0.22'), 'SHOW REPLICA STATUS');
  t.is(first('8.4.2'), 'SHOW REPLICA STATUS');
  t.is(first('10.11.6-MariaDB'), 'SHOW ALL SLAVES STATUS');
  t.is(first('unheard of'), 'SHOW SLAVE STATUS');
  const limits = (text: string): string => guardStatements(readServerVersion(text)).join('; ');
  t.regex(limits('8.0.36'), /READ ONLY.*max_execution_time = 5000/);
  t.regex(limits('10.6.1-MariaDB'), /READ ONLY.*max_statement_time = 5\b/);
  t.notRegex(limits('5.6.51'), /max_/);
  t.false(isAtLeast(readServerVersion('8.0.9'), [8, 0, 22]), 'numbers, not texts');
  t.true(isAtLeast(readServerVersion('9.1.0'), [8, 0, 22]));
});

test('MySQL 5.7: a stopped SQL thread with NULL lag is broken, never 0', (t) => {
  const measured = judge('mysql-5.7-replica-broken');
  t.is(measured.version, '5.7.44');
  t.is(measured.engine, 'mysql');
  t.is(measured.role, 'replica');
  t.deepEqual(codesOf(measured), ['critical replication_broken', 'critical replication_sql_stopped']);
  t.is(measured.values['mysql_replication_lag_seconds'], null);
  t.is(measured.values['mysql_replication_broken_channels'], 1);
  t.regex(measured.findings[0]?.message ?? '', /1062: Error 'Duplicate entry '17'/);
  t.is(measured.values['mysql_innodb_history_list_length'], 37);
  t.deepEqual(measured.errors, [], 'forms that this version does not know are no failure');
});

test('MySQL 8.0.21: the delay that is wanted is subtracted', (t) => {
  const measured = judge('mysql-8.0.21-replica-delayed');
  t.is(measured.values['mysql_replication_lag_seconds'], 42);
  t.deepEqual(codesOf(measured), ['warning replication_lag']);
});

test('MySQL 8.0.36: the columns of SHOW REPLICA STATUS', (t) => {
  const measured = judge('mysql-8.0.36-replica');
  t.is(measured.version, '8.0.36');
  t.is(measured.values['mysql_replication_lag_seconds'], 45);
  t.deepEqual(codesOf(measured), ['warning replication_lag']);
  const [channel] = (measured.details as { replication: { source: string; ioThread: string }[] }).replication;
  t.is(channel?.source, 'db1.example:3306');
  t.is(channel?.ioThread, 'Yes');
});

test('MySQL 8.4: the resting recovery channel of group replication is no broken replica', (t) => {
  const measured = judge('mysql-8.4-group-member');
  t.deepEqual(codesOf(measured), ['critical connections_high', 'warning history_list_long']);
  t.is(measured.values['mysql_replication_channels'], 0);
  t.is(measured.values['mysql_innodb_history_list_length'], 75_001);
  t.is(measured.role, 'primary');
});

test('MySQL 8.4 with few rights: replication is not known, and that is not none', (t) => {
  const measured = judge('mysql-8.4-few-rights');
  t.is(measured.role, null);
  t.false('mysql_replication_channels' in measured.values);
  t.is(measured.values['mysql_threads_connected'], 64);
  t.is(measured.errors.length, 1);
  t.regex(measured.errors[0]?.message ?? '', /REPLICATION CLIENT/);
});

test('MariaDB 10.3: two named sources, of which one is broken', (t) => {
  const measured = judge('mariadb-10.3-two-sources');
  t.is(measured.engine, 'mariadb');
  t.is(measured.values['mysql_replication_channels'], 2);
  t.is(measured.values['mysql_replication_broken_channels'], 1);
  t.is(measured.values['mysql_replication_lag_seconds'], null, 'no worst one while one is not known');
  t.deepEqual(codesOf(measured), ['critical replication_broken', 'critical replication_io_stopped']);
  t.regex(measured.findings[0]?.message ?? '', /'lisbon' from lisbon\.example:3306 .*Connecting.*Last error: 2003/);
  t.is(measured.values['mysql_innodb_deadlocks_total'], 2);
});

test('Galera: synced is well, a donor is a warning, out of the primary component is critical', (t) => {
  const synced = judge('mariadb-10.11-galera-synced');
  t.deepEqual(synced.findings, []);
  t.is(synced.role, 'galera');
  t.is(synced.values['mysql_galera_cluster_size'], 3);
  t.is(synced.values['mysql_galera_primary'], 1);
  const donor = judge('mariadb-10.11-galera-donor');
  t.deepEqual(codesOf(donor), ['warning galera_not_synced']);
  const split = judge('mariadb-10.11-galera-split', { previous: synced });
  t.deepEqual(codesOf(split), [
    'critical galera_not_primary',
    'critical galera_not_ready',
    'critical galera_not_synced',
    'warning galera_smaller',
  ]);
});

test('Galera: a cluster that lost a node says so until it is back, or for a week', (t) => {
  const synced = judge('mariadb-10.11-galera-synced');
  const smaller = (previous: Measurement, now: Date) => judge('mariadb-10.11-galera-donor', { previous, now });
  const lost = smaller(synced, NOW);
  t.deepEqual(codesOf(lost), ['warning galera_not_synced', 'warning galera_smaller']);
  const later = smaller(lost, new Date('2026-03-07T12:00:00Z'));
  t.true(codesOf(later).includes('warning galera_smaller'));
  t.regex(later.findings.find(({ code }) => code === 'galera_smaller')?.message ?? '', /2 of 3 nodes since 2026-03-01/);
  const accepted = smaller(later, new Date('2026-03-09T12:00:00Z'));
  t.false(codesOf(accepted).includes('warning galera_smaller'));
  t.deepEqual(judge('mariadb-10.11-galera-synced', { previous: lost }).findings, []);
});

test('MariaDB without Galera has the wsrep status of a lost node, and no finding', (t) => {
  const measured = judge('mariadb-11.4-standalone');
  t.deepEqual(measured.findings, []);
  t.is(measured.version, '11.4.2');
  t.false('mysql_galera_ready' in measured.values);
});

test('replication that was set up and is gone is told for a week; a query that failed proves nothing', (t) => {
  const before = judge('mariadb-10.3-two-sources');
  const gone = judge('mariadb-11.4-standalone', { previous: before });
  t.deepEqual(
    codesOf(gone),
    ['warning replication_gone', 'warning replication_gone'],
    'it takes writes: perhaps promoted',
  );
  const readOnly = judge('mariadb-11.4-standalone', {
    previous: gone,
    edit: (text) => text.replace('read_only\tOFF', 'read_only\tON'),
  });
  t.deepEqual(codesOf(readOnly), ['critical replication_gone', 'critical replication_gone']);
  const refused = judge('mysql-8.4-few-rights', { previous: before });
  t.deepEqual(refused.findings, []);
  t.is((refused.details as { memory: { channels: unknown[] } }).memory.channels.length, 2, 'it stays remembered');
  const week = judge('mariadb-11.4-standalone', { previous: gone, now: new Date('2026-03-08T12:00:01Z') });
  t.deepEqual(week.findings, []);
});

test('rates are taken by the uptime of the server, and a restart or a reset has none', (t) => {
  const first = judge('mysql-8.0.36-replica');
  const edit = (uptime: number, aborted: number) => (text: string) =>
    text
      .replace(/^Uptime\t.*$/m, `Uptime\t${uptime}`)
      .replace(/^Aborted_connects\t.*$/m, `Aborted_connects\t${aborted}`);
  const rateOf = (measured: Measurement) =>
    (measured.details as { load: Record<string, number> }).load['abortedConnectsPerSecond'];
  t.is(
    rateOf(judge('mysql-8.0.36-replica', { previous: first, edit: edit(864_100, 540) })),
    2,
    'not by the 300 s of our clock',
  );
  t.is(rateOf(judge('mysql-8.0.36-replica', { previous: first, edit: edit(50, 540) })), undefined, 'restarted');
  t.is(rateOf(judge('mysql-8.0.36-replica', { previous: first, edit: edit(864_100, 5) })), undefined, 'FLUSH STATUS');
  t.is(rateOf(first), undefined, 'the first time');
});

test('slow queries are no trouble where everything counts as slow', (t) => {
  const later = (text: string) =>
    text.replace(/^Uptime\t.*$/m, 'Uptime\t864100').replace(/^Slow_queries\t.*$/m, 'Slow_queries\t100091');
  const previous = judge('mysql-8.4-few-rights');
  t.true(codesOf(judge('mysql-8.4-few-rights', { previous, edit: later })).includes('warning slow_queries'));
  const all = (text: string) => later(text).replace('long_query_time\t10.000000', 'long_query_time\t0.000000');
  t.false(codesOf(judge('mysql-8.4-few-rights', { previous, edit: all })).includes('warning slow_queries'));
});

test('a hit rate counts from a thousand reads a second on', (t) => {
  const previous = judge('mysql-8.4-few-rights');
  const reading = (requests: number, reads: number) => (text: string) =>
    text
      .replace(/^Uptime\t.*$/m, 'Uptime\t864100')
      .replace(
        /^Innodb_buffer_pool_read_requests\t.*$/m,
        `Innodb_buffer_pool_read_requests\t${98_765_432_101 + requests}`,
      )
      .replace(/^Innodb_buffer_pool_reads\t.*$/m, `Innodb_buffer_pool_reads\t${123_456 + reads}`);
  t.deepEqual(judge('mysql-8.4-few-rights', { previous, edit: reading(99_000, 99_000) }).findings, []);
  t.deepEqual(codesOf(judge('mysql-8.4-few-rights', { previous, edit: reading(200_000, 20_000) })), [
    'warning buffer_pool_misses',
  ]);
});

test('one value that is no number costs that value', (t) => {
  const measured = judge('mysql-8.0.36-replica', {
    edit: (text) => text.replace('Threads_connected\t64', 'Threads_connected\tmany'),
  });
  t.is(measured.values['mysql_threads_connected'], null);
  t.is(measured.values['mysql_threads_running'], 3);
  const gone = judge('mysql-8.0.36-replica', { edit: (text) => text.replace(/^Threads_connected.*\n/m, '') });
  t.false('mysql_threads_connected' in gone.values);
});

test('a lag column that is not there is not known, and not broken', (t) => {
  const measured = judge('mysql-8.0.36-replica', {
    edit: (text) => text.replaceAll('Seconds_Behind_', 'Somewhat_Behind_'),
  });
  t.is(measured.values['mysql_replication_lag_seconds'], null);
  t.is(measured.values['mysql_replication_broken_channels'], 0);
  t.deepEqual(measured.findings, []);
});

test('an output that was cut off in the middle of a part loses that part', (t) => {
  const whole = readFixture('mysql-5.7-replica-broken.txt').toString();
  const cut = Buffer.from(
    whole.slice(0, whole.indexOf('millwright_part\nhistory')).replace(/(millwright_part\nslave)[^]*/, '$1\n'),
  );
  const stderr = readFixture('mysql-5.7-replica-broken.stderr.txt');
  const output = { stdout: cut, stderr, exitCode: 0, durationMs: 1 };
  t.is(localStatus.parse({ ...output, truncated: true }, { socketPath: null }).value.channels, undefined);
  t.deepEqual(localStatus.parse({ ...output, truncated: false }, { socketPath: null }).value.channels, []);
});

test('the local client gets no password, and only a path that is one', (t) => {
  const host = { tools: { mysql: '' }, sudo: 'passwordless' } as const;
  const argv = localStatus.argv({ socketPath: '/run/mysqld/mysqld.sock' }, host) ?? [];
  t.is(argv[0], 'mysql');
  t.true(argv.includes('--socket=/run/mysqld/mysqld.sock'));
  t.false(argv.some((word) => /^-p|password/i.test(word)));
  t.is(
    localStatus.argv({ socketPath: null }, { ...host, sudo: 'none' }),
    undefined,
    'only root is known by the socket',
  );
  t.false(isUsablePath('/tmp/x --execute=y'));
  t.false(isUsablePath('relative.sock'));
  t.false(isUsablePath(null));
});
