import { randomUUID } from 'node:crypto';
import test from 'ava';
import { planAgendas } from '../../../src/activities/collection/due.js';
import type { Collector } from '../../../src/collectors/collector.js';
import { loadCollectors } from '../../../src/collectors/registry.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

let db: TestDatabase;
let collectors: readonly Collector[];
const SMART_SECONDS = 1_800;

test.before(async () => {
  db = await createTestDatabase();
  collectors = (await loadCollectors()).filter(({ name }) => ['cpu', 'smart'].includes(name));
});
test.after.always(async () => db.drop());

async function ranAgo(serverId: string, seconds: number, facts: unknown = { devices: [] }): Promise<void> {
  await db.database.pool.query(
    `insert into collector_states (server_id, collector, facts, collected_at)
     values ($1, 'smart', $2, now() - make_interval(secs => $3))`,
    [serverId, JSON.stringify(facts), seconds],
  );
}

async function namesFor(serverId: string, classes: readonly string[]): Promise<string[]> {
  const agendas = await planAgendas(db.database, { collectors, classes, serverIds: [serverId], nowMs: Date.now() });
  return agendas.get(serverId)?.collectors.map(({ name }) => name) ?? [];
}

test.serial('a host seen for the first time gets every collector, on a tick as on demand', async (t) => {
  t.deepEqual(await namesFor(randomUUID(), ['fast']), ['cpu', 'smart']);
  t.deepEqual(await namesFor(randomUUID(), ['fast', 'slow']), ['cpu', 'smart']);
});

test.serial(
  'a tick asks a slow collector only when its own interval has passed, a tick early or late notwithstanding',
  async (t) => {
    const [early, nearly, late] = [randomUUID(), randomUUID(), randomUUID()];
    await ranAgo(early, 600);
    await ranAgo(nearly, SMART_SECONDS - 60);
    await ranAgo(late, SMART_SECONDS + 60);
    t.deepEqual(await namesFor(early, ['fast']), ['cpu']);
    t.deepEqual(await namesFor(nearly, ['fast']), ['cpu', 'smart']);
    t.deepEqual(await namesFor(late, ['fast']), ['cpu', 'smart']);
  },
);

test.serial('an on-demand run asks every collector, however recent its last run', async (t) => {
  const id = randomUUID();
  await ranAgo(id, 5);
  t.deepEqual(await namesFor(id, ['fast', 'slow']), ['cpu', 'smart']);
});

test.serial('what a slow collector learned last time is given to it, also by another process', async (t) => {
  const id = randomUUID();
  await ranAgo(id, 4_000, { devices: [{ name: 'sda' }] });
  const agendas = await planAgendas(db.database, { collectors, classes: ['fast'], serverIds: [id], nowMs: Date.now() });
  const last = agendas.get(id)?.last.get('smart');
  t.deepEqual(last?.facts, { devices: [{ name: 'sda' }] });
  t.true(Math.abs(Date.now() - 4_000_000 - (last?.atMs ?? 0)) < 60_000);
});

test.serial('an interval that was set counts, and a collector that is switched off is left out', async (t) => {
  const id = randomUUID();
  await ranAgo(id, 600);
  await db.database.pool.query(
    `insert into collector_settings (collector, interval_seconds, enabled, updated_by) values ('smart', 300, true, 'test')`,
  );
  t.deepEqual(await namesFor(id, ['fast']), ['cpu', 'smart']);
  await db.database.pool.query(`update collector_settings set enabled = false where collector = 'smart'`);
  t.deepEqual(await namesFor(id, ['fast', 'slow']), ['cpu']);
  await db.database.pool.query(`delete from collector_settings`);
});
