import { readFileSync } from 'node:fs';
import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import type { Measurement } from '../../src/collectors/databases/engine.js';
import { dateAt, numberAt, timestampSecondsAt } from '../../src/collectors/databases/engines/mongodb/documents.js';
import { judgeMongodb } from '../../src/collectors/databases/engines/mongodb/judge.js';
import { localStatus, parseLocal } from '../../src/collectors/databases/engines/mongodb/local-client.js';
import { ParseError } from '../../src/platform/commands/index.js';

const FOLDER = 'tests/fixtures/commands/databases-engines';

function readFixture(name: string): string {
  return readFileSync(`${FOLDER}/${name}.json`, 'utf8');
}

interface Judging {
  readonly edit?: (text: string) => string;
  readonly previous?: Measurement;
}

function judge(name: string, { edit = (text) => text, previous }: Judging = {}): Measurement {
  const { value } = parseLocal({ stdout: Buffer.from(edit(readFixture(name))) }, 'MongoDB');
  return judgeMongodb(value, { previous, elapsedSeconds: 300 });
}

function codesOf({ findings }: Measurement): string[] {
  return findings.map(({ severity, code }) => `${severity} ${code}`).toSorted();
}

test('numbers come in the forms of extended JSON and of the driver', (t) => {
  for (const five of [
    5,
    5n,
    { $numberInt: '5' },
    { $numberLong: '5' },
    { $numberDouble: '5.0' },
    { $numberDecimal: '5' },
  ]) {
    t.is(numberAt({ a: { b: five } }, 'a', 'b'), 5);
  }
  for (const none of [-1, Number.NaN, '5', null, { $numberLong: 'x' }, { $numberDouble: 'Infinity' }, [5], {}]) {
    t.is(numberAt({ a: none }, 'a'), undefined);
  }
  t.is(numberAt({}, '__proto__', 'length'), undefined);
  const at = Date.parse('2026-01-01T00:00:00Z');
  for (const date of [
    new Date(at),
    { $date: '2026-01-01T00:00:00Z' },
    { $date: { $numberLong: String(at) } },
    { $date: at },
  ]) {
    t.is(dateAt({ at: date }, 'at'), at);
  }
  t.is(timestampSecondsAt({ ts: { $timestamp: { t: 7, i: 1 } } }, 'ts'), 7);
});

test('MongoDB 4.4: a pool of tickets of fixed size that is empty is critical', (t) => {
  const measured = judge('mongodb-4.4-standalone');
  t.is(measured.version, '4.4.29');
  t.is(measured.role, 'standalone');
  t.deepEqual(codesOf(measured), [
    'critical write_tickets_low',
    'warning operations_queued',
    'warning read_tickets_low',
  ]);
  t.is(measured.values['mongodb_write_tickets_available'], 0);
  t.is(measured.values['mongodb_queued_writes'], 120);
  t.is(measured.values['mongodb_databases'], 3);
  t.is(measured.values['mongodb_resident_memory_bytes'], 812 * 1024 * 1024);
  t.false('mongodb_replica_set_members' in measured.values);
  t.deepEqual(measured.errors, [], 'no replica set is no failure');
});

test('MongoDB 7: none of an adaptive pool free is no trouble while nobody waits', (t) => {
  const measured = judge('mongodb-7.0-no-primary');
  t.is(measured.values['mongodb_read_tickets_available'], 0);
  t.is(measured.values['mongodb_queued_reads'], 0);
  t.false(codesOf(measured).some((code) => code.includes('tickets')));
});

test('MongoDB 8: tickets and queues have moved, and are found', (t) => {
  const measured = judge('mongodb-8.0-primary');
  t.is(measured.version, '8.0.4');
  t.is(measured.role, 'primary');
  t.is(measured.values['mongodb_queued_reads'], 33);
  t.is(measured.values['mongodb_write_tickets_available'], 4);
  t.deepEqual(
    codesOf(measured),
    ['critical read_tickets_low'],
    'some wait for reads; of the write tickets most are free',
  );
});

test('a set without a primary is critical, members that are down are warnings, and no lag is made up', (t) => {
  const measured = judge('mongodb-7.0-no-primary');
  t.deepEqual(codesOf(measured), ['critical no_primary', 'warning member_down', 'warning member_down']);
  t.is(measured.values['mongodb_replica_set_has_primary'], 0);
  t.is(measured.values['mongodb_replica_set_down_members'], 2);
  t.is(measured.values['mongodb_replication_lag_seconds'], null, 'never 0');
});

test('hidden, delayed and arbitrating members have no lag that counts', (t) => {
  const five = judge('mongodb-5.0-primary');
  t.is(five.values['mongodb_replication_lag_seconds'], 2);
  t.deepEqual(five.findings, []);
  const old = judge('mongodb-4.4-delayed');
  t.is(old.values['mongodb_replication_lag_seconds'], 1, 'slaveDelay, as it was called before 5.0');
  t.deepEqual(old.findings, []);
});

test('without the configuration nobody knows who is late on purpose: no finding and no number', (t) => {
  const edit = (text: string): string => text.replace('"replSetConfig"', '"somethingElse"');
  const measured = judge('mongodb-5.0-primary', { edit });
  t.deepEqual(measured.findings, []);
  t.false('mongodb_replication_lag_seconds' in measured.values);
});

test('MongoDB 6: lag, connections, dirty cache and a short oplog', (t) => {
  const measured = judge('mongodb-6.0-lagging');
  t.is(measured.role, 'secondary');
  t.is(measured.values['mongodb_replication_lag_seconds'], 412);
  t.is(measured.values['mongodb_oplog_window_seconds'], 5400);
  t.deepEqual(codesOf(measured), [
    'critical replication_lag',
    'warning cache_dirty',
    'warning connections_high',
    'warning member_down',
    'warning oplog_short',
  ]);
});

test('the oplog of a young set is short because it is young', (t) => {
  const measured = judge('mongodb-5.0-primary');
  t.is(measured.values['mongodb_oplog_window_seconds'], 7200);
  t.deepEqual(measured.findings, []);
  const dropped = (text: string): string =>
    text.replace(/"truncateCount": \{\s*"\$numberLong": "0"/, '"truncateCount": {"$numberLong": "4"');
  t.deepEqual(codesOf(judge('mongodb-5.0-primary', { edit: dropped })), ['warning oplog_short']);
});

test('assertions and cursors that time out are judged by rate; a restart has none', (t) => {
  const first = judge('mongodb-5.0-primary');
  const later = (uptime: number) => (text: string) =>
    text
      .replace('"uptime": {\n   "$numberDouble": "86400.0"', `"uptime": {"$numberDouble": "${uptime}.0"`)
      .replace(/"regular": \{\s*"\$numberInt": "0"/, '"regular": {"$numberInt": "30"')
      .replace(/"timedOut": \{\s*"\$numberLong": "3"/, '"timedOut": {"$numberLong": "603"');
  const second = judge('mongodb-5.0-primary', { previous: first, edit: later(86_700) });
  t.is(second.values['mongodb_uptime_seconds'], 86_700);
  t.deepEqual(codesOf(second), ['warning asserts', 'warning cursors_timed_out']);
  t.deepEqual(judge('mongodb-5.0-primary', { previous: first, edit: later(60) }).findings, []);
});

test('a login is asked for when only hello is answered', (t) => {
  const { value } = parseLocal({ stdout: Buffer.from(readFixture('mongodb-7.0-unauthorized')) }, 'MongoDB');
  t.true(value.unauthorized);
  t.deepEqual(
    value.errors.map(({ errorClass }) => errorClass),
    ['permission_denied', 'permission_denied'],
  );
});

test('the shell may print a notice in front; without a document it is a parse error with the line', (t) => {
  const text = `Warning: something about a certificate\n${readFixture('mongodb-8.0-primary')}\n`;
  t.is(parseLocal({ stdout: Buffer.from(text) }, 'MongoDB').value.unauthorized, false);
  const error = t.throws(
    () => parseLocal({ stdout: Buffer.from('MongoNetworkError: connect ECONNREFUSED\n') }, 'MongoDB'),
    { instanceOf: ParseError },
  );
  t.regex(error?.message ?? '', /ECONNREFUSED/);
});

test('the shell gets no login and no file of the user', (t) => {
  const argv = localStatus.argv({ port: 27_017 }, { tools: { mongosh: '' }, sudo: 'none' }) ?? [];
  t.is(argv[0], 'mongosh');
  t.true(argv.includes('--norc'));
  t.false(argv.some((word) => /password|--username|@/.test(word)));
});

test('one member without a date costs the worst lag, and is not 0', (t) => {
  const edit = (text: string): string => {
    const document = JSON.parse(text) as { replSetStatus: { members: { optimeDate?: unknown }[] } };
    delete document.replSetStatus.members[1]?.optimeDate;
    return JSON.stringify(document);
  };
  const measured = judge('mongodb-8.0-primary', { edit });
  t.is(measured.values['mongodb_replication_lag_seconds'], null);
});

test('documents of any shape are judged without a throw, a NaN or a negative number', (t) => {
  const names = ['hello', 'buildInfo', 'serverStatus', 'replSetStatus', 'replSetConfig', 'databases'];
  const base = JSON.parse(readFixture('mongodb-6.0-lagging')) as Record<string, unknown>;
  const paths: (readonly string[])[] = [];
  const walk = (value: unknown, path: readonly string[]): void => {
    paths.push(path);
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
  };
  for (const name of names) walk(base[name], [name]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...paths), fc.jsonValue()), { minLength: 1, maxLength: 5 }),
      (edits) => {
        const document = structuredClone(base);
        for (const [path, put] of edits) {
          let at = document as Record<string, unknown> | undefined;
          for (const key of path.slice(0, -1)) at = at?.[key] as Record<string, unknown> | undefined;
          if (typeof at === 'object' && at !== null) at[path.at(-1) ?? ''] = put;
        }
        const { value } = parseLocal({ stdout: Buffer.from(JSON.stringify(document)) }, 'MongoDB');
        const measured = judgeMongodb(value, { previous: undefined, elapsedSeconds: 1 });
        for (const number of Object.values(measured.values))
          t.true(number === null || (Number.isFinite(number) && number >= 0));
      },
    ),
    { numRuns: runs(2_000) },
  );
});
