import test from 'ava';
import { latestAnswerSchema, metricsHistorySchema } from '../../../src/domain/series/series.js';
import { ingestSamples } from '../../../src/models/series/ingest-samples.js';
import { readMetricsHistory } from '../../../src/operations/series/read-history.js';
import { readLatestJson } from '../../../src/operations/series/read-latest.js';
import { gauge, makeRows, newServerId } from '../../models/series/samples-fixture.js';
import { atTick, createWeek, NOW, TICKS, value, type Week } from './week-fixture.js';

let week: Week;
let pool: Week['pool'];
let serverId: string;

test.before(async () => {
  week = await createWeek();
  ({ pool, serverId } = week);
});
test.after.always(() => week.home.drop());

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
  t.like(item, {
    serverId,
    unit: 'percent',
    min: sorted[0] ?? 0,
    max: sorted[287] ?? 0,
    count: 288,
    first: values[0] ?? 0,
    last: values[287] ?? 0,
  });
  t.true(Math.abs((item?.mean ?? 0) - values.reduce((sum, each) => sum + each, 0) / 288) < 1e-9);
  t.is(item?.p50, ((sorted[143] ?? 0) + (sorted[144] ?? 0)) / 2);
  const counter = history.items.find((each) => each.labels['interface'] === 'eth0');
  t.true(Math.abs((counter?.trendPerHour ?? 0) - 12_000) < 1e-6);
});

test.serial('the history of a week comes from roll-ups with exact extremes and counts', async (t) => {
  const history = await readMetricsHistory(pool, {
    hours: 200,
    serverId,
    metric: 'cpu_usage_percent',
    to: new Date(NOW),
  });
  t.notThrows(() => metricsHistorySchema.parse(history));
  t.is(history.resolution, 'hours');
  const values = Array.from({ length: TICKS + 1 }, (_, n) => value(n));
  const [item] = history.items;
  t.like(item, { min: Math.min(...values), max: Math.max(...values), count: values.length, last: value(TICKS) });
  t.true(Math.abs((item?.mean ?? 0) - values.reduce((sum, each) => sum + each, 0) / values.length) < 1e-9);
});

test.serial('the history is read page by page over the whole fleet', async (t) => {
  // one host whose metric moved to another collector, one that fell silent
  const moved = newServerId();
  const span = { from: '2025-11-07T10:00:00Z', count: 3, stepSeconds: 300 };
  for (const group of ['old', 'new']) {
    await ingestSamples(
      pool,
      makeRows(moved, { ...span, group }, (tick) => [gauge('uptime_seconds', tick)]),
    );
  }
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await readMetricsHistory(pool, { hours: 48, limit: 2, cursor, to: new Date(NOW) });
    found.push(...page.items.map((item) => `${item.serverId} ${item.metric} ${JSON.stringify(item.labels)}`));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  t.is(new Set(found).size, found.length);
  t.is(found.length, 4);
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
