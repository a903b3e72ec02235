import { randomUUID } from 'node:crypto';
import test from 'ava';
import { itemsOf, readAllPages, startFullApi, type FullApi } from '../../helpers/full-api.js';
import { faultyPaths, isProblem } from '../../helpers/problem-assertions.js';
import { readSchedule } from '../../../src/models/containers/read-schedule.js';

const WINDOWS = '/api/containers/maintenance-windows';
const RULE = { rrule: 'FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=30', timezone: 'Europe/Berlin', durationMinutes: 90 };
let api: FullApi;

test.before(async () => {
  api = await startFullApi();
});
test.after.always(() => api?.stop());

const post = (json: unknown) => api.request('POST', WINDOWS, { json });

async function create(json: Record<string, unknown>): Promise<string> {
  const reply = await post(json);
  if (reply.status !== 201) throw new Error(reply.text);
  return String(reply.body?.id);
}

test.serial('a window is created, listed, changed by version and deleted', async (t) => {
  const reply = await post({ name: 'nights', rule: RULE });
  t.is(reply.status, 201, reply.text);
  t.like(reply.body, { name: 'nights', rule: RULE, blackout: null, version: 1 });
  const path = `${WINDOWS}/${String(reply.body?.id)}`;
  t.deepEqual((await api.request('GET', path)).body, reply.body);
  t.true((await readAllPages(api, `${WINDOWS}?limit=1`)).some((item) => item.name === 'nights'));
  isProblem(t, await post({ name: 'Nights', rule: RULE }), 'already_exists');
  const rule = { cron: '0 3 * * *', timezone: 'UTC', durationMinutes: 30 };
  const changed = await api.request('PATCH', path, { json: { rule }, headers: { 'if-match': '"v1"' } });
  t.like(changed.body, { name: 'nights', rule, version: 2 });
  t.deepEqual(changed.body?.rule, rule);
  isProblem(
    t,
    await api.request('PATCH', path, { json: { name: 'x' }, headers: { 'if-match': '"v1"' } }),
    'precondition_failed',
  );
  t.is((await api.request('DELETE', path)).status, 204);
  isProblem(t, await api.request('GET', path), 'not_found');
});

test.serial('openings are those of the contract, over the change of clocks', async (t) => {
  const id = await create({ name: 'clocks', rule: RULE });
  const reply = await api.request('GET', `${WINDOWS}/${id}/openings?from=2026-03-23T00:00:00Z&count=2`);
  t.deepEqual(reply.body, {
    items: [
      { opensAt: '2026-03-29T01:00:00.000Z', closesAt: '2026-03-29T02:30:00.000Z' },
      { opensAt: '2026-04-05T00:30:00.000Z', closesAt: '2026-04-05T02:00:00.000Z' },
    ],
    nextCursor: null,
  });
  const now = await api.request('GET', `${WINDOWS}/${id}/openings`);
  t.is(itemsOf(now).length, 10);
  t.is((await api.request('GET', `${WINDOWS}/${id}/openings?count=0`)).status, 400);
  t.is((await api.request('GET', `${WINDOWS}/${id}/openings?from=yesterday`)).status, 400);
  isProblem(t, await api.request('GET', `${WINDOWS}/${randomUUID()}/openings`), 'not_found');
});

test.serial('rules that nobody can read, or that never open, are 422 with their place', async (t) => {
  const bad = async (json: Record<string, unknown>): Promise<unknown> => {
    const reply = await post({ name: 'bad', rule: RULE, ...json });
    return [reply.status, ...faultyPaths(reply)];
  };
  t.deepEqual(await bad({ rule: { ...RULE, rrule: 'FREQ=HOURLY' } }), [422, 'rule.rrule']);
  t.deepEqual(await bad({ rule: { cron: '0 2 30 2 *', timezone: 'UTC', durationMinutes: 1 } }), [422, 'rule']);
  t.deepEqual(await bad({ rule: { ...RULE, timezone: 'Nowhere' } }), [422, 'rule.timezone']);
  t.deepEqual(await bad({ blackout: [{ ...RULE, rrule: 'x' }] }), [422, 'blackout.0.rrule']);
  t.deepEqual(await bad({ rule: { timezone: 'UTC', durationMinutes: 1 } }), [400, 'rule.rrule']);
});

test.serial('blackouts of a window and blackouts for all are cut out of its openings', async (t) => {
  const rule = { cron: '0 2 * * *', timezone: 'UTC', durationMinutes: 120 };
  const blackout = { from: '2030-01-01T03:00:00Z', to: '2030-01-02T03:00:00+00:00' };
  const id = await create({ name: 'own', rule, blackout });
  t.deepEqual((await api.request('GET', `${WINDOWS}/${id}`)).body?.blackout, blackout);
  const openings = async (): Promise<string[]> => {
    const reply = await api.request('GET', `${WINDOWS}/${id}/openings?from=2030-01-01T00:00:00Z&count=3`);
    return itemsOf(reply).map((item) => `${String(item.opensAt).slice(5, 16)} ${String(item.closesAt).slice(5, 16)}`);
  };
  t.deepEqual(await openings(), ['01-01T02:00 01-01T03:00', '01-02T03:00 01-02T04:00', '01-03T02:00 01-03T04:00']);
  const freeze = await create({
    name: 'freeze',
    rule: { cron: '0 0 2 1 *', timezone: 'UTC', durationMinutes: 1_440 },
    blackout: true,
  });
  t.deepEqual(await openings(), ['01-01T02:00 01-01T03:00', '01-03T02:00 01-03T04:00', '01-04T02:00 01-04T04:00']);
  const { knex } = api.db.database;
  t.is((await readSchedule(knex, id))?.blackouts.length, 2);
  t.like(await readSchedule(knex, null), { rule: null, blackouts: [{ cron: '0 0 2 1 *' }] } as never);
  t.like(await readSchedule(knex, freeze), { rule: { cron: '0 0 2 1 *' }, blackouts: [] } as never);
  t.is(await readSchedule(knex, randomUUID()), undefined);
  const [own] = itemsOf(await api.request('GET', `${WINDOWS}/${freeze}/openings?from=2030-01-01T00:00:00Z&count=1`));
  t.is(own?.opensAt, '2030-01-02T00:00:00.000Z');
});
