import test from 'ava';
import { createSeriesActivities } from '../../../src/activities/series/series-activities.js';
import { seriesAnswerSchema, type SeriesAnswer } from '../../../src/domain/series/series.js';
import { ingestSamples } from '../../../src/models/series/ingest-samples.js';
import { readSeriesJson, type SeriesQuery } from '../../../src/operations/series/read-series.js';
import { SERIES_STATEMENTS } from '../../../src/operations/series/series-statements.js';
import { gauge, makeRows, newServerId } from '../../models/series/samples-fixture.js';
import { atTick, createWeek, FIRST, NOW, TICKS, value, type Week } from './week-fixture.js';

let week: Week;
let home: Week['home'];
let pool: Week['pool'];
let serverId: string;

test.before(async () => {
  week = await createWeek();
  ({ home, pool, serverId } = week);
});
test.after.always(() => week.home.drop());

async function read(
  query: Omit<SeriesQuery, 'serverId' | 'from' | 'to'> & { from: string; to: string },
): Promise<SeriesAnswer> {
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
      {
        metric: 'rx_bytes_total',
        labels: { interface: 'eth0' },
        unit: 'percent',
        points: [
          [atTick(0), 0],
          [atTick(1), 1_000],
        ],
      },
      {
        metric: 'rx_bytes_total',
        labels: { interface: 'lo', quote: `"'\\}` },
        unit: 'percent',
        points: [
          [atTick(0), 0],
          [atTick(1), 1],
        ],
      },
    ],
  });
});

test.serial('without metrics all series come, and those without a value do not', async (t) => {
  const answer = await read({ from: FIRST, to: atTick(3) });
  t.deepEqual(
    answer.series.map((series) => series.metric),
    ['cpu_usage_percent', 'rx_bytes_total', 'rx_bytes_total'],
  );
});

test.serial('an empty range, an unknown host and an unknown metric give no series', async (t) => {
  const empty = { series: [] };
  t.deepEqual(await read({ from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' }), empty);
  t.deepEqual(await read({ from: '2020-01-01T00:00:00Z', to: '2020-12-02T00:00:00Z' }), empty);
  t.deepEqual(await read({ metrics: ['no_such_metric'], from: FIRST, to: NOW }), empty);
  const text = await readSeriesJson(pool, { serverId: newServerId(), from: new Date(FIRST), to: new Date(NOW) });
  t.deepEqual(JSON.parse(text), empty);
});

test.serial('ranges and names that nothing can have been measured in give no series', async (t) => {
  const empty = { series: [] };
  t.deepEqual(await read({ from: '0000-01-01T00:00:00Z', to: '0001-01-01T00:00:00Z' }), empty);
  t.deepEqual(await read({ from: '9999-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z' }), empty);
  t.deepEqual(await read({ metrics: ['nul\u0000byte'], from: FIRST, to: NOW }), empty);
  t.true((await read({ from: '0000-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z' })).series.length > 0);
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
  const short = points(
    await read({ ...cpu, from: '2025-11-02T00:00:00Z', to: '2025-11-04T00:00:00Z', stepSeconds: 7_200 }),
  );
  const long = points(await read({ ...cpu, from: FIRST, to: NOW, stepSeconds: 7_200 }));
  t.is(short.length, 24);
  short.forEach(([time, mean], n) => {
    t.is(long[12 + n]?.[0], time);
    t.true(Math.abs((long[12 + n]?.[1] ?? 0) - mean) < 1e-9);
  });
});

test.serial('a step that starts before the range is named by the start of the range', async (t) => {
  const answer = points(
    await read({ ...cpu, from: '2025-11-02T00:20:00Z', to: '2025-11-02T03:00:00Z', stepSeconds: 3_600 }),
  );
  t.deepEqual(
    answer.map(([time]) => time),
    ['2025-11-02T00:20:00Z', '2025-11-02T01:00:00Z', '2025-11-02T02:00:00Z'],
  );
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
  t.deepEqual(
    series.map((each) => each.points.map(([, number]) => number)),
    [[0, 1, 2, 0, 1, 2]],
  );
});

test.serial('extremes of doubles are numbers in the answer', async (t) => {
  const odd = newServerId();
  const numbers = [Number.MAX_VALUE, Number.MIN_VALUE, -1e-300, 0.1 + 0.2, 1e21, NaN];
  const at = '2025-11-07T10:00:00.000Z';
  await ingestSamples(pool, [
    { serverId: odd, group: 'x', at, samples: numbers.map((number, n) => gauge(`m${n}`, number)) },
  ]);
  const query = { serverId: odd, from: new Date(at), to: new Date('2025-11-07T10:00:01Z') };
  const { series } = seriesAnswerSchema.parse(JSON.parse(await readSeriesJson(pool, query)));
  t.deepEqual(
    series.map((each) => each.points[0]?.[1]),
    numbers.slice(0, 5),
  );
});

test.serial('a query reads the partitions of its range and no others', async (t) => {
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  const values = [
    serverId,
    null,
    '3600 seconds',
    day('2025-11-02'),
    day('2025-11-04'),
    day('2025-11-06'),
    '2025-11-02',
    '2025-11-04',
  ];
  const { text } = SERIES_STATEMENTS.steps.all(values);
  const { rows } = await pool.query(`explain (analyze) ${text}`, values);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  t.deepEqual([...new Set(plan.match(/(packed_days|samples)_p\d+/gu))].sort(), [
    'packed_days_p20251102',
    'packed_days_p20251103',
  ]);
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
