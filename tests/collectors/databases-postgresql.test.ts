import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import type { Details } from '../../src/collectors/databases/engines/postgresql/details.js';
import { judge } from '../../src/collectors/databases/engines/postgresql/judge.js';
import { QUERIES, selectQueries, type QueryId } from '../../src/collectors/databases/engines/postgresql/queries.js';
import { readRows } from '../../src/collectors/databases/engines/postgresql/rows.js';

const VERSIONS = [90_600, 90_624, 100_000, 110_022, 120_000, 130_014, 140_000, 150_013, 160_000, 170_000, 180_000];

const gate = (versionNumber: number, isStandby = false) => ({
  versionNumber,
  isStandby,
  hasCheckpointer: versionNumber >= 170_000,
});

const sqlOf = (id: QueryId, server: Parameters<typeof selectQueries>[0]): string =>
  selectQueries(server).find((query) => query.id === id)?.sql ?? '';

test('every version from 9.6 to 18, primary and standby, gets at most one query of each kind', (t) => {
  for (const version of VERSIONS) {
    for (const isStandby of [false, true]) {
      const ids = selectQueries(gate(version, isStandby)).map(({ id }) => id);
      t.deepEqual(ids, [...new Set(ids)], `${version}`);
      for (const id of ['connections', 'transactions', 'wraparound', 'databases', 'checkpoints', 'archiver'] as const) {
        t.true(ids.includes(id), `${version} ${id}`);
      }
    }
  }
  t.deepEqual(selectQueries(gate(90_500)), []);
});

test('what a version does not have is not asked of it', (t) => {
  t.regex(sqlOf('checkpoints', gate(160_000)), /pg_stat_bgwriter/);
  t.regex(sqlOf('checkpoints', gate(170_000)), /pg_stat_checkpointer/);
  t.regex(
    sqlOf('checkpoints', { ...gate(170_000), hasCheckpointer: false }),
    /pg_stat_bgwriter/,
    'the catalog decides',
  );
  t.is(sqlOf('io', gate(150_000)), '');
  t.regex(sqlOf('io', gate(160_000)), /pg_stat_io/);
  t.is(sqlOf('wal', gate(130_000)), '');
  t.notRegex(sqlOf('databases', gate(110_000)), /\bchecksum_failures,/);
  t.regex(sqlOf('databases', gate(110_000)), /NULL::bigint AS checksum_failures/);
  t.notRegex(sqlOf('connections', gate(90_624)), /backend_type/);
  t.regex(sqlOf('slots', gate(120_000)), /NULL::text AS wal_status/);
  t.regex(sqlOf('slots', gate(130_000)), /wal_status AS wal_status/);
});

test('nothing of a primary alone is asked of a standby: it would be an error in recovery', (t) => {
  for (const version of VERSIONS) {
    for (const { sql } of selectQueries(gate(version, true))) {
      t.notRegex(sql, /pg_current_(?:wal_lsn|xlog_location)/);
    }
    const used = selectQueries(gate(version))
      .map(({ sql }) => sql)
      .join('\n');
    if (version < 100_000) t.notRegex(used, /_lsn\(|replay_lsn|replay_lag/);
    else t.notRegex(used, /xlog/);
  }
});

test('no query holds a place for a value, or more than one statement', (t) => {
  for (const { sql } of QUERIES) t.notRegex(sql, /\$\d|;|\$\{/);
});

const calm: Details = {
  server: {
    version: '18.0',
    versionNumber: 180_000,
    isStandby: false,
    hasCheckpointer: true,
    seesAll: true,
    uptimeSeconds: 10,
    maxConnections: 100,
    reservedConnections: 3,
    freezeMaxAge: 200_000_000,
    multixactFreezeMaxAge: 400_000_000,
    autovacuum: true,
    archiveMode: 'on',
    dataChecksums: 'on',
  },
};
const noWal = {
  streams: true,
  isReceiving: true,
  receiverStatus: 'streaming',
  paused: false,
  lagBytes: 0,
  lagSeconds: 0,
};
const archived = { archived: 5, failed: 3, lastArchivedSeconds: 60, lastFailedSeconds: 900 };
const slot = { name: 's', type: 'physical', active: false, walStatus: 'reserved', retainedBytes: 0 };
const wraparound = (xid: number, multixact = 0) => ({
  wraparound: { xid: { database: 'shop', age: xid }, multixact: { database: 'shop', age: multixact } },
});

function codes(details: Partial<Details>, more: Partial<Parameters<typeof judge>[0]> = {}): string[] {
  const found = judge({
    details: { ...calm, ...details },
    rate: () => undefined,
    expectedReplicas: null,
    tables: undefined,
    ...more,
  });
  return found.map(({ severity, code }) => `${severity} ${code}`);
}

test('what was not told is no finding', (t) => {
  t.deepEqual(codes({}), []);
  t.deepEqual(codes({ standby: { ...noWal, isReceiving: null, lagBytes: null, lagSeconds: null } }), []);
});

test('connections are counted against what ordinary users may have', (t) => {
  const connections = { active: 0, idle: 0, idleInTransaction: 0, hidden: 0, usable: 97 };
  t.deepEqual(codes({ connections: { ...connections, total: 77 } }), []);
  t.deepEqual(codes({ connections: { ...connections, total: 78 } }), ['warning connections_high']);
  t.deepEqual(codes({ connections: { ...connections, total: 88 } }), ['critical connections_high']);
});

test('transaction ids: half used up is a warning, 80 % critical, multixacts the same', (t) => {
  t.deepEqual(codes(wraparound(250_000_000)), []);
  t.deepEqual(codes(wraparound(400_000_000)), ['info freeze_late']);
  t.deepEqual(codes(wraparound(1_000_000_001)), ['warning xid_wraparound', 'info freeze_late']);
  t.deepEqual(codes(wraparound(1_600_000_000)), ['critical xid_wraparound', 'info freeze_late']);
  t.deepEqual(codes(wraparound(0, 1_700_000_000)), ['critical multixact_wraparound', 'info freeze_late']);
});

test('a standby without a receiver has replayed all that it has, and is broken all the same', (t) => {
  t.deepEqual(codes({ standby: { ...noWal, isReceiving: false } }), ['critical standby_not_receiving']);
  t.deepEqual(codes({ standby: { ...noWal, streams: false, isReceiving: false } }), [], 'fed from an archive');
  t.deepEqual(codes({ standby: { ...noWal, lagSeconds: 400 } }), ['warning standby_late']);
});

test('a replica that is all there is not late, however long nothing was sent', (t) => {
  const replica = { name: 'r', address: null, state: 'streaming', syncState: 'async', lagBytes: 0, lagSeconds: 9000 };
  t.deepEqual(codes({ replicas: [replica] }), []);
  t.deepEqual(codes({ replicas: [{ ...replica, lagBytes: 1 }] }), ['critical replica_late']);
  t.deepEqual(codes({ replicas: [] }, { expectedReplicas: 1 }), ['critical replica_missing']);
});

test('slots: lost ones are critical, inactive ones by what they keep', (t) => {
  t.deepEqual(codes({ slots: [{ ...slot, walStatus: 'lost' }] }), ['critical slot_lost']);
  t.deepEqual(codes({ slots: [slot] }), ['info slot_inactive']);
  t.deepEqual(codes({ slots: [{ ...slot, retainedBytes: 2 * 1024 ** 3 }] }), ['warning slot_inactive']);
  t.deepEqual(codes({ slots: [{ ...slot, active: true, retainedBytes: 2 * 1024 ** 3 }] }), []);
});

test('archiving: old failures are forgiven by a later success, stopped archiving is not', (t) => {
  t.deepEqual(codes({ archiver: archived }), []);
  t.deepEqual(codes({ archiver: { ...archived, lastFailedSeconds: 5 } }), ['warning archiving_stopped']);
  t.deepEqual(codes({ archiver: { ...archived, lastFailedSeconds: 5, lastArchivedSeconds: 4000 } }), [
    'critical archiving_stopped',
  ]);
  t.deepEqual(codes({ archiver: { ...archived, lastArchivedSeconds: null } }), ['critical archiving_stopped']);
  t.deepEqual(
    codes({ archiver: archived }, { rate: () => 0.01 }).filter((code) => code.includes('archiving')),
    ['warning archiving_failed'],
  );
});

test('a table is overdue for vacuum when it is full of dead rows and was not vacuumed for a week', (t) => {
  const table = { name: 'public.orders', live: 1000, dead: 1000, vacuumedSeconds: 8 * 86_400 };
  t.deepEqual(codes({}, { tables: [table] }), ['critical vacuum_overdue']);
  t.deepEqual(codes({}, { tables: [{ ...table, vacuumedSeconds: null }] }), ['critical vacuum_overdue']);
  t.deepEqual(codes({}, { tables: [{ ...table, vacuumedSeconds: 86_400 }] }), []);
});

test('severity never falls as a value rises', (t) => {
  const rank = ['info', 'warning', 'critical'];
  const worst = (found: readonly string[], code: string): number =>
    Math.max(-1, ...found.filter((one) => one.endsWith(code)).map((one) => rank.indexOf(one.split(' ')[0] ?? '')));
  const scales: readonly [string, (value: number) => Partial<Details>][] = [
    ['xid_wraparound', (value) => wraparound(value)],
    ['transaction_long', (value) => ({ transactions: { longestSeconds: value / 1000, idleSeconds: null } })],
    ['idle_in_transaction', (value) => ({ transactions: { longestSeconds: null, idleSeconds: value / 1000 } })],
    ['sessions_blocked', (value) => ({ blocking: { blocked: 1, blockers: 1, longestSeconds: value / 1e6 } })],
    ['slot_inactive', (value) => ({ slots: [{ ...slot, retainedBytes: value * 10 }] })],
    ['standby_late', (value) => ({ standby: { ...noWal, lagSeconds: value / 1e6 } })],
  ];
  const amount = fc.integer({ min: 0, max: 2_100_000_000 });
  fc.assert(
    fc.property(amount, amount, fc.constantFrom(...scales), (one, other, [code, make]) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      t.true(worst(codes(make(less)), code) <= worst(codes(make(more)), code), `${code} ${less} ${more}`);
    }),
    { numRuns: runs(2000) },
  );
});

test('an answer that is no list of rows is none', (t) => {
  for (const text of ['', '{', '{}', 'null', '3']) t.is(readRows(text), undefined);
  t.deepEqual(readRows('[1, null, {"a": 2}]'), [{ a: 2 }]);
});
