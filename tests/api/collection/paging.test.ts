import test from 'ava';
import { newId } from '../../../src/platform/ids/ids.js';
import { itemsOf, readAllPages, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { isProblem } from '../../helpers/problem-assertions.js';

const RUNS = '/api/infrastructure/collection/runs';
const ERRORS = '/api/infrastructure/collection/errors';
const SERVER = newId();
const COUNT = 60;

let api: FullApi;
const runIds: string[] = [];

test.before(async () => {
  api = await startFullApi();
  const { pool } = api.db.database;
  // Four moments for sixty rows, two of them a microsecond apart.
  const moments = [
    '2026-01-02T03:04:05.678Z',
    '2026-01-02T03:04:05.678001Z',
    '2026-01-02T03:04:05.679Z',
    '2026-01-01T00:00:00Z',
  ];
  for (let n = 0; n < COUNT; n += 1) {
    const id = newId();
    runIds.push(id);
    const state = n % 3 === 0 ? 'failed' : 'completed';
    const at = moments[n % moments.length];
    await pool.query(
      `insert into collection_runs (id, state, origin, requested_by, correlation_id, workflow_id, classes, tick_at, started_at)
       values ($1, $2, 'api', 'tests', 'x', $3, '{fast}', $4, $4)`,
      [id, state, `collection/cycle/${id}`, at],
    );
    await pool.query(
      `insert into collection_errors (id, run_id, server_id, stage, class, message, remedy, retryable, at)
       values ($1, $2, $3, 'connect', $4, 'm', 'r', true, $5)`,
      [newId(), id, SERVER, n % 2 === 0 ? 'connect_timeout' : 'auth_rejected', at],
    );
  }
});
test.after.always(() => api?.stop());

for (const limit of [1, 7, 15, 16, 59, 60, 61]) {
  test(`pages of ${limit} hold each run of the same millisecond exactly once, newest first`, async (t) => {
    const runs = await readAllPages(api, `${RUNS}?limit=${limit}`);
    t.deepEqual(runs.map(({ id }) => String(id)).sort(), [...runIds].sort());
    const keys = runs.map(({ startedAt, id }) => `${String(startedAt)} ${String(id)}`);
    t.deepEqual(keys, [...keys].sort().reverse());
  });

  test(`pages of ${limit} hold each error of the same millisecond exactly once, newest first`, async (t) => {
    const errors = await readAllPages(api, `${ERRORS}?limit=${limit}`);
    t.is(new Set(errors.map(({ id }) => id)).size, COUNT);
    t.is(errors.length, COUNT);
    const keys = errors.map(({ at, id }) => `${String(at)} ${String(id)}`);
    t.deepEqual(keys, [...keys].sort().reverse());
  });
}

test('filters hold over all pages', async (t) => {
  const failed = await readAllPages(api, `${RUNS}?limit=7&state=failed`);
  t.is(failed.length, COUNT / 3);
  t.deepEqual([...new Set(failed.map(({ state }) => state))], ['failed']);
  const timeouts = await readAllPages(api, `${ERRORS}?limit=7&class=connect_timeout&serverId=${SERVER}`);
  t.is(timeouts.length, COUNT / 2);
  t.is(itemsOf(await api.request('GET', `${ERRORS}?runId=${runIds[0] ?? ''}`)).length, 1);
  t.is(itemsOf(await api.request('GET', `${ERRORS}?serverId=${newId()}`)).length, 0);
});

test('a cursor belongs to its list and its filters', async (t) => {
  const { body } = await api.request('GET', `${RUNS}?limit=1`);
  const cursor = encodeURIComponent(String(body?.nextCursor));
  isProblem(t, await api.request('GET', `${RUNS}?state=failed&cursor=${cursor}`), 'bad_cursor');
  isProblem(t, await api.request('GET', `${ERRORS}?cursor=${cursor}`), 'bad_cursor');
  isProblem(t, await api.request('GET', `${RUNS}?state=finished`), 'validation_failed');
});
