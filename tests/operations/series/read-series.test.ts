import test from 'ava';
import type pg from 'pg';
import { createSeriesActivities } from '../../../src/activities/series/series-activities.js';
import { seriesAnswerSchema, latestAnswerSchema, metricsHistorySchema, type SeriesAnswer } from '../../../src/domain/series/series.js';
import { ingestSamples } from '../../../src/models/series/ingest-samples.js';
import { forgetSeriesProgress } from '../../../src/models/series/progress.js';
import { readMetricsHistory } from '../../../src/operations/series/read-history.js';
import { readLatestJson } from '../../../src/operations/series/read-latest.js';
import { readSeriesJson, type SeriesQuery } from '../../../src/operations/series/read-series.js';
import { SERIES_STATEMENTS } from '../../../src/operations/series/series-statements.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { gauge, makeRows, newServerId } from '../../models/series/samples-fixture.js';

let home: TestDatabase;
let pool: pg.Pool;
const serverId = newServerId();
const FIRST = '2025-11-01T00:00:00.000Z';
// six closed days, packed and rolled up, and half an open one
const NOW = '2025-11-07T12:02:00.000Z';
const TICKS = 6.5 * 288;

const value = (tick: number) => Math.round(50 + 40 * Math.sin(tick / 30));
const iso = (text: string) => text.replace('.000Z', 'Z');
const atTick = (tick: number) => iso(new Date(Date.parse(FIRST) + tick * 300_000).toISOString());

test.before(async () => {
  home = await createTestDatabase();
  pool = home.database.pool;
  const rows = makeRows(serverId, { from: FIRST, count: TICKS + 1, stepSeconds: 300 }, (tick) => [
    gauge('cpu_usage_percent', value(tick)),
    gauge('rx_bytes_total', tick * 1_000, { interface: 'eth0' }),
    gauge('rx_bytes_total', tick, { interface: 'lo', quote: `"'\\}` }),
    gauge('silent', null),
  ]);
  for (let n = 0; n < rows.length; n += 500) await ingestSamples(pool, rows.slice(n, n + 500));
  const activities = createSeriesActivities({ database: home.database, now: () => new Date(NOW) });
  await activities.packClosedDays();
  await activities.rollUpClosedDays();
  const later = createSeriesActivities({ database: home.database, now: () => new Date('2025-11-07T13:00:00Z') });
  await later.dropExpired();
  await pool.query('analyze');
  forgetSeriesProgress(pool);
});
test.after.always(() => home.drop());

async function read(query: Omit<SeriesQuery, 'serverId' | 'from' | 'to'> & { from: string; to: string }): Promise<SeriesAnswer> {
  const text = await readSeriesJson(pool, { serverId, ...query, from: new Date(query.from), to: new Date(query.to) });
  return seriesAnswerSchema.parse(JSON.parse(text));
}
const points = (answer: SeriesAnswer) => answer.series[0]?.points ?? [];
const cpu = { metrics: ['cpu_usage_percent'] };

test.serial('a day of samples comes back as it was measured', async (t) => {
  for (const from of ['2025-11-01T00:00:00.000Z', '2025-11-05T13:00:00.000Z', '2025-11-06T12:00:00.000Z']) {
    const first = (Date.parse(from) - Date.parse(FIRST)) / 300_000;
    const to = new Date(Date.parse(from) + 86_400_000).toISOString();
    const expected = Array.from({ length: 288 }, (_, n) => [atTick(first + n), value(first + n)]);
    t.deepEqual(points(await read({ ...cpu, from, to })), expected as [string, number][], from);
  }
});

test.serial('the answer has exactly the fields of the contract, with labels of every kind', async (t) => {
  const answer = await read({ metrics: ['rx_bytes_total'], from: FIRST, to: atTick(2) });
  t.deepEqual(answer, {
    series: [
      { metric: 'rx_bytes_total', labels: { interface: 'eth0' }, unit: 'percent', points: [[atTick(0), 0], [atTick(1), 1_000]] },
      { metric: 'rx_bytes_total', labels: { interface: 'lo', quote: `"'\\}` }, unit: 'percent', points: [[atTick(0), 0], [atTick(1), 1]] },
    ],
  });
});

test.serial('without metrics all series come, and those without a value do not', async (t) => {
  const answer = await read({ from: FIRST, to: atTick(3) });
  t.deepEqual(answer.series.map((series) => series.metric), ['cpu_usage_percent', 'rx_bytes_total', 'rx_bytes_total']);
});

test.serial('an empty range, an unknown host and an unknown metric give no series', async (t) => {
  const empty = { series: [] };
  t.deepEqual(await read({ from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' }), empty);
  t.deepEqual(await read({ from: '2020-01-01T00:00:00Z', to: '2020-12-02T00:00:00Z' }), empty);
  t.deepEqual(await read({ metrics: ['no_such_metric'], from: FIRST, to: NOW }), empty);
  const text = await readSeriesJson(pool, { serverId: newServerId(), from: new Date(FIRST), to: new Date(NOW) });
  t.deepEqual(JSON.parse(text), empty);
});

test.serial('a range of days is answered in hours, over packed and open days without a seam', async (t) => {
  const answer = points(await read({ ...cpu, from: FIRST, to: NOW }));
  t.is(answer.length, 157);
  answer.forEach(([time, mean], hour) => {
    t.is(time, atTick(hour * 12));
    const ticks = Array.from({ length: hour === 156 ? 1 : 12 }, (_, n) => value(hour * 12 + n));
    t.true(Math.abs(mean - ticks.reduce((sum, each) => sum + each, 0) / ticks.length) < 1e-9, time);
  });
});

test.serial('the same range in the step of the samples gives every sample', async (t) => {
  const answer = points(await read({ ...cpu, from: FIRST, to: NOW, stepSeconds: 300 }));
  t.deepEqual(answer, Array.from({ length: TICKS + 1 }, (_, n) => [atTick(n), value(n)]) as [string, number][]);
});

test.serial('a counter is shown as it stood at the end of each step', async (t) => {
  const query = { metrics: ['rx_bytes_total'], from: FIRST, to: NOW };
  const hours = points(await read(query));
  t.deepEqual(hours[0], [atTick(0), 11_000]);
  t.deepEqual(hours.at(-2), [atTick(1_860), 1_871_000]);
  t.deepEqual(points(await read({ ...query, stepSeconds: 1_800 }))[0], [atTick(0), 5_000]);
  t.deepEqual(points(await read({ ...query, stepSeconds: 86_400 })).slice(0, 2), [
    [atTick(0), 287_000],
    [atTick(288), 575_000],
  ]);
});

test.serial('steps of hours from roll-ups equal the same steps from samples', async (t) => {
  const short = points(await read({ ...cpu, from: '2025-11-02T00:00:00Z', to: '2025-11-04T00:00:00Z', stepSeconds: 7_200 }));
  const long = points(await read({ ...cpu, from: FIRST, to: NOW, stepSeconds: 7_200 }));
  t.is(short.length, 24);
  short.forEach(([time, mean], n) => {
    t.is(long[12 + n]?.[0], time);
    t.true(Math.abs((long[12 + n]?.[1] ?? 0) - mean) < 1e-9);
  });
});

test.serial('a step that starts before the range is named by the start of the range', async (t) => {
  const answer = points(await read({ ...cpu, from: '2025-11-02T00:20:00Z', to: '2025-11-02T03:00:00Z', stepSeconds: 3_600 }));
  t.deepEqual(answer.map(([time]) => time), ['2025-11-02T00:20:00Z', '2025-11-02T01:00:00Z', '2025-11-02T02:00:00Z']);
});

test.serial('samples every ten seconds are thinned to what a chart can show, unless a step asks for all', async (t) => {
  const dense = newServerId();
  const from = '2025-11-07T00:00:00.000Z';
  const rows = makeRows(dense, { from, count: 4_320, stepSeconds: 10 }, (tick) => [gauge('m', tick % 12)]);
  await ingestSamples(pool, rows);
  const query = { serverId: dense, from: new Date(from), to: new Date(Date.parse(from) + 86_400_000) };
  const thin = points(seriesAnswerSchema.parse(JSON.parse(await readSeriesJson(pool, query))));
  t.is(thin.length, 360);
  t.deepEqual(thin[1], ['2025-11-07T00:02:00Z', 5.5]);
  const all = points(seriesAnswerSchema.parse(JSON.parse(await readSeriesJson(pool, { ...query, stepSeconds: 10 }))));
  t.is(all.length, 4_320);
});

test.serial('more than 20,000 points a series are refused with the step that works', async (t) => {
  const query = { serverId, from: new Date('2024-11-07T00:00:00Z'), to: new Date(NOW), stepSeconds: 60 };
  const error = await t.throwsAsync(readSeriesJson(pool, query), { name: 'unprocessable' });
  t.regex(error.message, /Ask for a step of \d+ s or more/u);
  await t.throwsAsync(readSeriesJson(pool, { ...query, from: query.to }), { name: 'unprocessable' });
});

test.serial('a metric that moved to another collector is one series', async (t) => {
  const moved = newServerId();
  const sample = (tick: number) => [gauge('uptime_seconds', tick)];
  const span = { count: 3, stepSeconds: 300 };
  await ingestSamples(pool, makeRows(moved, { ...span, from: '2025-11-07T10:00:00Z', group: 'old' }, sample));
  await ingestSamples(pool, makeRows(moved, { ...span, from: '2025-11-07T10:15:00Z', group: 'new' }, sample));
  const query = { serverId: moved, from: new Date('2025-11-07T10:00:00Z'), to: new Date('2025-11-07T11:00:00Z') };
  const { series } = seriesAnswerSchema.parse(JSON.parse(await readSeriesJson(pool, query)));
  t.deepEqual(series.map((each) => each.points.map(([, number]) => number)), [[0, 1, 2, 0, 1, 2]]);
});

test.serial('extremes of doubles are numbers in the answer', async (t) => {
  const odd = newServerId();
  const numbers = [Number.MAX_VALUE, Number.MIN_VALUE, -1e-300, 0.1 + 0.2, 1e21, NaN];
  const at = '2025-11-07T10:00:00.000Z';
  await ingestSamples(pool, [{ serverId: odd, group: 'x', at, samples: numbers.map((number, n) => gauge(`m${n}`, number)) }]);
  const query = { serverId: odd, from: new Date(at), to: new Date('2025-11-07T10:00:01Z') };
  const { series } = seriesAnswerSchema.parse(JSON.parse(await readSeriesJson(pool, query)));
  t.deepEqual(series.map((each) => each.points[0]?.[1]), numbers.slice(0, 5));
});

test.serial('a query reads the partitions of its range and no others', async (t) => {
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  const values = [serverId, null, '3600 seconds', day('2025-11-02'), day('2025-11-04'), day('2025-11-06'), '2025-11-02', '2025-11-04'];
  const { text } = SERIES_STATEMENTS.steps.all(values);
  const { rows } = await pool.query(`explain (analyze) ${text}`, values);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  t.deepEqual([...new Set(plan.match(/(packed_days|samples)_p\d+/gu))].sort(), ['packed_days_p20251102', 'packed_days_p20251103']);
});

test.serial('the latest values are those of the newest row, gaps included', async (t) => {
  const text = await readLatestJson(pool, { serverId, since: new Date('2025-11-07T00:00:00Z') });
  const { items } = latestAnswerSchema.parse(JSON.parse(text));
  t.deepEqual(
    items.map((item) => [item.metric, item.time, item.value]),
    [
      ['cpu_usage_percent', atTick(TICKS), value(TICKS)],
      ['rx_bytes_total', atTick(TICKS), TICKS * 1_000],
      ['rx_bytes_total', atTick(TICKS), TICKS],
      ['silent', atTick(TICKS), null],
    ],
  );
  t.is(await readLatestJson(pool, { serverId, since: new Date('2025-11-08T00:00:00Z') }), '{"items":[]}');
});

test.serial('the history of a day has exact statistics', async (t) => {
  const history = await readMetricsHistory(pool, { hours: 24, serverId, to: new Date(NOW) });
  t.notThrows(() => metricsHistorySchema.parse(history));
  t.deepEqual([history.items.length, history.resolution, history.nextCursor], [3, 'samples', null]);
  const first = TICKS - 287;
  const values = Array.from({ length: 288 }, (_, n) => value(first + n));
  const sorted = [...values].sort((a, b) => a - b);
  const item = history.items.find((each) => each.metric === 'cpu_usage_percent');
  t.like(item, { serverId, unit: 'percent', min: sorted[0] ?? 0, max: sorted[287] ?? 0, count: 288, first: values[0] ?? 0, last: values[287] ?? 0 });
  t.true(Math.abs((item?.mean ?? 0) - values.reduce((sum, each) => sum + each, 0) / 288) < 1e-9);
  t.is(item?.p50, ((sorted[143] ?? 0) + (sorted[144] ?? 0)) / 2);
  const counter = history.items.find((each) => each.labels['interface'] === 'eth0');
  t.true(Math.abs((counter?.trendPerHour ?? 0) - 12_000) < 1e-6);
});

test.serial('the history of a week comes from roll-ups with exact extremes and counts', async (t) => {
  const history = await readMetricsHistory(pool, { hours: 200, serverId, metric: 'cpu_usage_percent', to: new Date(NOW) });
  t.notThrows(() => metricsHistorySchema.parse(history));
  t.is(history.resolution, 'hours');
  const values = Array.from({ length: TICKS + 1 }, (_, n) => value(n));
  const [item] = history.items;
  t.like(item, { min: Math.min(...values), max: Math.max(...values), count: values.length, last: value(TICKS) });
  t.true(Math.abs((item?.mean ?? 0) - values.reduce((sum, each) => sum + each, 0) / values.length) < 1e-9);
});

test.serial('the history is read page by page over the whole fleet', async (t) => {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await readMetricsHistory(pool, { hours: 48, limit: 2, cursor, to: new Date(NOW) });
    found.push(...page.items.map((item) => `${item.serverId} ${item.metric} ${JSON.stringify(item.labels)}`));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  t.is(new Set(found).size, found.length);
  t.is(found.filter((each) => each.startsWith(serverId)).length, 3);
});

test.serial('hours and cursors that make no sense are refused', async (t) => {
  for (const hours of [0, -1, 1.5, Number.NaN, 1_000_000]) {
    await t.throwsAsync(readMetricsHistory(pool, { hours }), { name: 'validation_failed' });
  }
  for (const cursor of ['', 'x', '-1', '99999999999']) {
    await t.throwsAsync(readMetricsHistory(pool, { hours: 1, cursor }), { name: 'bad_cursor' });
  }
});

test.serial('a range whose samples have expired is answered from its roll-ups', async (t) => {
  await home.database.knex('retention_settings').where({ resourceType: 'samples' }).update({ days: 4 });
  await createSeriesActivities({ database: home.database, now: () => new Date('2025-11-07T14:00:00Z') }).dropExpired();
  const gone = points(await read({ ...cpu, from: '2025-11-01T06:00:00Z', to: '2025-11-01T12:00:00Z' }));
  t.is(gone.length, 6);
  const kept = points(await read({ ...cpu, from: '2025-11-04T06:00:00Z', to: '2025-11-04T12:00:00Z' }));
  t.is(kept.length, 72);
  await home.database.knex('retention_settings').where({ resourceType: 'samples' }).update({ days: 365 });
});
