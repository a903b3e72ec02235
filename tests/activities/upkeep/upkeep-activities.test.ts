import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { createUpkeepActivities } from '../../../src/activities/upkeep/upkeep-activities.js';
import { UPKEEP_STEPS } from '../../../src/domain/upkeep/messages.js';
import { appendAudit } from '../../../src/platform/audit/append.js';
import { appendCommandLog } from '../../../src/platform/audit/command-log.js';
import { createKeyring } from '../../../src/platform/crypto/keyring.js';
import { generateRootKey } from '../../../src/platform/crypto/root-key.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

const DAY_MS = 86_400_000;
let database: TestDatabase;
let directory: string;

test.before(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(path.join(tmpdir(), 'mw-upkeep-'));
});
test.after.always(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

function createSteps(now = new Date()) {
  return createUpkeepActivities({
    database: database.database,
    keyring: createKeyring(generateRootKey()),
    checkpointFile: path.join(directory, 'checkpoints.jsonl'),
    now: () => now,
  });
}

function append(action: string): Promise<unknown> {
  return database.database.knex.transaction((trx) =>
    appendAudit(trx, {
      actor: { kind: 'system', id: 'test', name: 'test' },
      door: 'system',
      action,
      subject: { type: 'test', id: '1' },
      outcome: 'succeeded',
      correlationId: newId(),
    }),
  );
}

test.serial('every step of upkeep runs on an empty house, and again', async (t) => {
  const steps = createSteps();
  for (let round = 0; round < 2; round += 1) {
    for (const { name } of UPKEEP_STEPS) {
      const counts = await steps[name]();
      t.true(
        Object.values(counts).every((count) => Number.isFinite(count)),
        name,
      );
    }
  }
});

test.serial('a checkpoint of the chain is exported, and verification compares with it', async (t) => {
  const steps = createSteps();
  await append('test.happened');
  const { sequence = 0 } = await steps.exportCheckpoint();
  t.true(sequence >= 1);
  const lines = (await readFile(path.join(directory, 'checkpoints.jsonl'), 'utf8')).trim().split('\n');
  t.true(lines.some((line) => (JSON.parse(line) as { sequence: number }).sequence === sequence));
  t.true(Number((await steps.verifyAudit())['checkpoints']) >= 1);
});

test.serial('runs, and only ended ones, go when their time is over', async (t) => {
  const { knex } = database.database;
  const insert = (id: string, state: string) =>
    knex.raw(
      `insert into collection_runs (id, state, origin, requested_by, correlation_id, workflow_id, classes, tick_at, started_at)
       values (?, ?, 'system', 'test', 'c', 'w', '{fast}', now(), now() - interval '100 days')`,
      [id, state],
    );
  const [ended, running] = [newId(), newId()];
  await insert(ended, 'completed');
  await insert(running, 'running');
  t.is((await createSteps().dropExpired())['runs'], 1);
  const left = await knex('collection_runs').select('id');
  t.deepEqual(left, [{ id: running }]);
});

test.serial('a day of the command log whose digest is not in the chain yet outlives its retention', async (t) => {
  const { pool } = database.database;
  await pool.query(
    `insert into retention_settings (resource_type, days, changed_by) values ('command_log', 2, 'test')`,
  );
  const later = new Date(Date.now() + 10 * DAY_MS);
  const steps = createSteps(later);
  await appendCommandLog(pool, [
    {
      id: newId(),
      at: new Date().toISOString(),
      serverId: newId(),
      transport: 'ssh',
      correlationId: 'c',
      workflowId: null,
      runId: null,
      actor: 'test',
      commands: ['host.proc_stat'],
      digests: [null],
      exitCodes: [0],
      durationsMs: [1],
      bytes: 1,
      outcome: 'succeeded',
      errorClass: null,
    },
  ]);
  const count = async () => (await pool.query<{ n: number }>('select count(*)::int as n from command_log')).rows[0]?.n;
  await steps.dropExpired();
  t.is(await count(), 1);
  t.true(Number((await steps.digestCommandLog())['days']) >= 1);
  await steps.dropExpired();
  t.is(await count(), 0);
});

test.serial('changes on hosts, and what is gone from them, are forgotten after a year', async (t) => {
  const { knex } = database.database;
  const [present, removed] = [newId(), newId()];
  await knex('servers').insert({ id: present, name: 'present', address: 'x', transport: 'local' });
  const certificate = (serverId: string, location: string, goneDaysAgo: number | null) =>
    knex.raw(
      `insert into found_certificates (id, server_id, location, kind, name, fingerprint, not_before, not_after, observation,
         first_seen_at, last_seen_at, gone_at, updated_at)
       values (?, ?, ?, 'file', 'n', 'f', now(), now(), '{}', now(), now(), now() - make_interval(days => ?::int), now())`,
      [newId(), serverId, location, goneDaysAgo],
    );
  await certificate(present, 'there', null);
  await certificate(present, 'gone lately', 300);
  await certificate(present, 'gone long ago', 400);
  await certificate(removed, 'of a server that was removed', null);
  for (const days of [300, 400]) {
    await knex.raw(
      `insert into inventory_events (id, server_id, at, resource_type, resource_name, kind)
       values (?, ?, now() - make_interval(days => ?), 'host', 'n', 'changed')`,
      [newId(), present, days],
    );
  }
  await knex('collector_states').insert(
    [present, removed].map((serverId) => ({ serverId, collector: 'c', collectedAt: new Date() })),
  );
  const counts = await createSteps().dropExpired();
  t.like(counts, { inventoryEvents: 1, goneResources: 1, collectorStates: 1 });
  const rows = await knex('found_certificates').orderBy('location');
  t.deepEqual(
    rows.map(({ location, goneAt }) => [location, goneAt === null]),
    [
      ['gone lately', false],
      ['of a server that was removed', false],
      ['there', true],
    ],
  );
});
