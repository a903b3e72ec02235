import test from 'ava';
import pg from 'pg';
import { connectDatabase } from '../../../src/platform/db/database.js';
import { withMaintenanceSession } from '../../../src/platform/db/partition-session.js';
import {
  detachPartition,
  dropExpiredPartitions,
  dropPartition,
  listExpiredPartitions,
  measureRelationBytes,
  vacuumPartition,
} from '../../../src/platform/db/partitions-drop.js';
import {
  ensurePartitions,
  listPartitions,
  nextPartitionStart,
  partitionName,
  type PartitionedTable,
} from '../../../src/platform/db/partitions.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

let home: TestDatabase;
let pool: pg.Pool;
let tables = 0;

test.before(async () => {
  home = await createTestDatabase();
  pool = home.database.pool;
});
test.after.always(() => home.drop());

/** A table of its own for each test. */
async function makeTable(unit: 'day' | 'month' = 'day'): Promise<PartitionedTable> {
  tables += 1;
  const name = `readings_${tables}`;
  await pool.query(
    `create table ${name} (id int, at timestamptz not null, primary key (id, at)) partition by range (at)`,
  );
  return { name, unit, storage: { fillfactor: 90 } };
}

const day = (text: string): Date => new Date(`${text}T00:00:00Z`);
const names = async (table: PartitionedTable) => (await listPartitions(pool, table)).map((each) => each.name);

/** Holds the parent's lock, as a long report would. */
async function withOpenReader<T>(table: PartitionedTable, work: (stop: () => Promise<void>) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: home.url });
  await client.connect();
  await client.query('begin');
  await client.query(`select count(*) from ${table.name}`);
  let open = true;
  const stop = async () => {
    if (!open) return;
    open = false;
    await client.query('rollback');
    await client.end();
  };
  try {
    return await work(stop);
  } finally {
    await stop();
  }
}

test('partitions are made for today and the days ahead, and a second call finds nothing to do', async (t) => {
  const table = await makeTable();
  const span = { from: new Date('2026-12-30T23:59:59Z'), aheadDays: 3 };
  t.deepEqual(
    await ensurePartitions(pool, table, span),
    ['20261230', '20261231', '20270101', '20270102'].map((suffix) => `${table.name}_p${suffix}`),
  );
  t.deepEqual(await ensurePartitions(pool, table, span), []);
  await pool.query(`insert into ${table.name} values (1, '2026-12-31T00:00:00Z'), (2, '2026-12-30T23:59:59.999Z')`);
  const { rows } = await pool.query(`select tableoid::regclass::text as part from ${table.name} order by id`);
  t.deepEqual(rows, [{ part: `${table.name}_p20261231` }, { part: `${table.name}_p20261230` }]);
});

test('several processes that make the same partitions at once make each of them once', async (t) => {
  const table = await makeTable();
  const made = await Promise.all(
    Array.from({ length: 4 }, () => ensurePartitions(pool, table, { from: day('2026-11-21'), aheadDays: 6 })),
  );
  t.is(made.flat().length, 7);
  t.is((await listPartitions(pool, table)).filter((each) => each.state === 'attached').length, 7);
});

test('months follow the calendar, over the end of a year and a leap day', async (t) => {
  const table = await makeTable('month');
  await ensurePartitions(pool, table, { from: day('2027-12-15'), aheadDays: 70 });
  t.deepEqual(
    await names(table),
    ['202712', '202801', '202802'].map((suffix) => `${table.name}_p${suffix}`),
  );
  t.is(nextPartitionStart('month', day('2028-02-01')).toISOString(), '2028-03-01T00:00:00.000Z');
  await pool.query(`insert into ${table.name} values (1, '2028-02-29T23:59:59Z')`);
  t.is(partitionName(table, new Date('2028-02-29T23:59:59Z')), `${table.name}_p202802`);
});

test('a partition takes over the keys and the storage parameters of its table', async (t) => {
  const table = await makeTable();
  await ensurePartitions(pool, table, { from: day('2026-11-21'), aheadDays: 0 });
  const { rows } = await pool.query(
    `select reloptions, (select count(*)::int from pg_index i where i.indrelid = c.oid and indisprimary) as keys
       from pg_class c where relname = $1`,
    [`${table.name}_p20261121`],
  );
  t.deepEqual(rows, [{ reloptions: ['fillfactor=90'], keys: 1 }]);
});

test('expired partitions are dropped and the others stay', async (t) => {
  const table = await makeTable();
  await ensurePartitions(pool, table, { from: day('2026-11-20'), aheadDays: 3 });
  const expired = await listExpiredPartitions(pool, table, day('2026-11-22'));
  t.deepEqual(
    expired.map((each) => each.from),
    [day('2026-11-20'), day('2026-11-21')],
  );
  await dropExpiredPartitions(pool, table, day('2026-11-22'));
  t.deepEqual(await dropExpiredPartitions(pool, table, day('2026-11-22')), []);
  t.deepEqual(await names(table), [`${table.name}_p20261122`, `${table.name}_p20261123`]);
});

test('a detach that was interrupted is finished by the next attempt', async (t) => {
  const table = await makeTable();
  await ensurePartitions(pool, table, { from: day('2026-11-21'), aheadDays: 1 });
  const name = `${table.name}_p20261121`;
  await withOpenReader(table, async () => {
    const error = await t.throwsAsync(
      withMaintenanceSession(
        pool,
        (client) => client.query(`alter table ${table.name} detach partition ${name} concurrently`),
        { lockTimeoutMs: 200, statementTimeoutMs: 5_000, attempts: 1, pauseMs: 1 },
      ),
    );
    t.is((error as unknown as { code: string }).code, '55P03');
  });
  t.is((await listPartitions(pool, table))[0]?.state, 'detaching');
  t.true(await detachPartition(pool, table, name));
  t.is((await listPartitions(pool, table))[0]?.state, 'detached');
  t.false(await detachPartition(pool, table, name));
  await dropPartition(pool, table, name);
  t.deepEqual(await names(table), [`${table.name}_p20261122`]);
});

test('a reader in the way delays a detach but neither fails it nor stops other readers', async (t) => {
  const table = await makeTable();
  await ensurePartitions(pool, table, { from: day('2026-11-21'), aheadDays: 1 });
  await withOpenReader(table, async (stop) => {
    const detaching = detachPartition(pool, table, `${table.name}_p20261121`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { rows } = await pool.query(`select count(*)::int as n from ${table.name}`);
    t.deepEqual(rows, [{ n: 0 }]);
    await stop();
    t.true(await detaching);
  });
});

test('settings and locks of a maintenance session do not reach the next user of the pool', async (t) => {
  const own = connectDatabase({ url: home.url, applicationName: 'partitions-test', maxConnections: 2 });
  await withMaintenanceSession(own.pool, (client) => client.query('select pg_advisory_lock(4711)'));
  const { rows } = await own.pool.query(
    `select current_setting('lock_timeout') as wait, pg_try_advisory_lock(4711) as free`,
  );
  t.deepEqual(rows, [{ wait: '0', free: true }]);
  await own.close();
});

test.serial('a partition can be vacuumed and measured, and one that is gone measures zero', async (t) => {
  const table = await makeTable();
  await ensurePartitions(pool, table, { from: day('2026-11-21'), aheadDays: 0 });
  await pool.query(`insert into ${table.name} select g, '2026-11-21' from generate_series(1, 1000) g`);
  const readVisible = async (): Promise<number> => {
    await vacuumPartition(pool, `${table.name}_p20261121`);
    const { rows } = await pool.query('select relallvisible from pg_class where relname = $1', [
      `${table.name}_p20261121`,
    ]);
    return Number(rows[0].relallvisible);
  };
  // A connection that is being made at that moment anywhere on the server holds rows back from being visible to all.
  let visible = 0;
  for (let attempt = 0; attempt < 20 && visible === 0; attempt += 1) visible = await readVisible();
  t.true(visible > 0);
  t.true((await measureRelationBytes(pool, `${table.name}_p20261121`)) > 40_000);
  t.is(await measureRelationBytes(pool, 'no_such_table'), 0);
});

test('a table of a similar name is not taken for a partition', async (t) => {
  const table = await makeTable();
  await pool.query(`create table ${table.name}_p1_p20261121 (id int); create table ${table.name}_plan (id int)`);
  t.deepEqual(await names(table), []);
});
