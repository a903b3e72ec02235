import test from 'ava';
import type pg from 'pg';
import { ingestSamples } from '../../../src/models/series/ingest-samples.js';
import { connectDatabase } from '../../../src/platform/db/database.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { gauge, makeRows, newServerId } from './samples-fixture.js';

let home: TestDatabase;
let pool: pg.Pool;

test.before(async () => {
  home = await createTestDatabase();
  pool = home.database.pool;
});
test.after.always(() => home.drop());

const AT = '2025-09-10T10:00:00.000Z';

async function stored(serverId: string): Promise<{ at: string; values: (number | null)[]; series: string[] }[]> {
  const { rows } = await pool.query(
    `select to_char(r.at, 'HH24:MI:SS.MS') as at, r."values",
            (select array_agg(s.metric || coalesce(s.labels ->> 'mountpoint', '') order by o)
               from unnest(l.series_ids) with ordinality as u(id, o) join series s on s.id = u.id) as series
       from series_sources o join samples r on r.source_id = o.id join series_layouts l on l.id = r.layout_id
      where o.server_id = $1 order by r.at`,
    [serverId],
  );
  return rows;
}

const countSeries = async (serverId: string): Promise<number> => {
  const { rows } = await pool.query('select count(*)::int as n from series where server_id = $1', [serverId]);
  return rows[0].n;
};

test('a batch is stored as one row per host, collector and tick', async (t) => {
  const [a, b] = [newServerId(), newServerId()];
  const result = await ingestSamples(pool, [
    { serverId: a, group: 'cpu', at: AT, samples: [gauge('load1', 0.5), gauge('cpu_usage_percent', 12.25)] },
    { serverId: a, group: 'memory', at: AT, samples: [gauge('memory_used_bytes', 123_456_789_012)] },
    { serverId: b, group: 'cpu', at: AT, samples: [gauge('cpu_usage_percent', 1), gauge('load1', 2)] },
  ]);
  t.deepEqual(result, { rows: 3, samples: 5, duplicates: 0, late: 0 });
  t.deepEqual(await stored(a), [
    { at: '10:00:00.000', values: [12.25, 0.5], series: ['cpu_usage_percent', 'load1'] },
    { at: '10:00:00.000', values: [123_456_789_012], series: ['memory_used_bytes'] },
  ]);
  t.deepEqual(await stored(b), [{ at: '10:00:00.000', values: [1, 2], series: ['cpu_usage_percent', 'load1'] }]);
});

test('a repeated batch writes nothing twice, and what it adds is written', async (t) => {
  const serverId = newServerId();
  const rows = makeRows(serverId, { from: AT, count: 3, stepSeconds: 300 }, (tick) => [gauge('load1', tick)]);
  t.deepEqual(await ingestSamples(pool, rows.slice(0, 2)), { rows: 2, samples: 2, duplicates: 0, late: 0 });
  t.deepEqual(await ingestSamples(pool, rows), { rows: 1, samples: 1, duplicates: 2, late: 0 });
  t.deepEqual(await ingestSamples(pool, [...rows, ...rows]), { rows: 0, samples: 0, duplicates: 6, late: 0 });
  t.is((await stored(serverId)).length, 3);
});

test('a retry that meets another set of mounts does not write the tick a second time', async (t) => {
  const serverId = newServerId();
  const row = { serverId, group: 'filesystem', at: AT };
  const root = gauge('filesystem_used_bytes', 1, { mountpoint: '/' });
  await ingestSamples(pool, [{ ...row, samples: [root] }]);
  const result = await ingestSamples(pool, [
    { ...row, samples: [root, gauge('filesystem_used_bytes', 2, { mountpoint: '/srv' })] },
  ]);
  t.deepEqual(result, { rows: 0, samples: 0, duplicates: 1, late: 0 });
});

test('a mount that appears makes a new layout and leaves the old rows readable', async (t) => {
  const serverId = newServerId();
  const used = (mountpoint: string, value: number) => gauge('used', value, { mountpoint });
  const at = (minute: string) => `2025-09-10T11:${minute}:00.000Z`;
  await ingestSamples(pool, [{ serverId, group: 'fs', at: at('00'), samples: [used('/', 1)] }]);
  await ingestSamples(pool, [{ serverId, group: 'fs', at: at('05'), samples: [used('/data', 9), used('/', 2)] }]);
  await ingestSamples(pool, [{ serverId, group: 'fs', at: at('10'), samples: [used('/', 3)] }]);
  // the same series in another order
  await ingestSamples(pool, [{ serverId, group: 'fs', at: at('15'), samples: [used('/', 4), used('/data', 8)] }]);
  t.deepEqual(
    (await stored(serverId)).map(({ values, series }) => ({ values, series })),
    [
      { values: [1], series: ['used/'] },
      { values: [2, 9], series: ['used/', 'used/data'] },
      { values: [3], series: ['used/'] },
      { values: [4, 8], series: ['used/', 'used/data'] },
    ],
  );
  const { rows } = await pool.query(
    'select count(*)::int as n from series_layouts l join series_sources o on o.id = l.source_id where server_id = $1',
    [serverId],
  );
  t.is(rows[0].n, 2);
});

test('what is no finite number is stored as a gap', async (t) => {
  const serverId = newServerId();
  const samples = [NaN, Infinity, -Infinity, null, 0].map((value, n) => gauge(`m${n}`, value));
  const result = await ingestSamples(pool, [{ serverId, group: 'odd', at: AT, samples }]);
  t.deepEqual(result, { rows: 1, samples: 1, duplicates: 0, late: 0 });
  t.deepEqual((await stored(serverId))[0]?.values, [null, null, null, null, 0]);
});

test('the database refuses values that are no finite numbers', async (t) => {
  const serverId = newServerId();
  await ingestSamples(pool, [{ serverId, group: 'x', at: AT, samples: [gauge('a', 1)] }]);
  for (const literal of ['{NaN}', '{1,Infinity}', '{NULL,-Infinity}']) {
    const error = await t.throwsAsync(
      pool.query(`insert into samples values (1, 1, '2025-09-10T10:00:01Z', $1)`, [literal]),
    );
    t.is((error as unknown as { constraint: string }).constraint, 'samples_finite');
  }
});

test('the extremes of doubles come back bit by bit', async (t) => {
  const serverId = newServerId();
  const numbers = [Number.MAX_VALUE, Number.MIN_VALUE, 0.1 + 0.2, 2 ** 53, -1e-300, 1 / 3];
  const samples = numbers.map((value, n) => gauge(`n${n}`, value));
  await ingestSamples(pool, [{ serverId, group: 'exact', at: AT, samples }]);
  t.deepEqual((await stored(serverId))[0]?.values, numbers);
});

test('two processes that meet the same new hosts at once make each series once', async (t) => {
  const servers = Array.from({ length: 20 }, newServerId);
  const others = Array.from({ length: 3 }, () => connectDatabase({ url: home.url, applicationName: 'series-test' }));
  const batch = (minute: number, order: string[]) =>
    order.map((serverId) => ({
      serverId,
      group: 'net',
      at: new Date(Date.parse(AT) + minute * 60_000).toISOString(),
      samples: ['eth0', 'eth1', 'lo'].map((name, n) => gauge('rx_bytes_total', n + minute, { interface: name })),
    }));
  const results = await Promise.all(
    [...others.map((other) => other.pool), pool].map((each, n) =>
      ingestSamples(each, batch(n, n % 2 === 0 ? servers : [...servers].reverse())),
    ),
  );
  t.deepEqual(
    results.map((result) => result.rows),
    [20, 20, 20, 20],
  );
  for (const serverId of servers) t.is(await countSeries(serverId), 3);
  await Promise.all(others.map((other) => other.close()));
});

test('the same batch sent by two processes at once is stored once', async (t) => {
  const servers = Array.from({ length: 20 }, newServerId);
  const other = connectDatabase({ url: home.url, applicationName: 'series-test' });
  const rows = servers.map((serverId) => ({ serverId, group: 'cpu', at: AT, samples: [gauge('load1', 1)] }));
  const results = await Promise.all([ingestSamples(pool, rows), ingestSamples(other.pool, [...rows].reverse())]);
  t.is(results[0].rows + results[1].rows, 20);
  t.is(results[0].duplicates + results[1].duplicates, 20);
  await other.close();
});

test('the latest values follow newer rows only', async (t) => {
  const serverId = newServerId();
  const row = (at: string, value: number) => ({ serverId, group: 'cpu', at, samples: [gauge('load1', value)] });
  await ingestSamples(pool, [row('2025-09-10T12:10:00.000Z', 3), row('2025-09-10T12:05:00.000Z', 2)]);
  await ingestSamples(pool, [row('2025-09-10T12:00:00.000Z', 1)]);
  const { rows } = await pool.query(
    'select l."values" from latest_samples l join series_sources o on o.id = l.source_id where o.server_id = $1',
    [serverId],
  );
  t.deepEqual(rows, [{ values: [3] }]);
});

test('a series named twice in one row counts once, with its later value', async (t) => {
  const serverId = newServerId();
  const samples = [gauge('used', 1, { mountpoint: '/' }), gauge('used', 2, { mountpoint: '/' })];
  await ingestSamples(pool, [{ serverId, group: 'fs', at: AT, samples }]);
  t.deepEqual((await stored(serverId))[0]?.values, [2]);
});

test('labels that a hostile host chooses are stored within bounds and stay apart', async (t) => {
  const serverId = newServerId();
  const long = 'x'.repeat(100_000);
  const samples = [`${long}a`, `${long}b`, 'nul\u0000byte', 'half\uD800pair', '"},{"', "'; drop table series; --"].map(
    (mountpoint, n) => gauge('used', n, { mountpoint }),
  );
  const many = gauge('used', 7, Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`label${n}`, long])));
  const result = await ingestSamples(pool, [{ serverId, group: 'fs', at: AT, samples: [...samples, many] }]);
  t.deepEqual(result, { rows: 1, samples: 7, duplicates: 0, late: 0 });
  t.is(await countSeries(serverId), 7);
  const { rows } = await pool.query(
    'select max(length(labels::text))::int as longest from series where server_id = $1',
    [serverId],
  );
  t.true(rows[0].longest < 3_000);
});

test('a unit that changes is corrected', async (t) => {
  const serverId = newServerId();
  const row = { serverId, group: 'cpu', at: AT };
  await ingestSamples(pool, [{ ...row, samples: [{ metric: 'm', labels: {}, unit: 'percent', value: 1 }] }]);
  const other = connectDatabase({ url: home.url, applicationName: 'series-test' });
  await ingestSamples(other.pool, [{ ...row, samples: [{ metric: 'm', labels: {}, unit: 'ratio', value: 1 }] }]);
  await other.close();
  const { rows } = await pool.query('select unit from series where server_id = $1', [serverId]);
  t.deepEqual(rows, [{ unit: 'ratio' }]);
});

test('a day without a partition gets one, and rows around midnight go to their UTC days', async (t) => {
  const serverId = newServerId();
  const rows = ['2025-03-28T23:59:59.999Z', '2025-03-29T00:00:00.000Z', '2025-03-29T01:30:00.000+01:00'].map((at) => ({
    serverId,
    group: 'cpu',
    at,
    samples: [gauge('load1', 1)],
  }));
  t.is((await ingestSamples(pool, rows)).rows, 3);
  const { rows: parts } = await pool.query(
    `select r.tableoid::regclass::text as part from samples r join series_sources o on o.id = r.source_id
      where o.server_id = $1 order by r.at`,
    [serverId],
  );
  t.deepEqual(
    parts.map(({ part }) => part),
    ['samples_p20250328', 'samples_p20250329', 'samples_p20250329'],
  );
});

test('a time far ahead or unreadable is refused with a sentence that names the host', async (t) => {
  const serverId = newServerId();
  for (const at of ['2999-01-01T00:00:00.000Z', 'yesterday']) {
    const error = await t.throwsAsync(
      ingestSamples(pool, [{ serverId, group: 'cpu', at, samples: [gauge('load1', 1)] }]),
      { name: 'unprocessable' },
    );
    t.true(error.message.includes(serverId));
  }
});

test('an empty batch and rows without samples cost nothing', async (t) => {
  const nothing = { rows: 0, samples: 0, duplicates: 0, late: 0 };
  t.deepEqual(await ingestSamples(pool, []), nothing);
  t.deepEqual(await ingestSamples(pool, [{ serverId: newServerId(), group: 'cpu', at: AT, samples: [] }]), nothing);
});
