import { randomUUID } from 'node:crypto';
import test from 'ava';
import { ingestSamples } from '../../../src/models/series/ingest-samples.js';
import { createTestUser } from '../../helpers/api-server.js';
import { enrolLocal, itemsOf, readAllPages, SERVERS, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';

interface Series {
  readonly metric: string;
  readonly labels: Record<string, string>;
  readonly unit: string;
  readonly points: [string, number][];
}

const TICKS = 30;
const STEP_MS = 60_000;

let api: FullApi;
let server: string;
let empty: string;
let startMs: number;

test.before(async () => {
  api = await startFullApi();
  server = await enrolLocal(api, { name: 'measured' });
  empty = await enrolLocal(api, { name: 'never measured' });
  startMs = Math.floor(Date.now() / STEP_MS) * STEP_MS - TICKS * STEP_MS;
  const rows = Array.from({ length: TICKS }, (_, tick) => ({
    serverId: server,
    group: 'cpu',
    at: new Date(startMs + tick * STEP_MS).toISOString(),
    samples: [
      { metric: 'cpu_usage_percent', labels: {}, unit: 'percent', value: tick },
      { metric: 'filesystem_used_bytes', labels: { mountpoint: '/' }, unit: 'bytes', value: 1e12 + tick },
      { metric: 'filesystem_used_bytes', labels: { mountpoint: '/srv' }, unit: 'bytes', value: tick === 5 ? null : 7 },
    ],
  }));
  await ingestSamples(api.db.database.pool, rows);
});
test.after.always(() => api?.stop());

const ask = (query = '', id = server) => api.request('GET', `${SERVERS}/${id}/metrics${query}`);
async function seriesOf(query = '', id = server): Promise<Series[]> {
  const reply = await ask(query, id);
  if (reply.status !== 200) throw new Error(reply.text);
  return reply.body?.series as Series[];
}

test('series have metric, labels, unit and points as the contract says, digits untouched', async (t) => {
  const reply = await ask();
  t.is(reply.headers.get('content-type'), 'application/json; charset=utf-8');
  t.deepEqual(Object.keys(reply.body ?? {}), ['series']);
  const series = await seriesOf();
  t.is(series.length, 3);
  const root = series.find(({ labels }) => labels['mountpoint'] === '/');
  t.like(root, { metric: 'filesystem_used_bytes', unit: 'bytes' });
  t.is(root?.points.length, TICKS);
  t.is(root?.points[3]?.[1], 1_000_000_000_003);
  t.is(Date.parse(root?.points[3]?.[0] ?? ''), startMs + 3 * STEP_MS);
  // What was measured without a usable number is no point.
  t.is(series.find(({ labels }) => labels['mountpoint'] === '/srv')?.points.length, TICKS - 1);
});

test('metric narrows, several by commas, unknown ones to nothing', async (t) => {
  t.is((await seriesOf('?metric=cpu_usage_percent')).length, 1);
  t.is((await seriesOf('?metric=filesystem_used_bytes')).length, 2);
  t.is((await seriesOf('?metric=cpu_usage_percent,filesystem_used_bytes')).length, 3);
  t.deepEqual(await seriesOf('?metric=nonsense'), []);
  t.deepEqual(await seriesOf('?metric=,'), []);
  t.deepEqual(await seriesOf('', empty), []);
});

test('from is inclusive, to is exclusive, offsets count, and a step makes points of that width', async (t) => {
  const at = (tick: number) => encodeURIComponent(new Date(startMs + tick * STEP_MS).toISOString());
  const [some] = await seriesOf(`?metric=cpu_usage_percent&from=${at(10)}&to=${at(20)}`);
  t.deepEqual(
    some?.points.map(([, value]) => value),
    [10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  );
  const berlin = (tick: number) =>
    encodeURIComponent(new Date(startMs + tick * STEP_MS + 7_200_000).toISOString().replace('Z', '+02:00'));
  t.deepEqual((await seriesOf(`?metric=cpu_usage_percent&from=${berlin(10)}&to=${berlin(20)}`))[0], some);
  const [stepped] = await seriesOf(`?metric=cpu_usage_percent&from=${at(0)}&to=${at(30)}&stepSeconds=600`);
  t.true((stepped?.points.length ?? 0) >= 3 && (stepped?.points.length ?? 0) <= 4);
});

test('ranges and steps that make no sense are refused by their field', async (t) => {
  const bad: [string, 'unprocessable' | 'validation_failed', string][] = [
    ['?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'unprocessable', 'from'],
    ['?from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'unprocessable', 'from'],
    ['?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&stepSeconds=1', 'unprocessable', 'stepSeconds'],
    ['?from=yesterday', 'validation_failed', 'from'],
    ['?from=2026-02-30T00:00:00Z', 'validation_failed', 'from'],
    ['?to=2026-01-01', 'validation_failed', 'to'],
    ['?stepSeconds=0', 'validation_failed', 'stepSeconds'],
    ['?stepSeconds=1.5', 'validation_failed', 'stepSeconds'],
    ['?step=60', 'validation_failed', 'step'],
  ];
  for (const [query, code, path] of bad) {
    const reply = await ask(query);
    isProblem(t, reply, code);
    t.deepEqual(faultyPaths(reply), [path], query);
  }
});

test('times at the edges of the calendar are answered or refused, never a 5xx', async (t) => {
  for (const time of [
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59-23:59',
  ]) {
    for (const query of [`?from=${encodeURIComponent(time)}`, `?to=${encodeURIComponent(time)}`]) {
      t.true((await ask(query)).status < 500, query);
      t.true((await api.request('GET', `/api/audit${query}`)).status < 500, query);
    }
  }
});

test('the latest value of every series, with its time', async (t) => {
  const items = itemsOf(await api.request('GET', `${SERVERS}/${server}/metrics/latest`));
  t.is(items.length, 3);
  const cpu = items.find(({ metric }) => metric === 'cpu_usage_percent');
  t.like(cpu, { labels: {}, unit: 'percent', value: TICKS - 1 });
  t.is(Date.parse(String(cpu?.['time'])), startMs + (TICKS - 1) * STEP_MS);
  t.deepEqual(itemsOf(await api.request('GET', `${SERVERS}/${empty}/metrics/latest`)), []);
});

test('the history tells minimum, maximum, mean, percentiles, first, last and trend', async (t) => {
  const reply = await api.request('GET', `/metrics/history?serverId=${server}&metric=cpu_usage_percent&hours=2`);
  t.is(reply.status, 200, reply.text);
  t.like(reply.body, { hours: 2, resolution: 'samples', nextCursor: null });
  const [item] = itemsOf(reply);
  t.like(item, { serverId: server, metric: 'cpu_usage_percent', min: 0, max: 29, mean: 14.5, first: 0, last: 29 });
  t.like(item, { count: TICKS, p50: 14.5, unit: 'percent' });
  t.true(Math.abs(Number(item?.['trendPerHour']) - 60) < 1e-6);
});

test('the history is paged, and its parameters are checked', async (t) => {
  const all = await readAllPages(api, `/metrics/history?serverId=${server}&limit=1`);
  t.is(all.length, 3);
  t.deepEqual(itemsOf(await api.request('GET', `/metrics/history?serverId=${randomUUID()}`)), []);
  const bad: [string, string[]][] = [
    ['?hours=0', ['hours']],
    ['?hours=87601', ['hours']],
    ['?serverId=x&metric=BAD!', ['metric', 'serverId']],
    ['?limit=501&since=1', ['limit', 'since']],
  ];
  for (const [query, paths] of bad) {
    const reply = await api.request('GET', `/metrics/history${query}`);
    isProblem(t, reply, 'validation_failed');
    t.deepEqual(faultyPaths(reply), paths);
  }
  for (const cursor of ['abc', '-1', '99999999999', "1' or 1=1"]) {
    isProblem(t, await api.request('GET', `/metrics/history?cursor=${encodeURIComponent(cursor)}`), 'bad_cursor');
  }
});

test('metrics are for viewers and not for everybody', async (t) => {
  const viewer = await createTestUser(api, { name: 'metrics viewer', role: 'viewer' });
  for (const path of [`${SERVERS}/${server}/metrics`, `${SERVERS}/${server}/metrics/latest`, '/metrics/history']) {
    t.is((await api.request('GET', path, { token: viewer.token })).status, 200);
    isProblem(t, await api.request('GET', path, { token: null }), 'unauthenticated');
  }
});
