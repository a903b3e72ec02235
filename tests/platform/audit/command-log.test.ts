import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import pg from 'pg';
import {
  appendCommandLog,
  COMMAND_LOG,
  ensureCommandLogPartitions,
  type CommandLogRow,
} from '../../../src/platform/audit/command-log.js';
import {
  computeDayDigest,
  digestCommandLogDay,
  listUndigestedDays,
  verifyCommandLogDay,
} from '../../../src/platform/audit/digest-command-log.js';
import { readAuditPage } from '../../../src/platform/audit/read.js';
import { verifyAudit } from '../../../src/platform/audit/verify.js';
import { listPartitions } from '../../../src/platform/db/partitions.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';

const DAY_MS = 86_400_000;
const dayBefore = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

function makeRow(at: string, overrides: Partial<CommandLogRow> = {}): CommandLogRow {
  return {
    id: randomUUID(),
    at,
    serverId: randomUUID(),
    transport: 'ssh',
    correlationId: 'corr-1',
    workflowId: 'collection/run/1',
    runId: null,
    actor: 'schedule',
    commands: ['host.proc_stat', 'host.df'],
    digests: ['ab'.repeat(32), null],
    exitCodes: [0, null],
    durationsMs: [3, 12],
    bytes: 5_000_000_000,
    outcome: 'succeeded',
    errorClass: null,
    ...overrides,
  };
}

async function setUp(t: ExecutionContext): Promise<TestDatabase> {
  const own = await createTestDatabase();
  t.teardown(() => own.drop());
  return own;
}

test('rows of many hosts go in by one statement, and a repetition changes nothing', async (t) => {
  const { database } = await setUp(t);
  const rows = Array.from({ length: 50 }, () => makeRow(new Date().toISOString()));
  t.is(await appendCommandLog(database.pool, rows), 50);
  t.is(await appendCommandLog(database.pool, [...rows, makeRow(new Date().toISOString())]), 1);
  t.is(await appendCommandLog(database.pool, []), 0);
  const { rows: stored } = await database.pool.query('select * from command_log where id = $1', [rows[0]!.id]);
  t.like(stored[0], {
    commands: rows[0]!.commands,
    digests: Buffer.concat([Buffer.alloc(32, 0xab), Buffer.alloc(32)]),
    exit_codes: [0, null],
    durations_ms: [3, 12],
    bytes: 5_000_000_000,
    workflow_id: 'collection/run/1',
    error_class: null,
  });
});

test('numbers that no column takes are bounded, so that one host does not keep the others out', async (t) => {
  const { database } = await setUp(t);
  const at = new Date().toISOString();
  const strange = {
    exitCodes: [4_000_000_000, 255],
    durationsMs: [1e12, -3.5],
    digests: ['not hex', null],
    bytes: 1e300,
  };
  t.is(await appendCommandLog(database.pool, [makeRow(at), makeRow(at, strange)]), 2);
  const { rows } = await database.pool.query('select * from command_log where exit_codes[2] = 255');
  t.like(rows[0], { exit_codes: [null, 255], durations_ms: [2_147_483_647, 0], digests: Buffer.alloc(64) });
});

test('partitions are made ahead by the application, and on the way for a day that has none', async (t) => {
  const { database } = await setUp(t);
  t.is((await ensureCommandLogPartitions(database.pool)).length, 5);
  t.deepEqual(await ensureCommandLogPartitions(database.pool), []);
  await appendCommandLog(database.pool, [makeRow(`${dayBefore(9)}T12:00:00Z`), makeRow(`${dayBefore(8)}T12:00:00Z`)]);
  t.is((await listPartitions(database.pool, COMMAND_LOG)).length, 7);
});

test('a closed day enters the chain once, and its rows are held against the digest', async (t) => {
  const own = await setUp(t);
  const { database } = own;
  const day = dayBefore(2);
  const rows = [0, 5, 23].map((hour) => makeRow(`${day}T${String(hour).padStart(2, '0')}:30:00.123Z`));
  await appendCommandLog(database.pool, rows.toReversed());
  t.like(await verifyCommandLogDay(database, day), { ok: false, reason: 'not_digested' });
  const done = await Promise.all([1, 2, 3, 4].map(() => digestCommandLogDay(database, day)));
  t.is(done.filter((one) => one.entered).length, 1);
  t.is(new Set(done.map((one) => one.digest)).size, 1);
  t.is(done[0]!.rows, 3);
  t.like(await digestCommandLogDay(database, day), { entered: false, digest: done[0]!.digest });
  const entries = await readAuditPage(database.pool, { action: 'command_log.digested' }, { limit: 10 });
  t.deepEqual(
    entries.map((entry) => entry.subject),
    [{ type: 'command_log_day', id: day }],
  );
  t.like(await verifyCommandLogDay(database, day), { ok: true, reason: null });
  t.true((await verifyAudit(database.pool)).ok);
  await database.pool.query(`update command_log set exit_codes = '{1,null}' where id = $1 and at = $2`, [
    rows[1]!.id,
    rows[1]!.at,
  ]);
  t.like(await verifyCommandLogDay(database, day), { ok: false, reason: 'rows_differ' });
  await database.pool.query('delete from command_log');
  t.like(await verifyCommandLogDay(database, day), { ok: false, reason: 'expired' });
});

test('the digest depends on the rows alone: not on time zone, order of insertion, or partition', async (t) => {
  const [one, two] = [await setUp(t), await setUp(t)];
  const day = dayBefore(3);
  const rows = Array.from({ length: 20 }, (_, index) =>
    makeRow(new Date(Date.parse(`${day}T08:00:00Z`) + index).toISOString()),
  );
  await appendCommandLog(one.database.pool, rows);
  for (const row of rows.toReversed()) await appendCommandLog(two.database.pool, [row]);
  const elsewhere = new pg.Pool({
    connectionString: two.url,
    max: 1,
    options: '-c timezone=Asia/Tokyo -c datestyle=German',
  });
  t.teardown(() => elsewhere.end());
  t.deepEqual(await computeDayDigest(one.database.pool, day), await computeDayDigest(elsewhere, day));
  t.not(
    (await computeDayDigest(one.database.pool, dayBefore(4))).digest,
    (await computeDayDigest(one.database.pool, day)).digest,
  );
});

test('a day that is not over is refused, and so is what is no day', async (t) => {
  const { database } = await setUp(t);
  const today = new Date().toISOString().slice(0, 10);
  const open = await t.throwsAsync(digestCommandLogDay(database, today), { instanceOf: MillwrightError });
  t.is(open.code, 'unprocessable');
  // Half an hour past midnight the day before is still open.
  const early = new Date(Date.parse(`${today}T00:30:00Z`));
  await t.throwsAsync(digestCommandLogDay(database, dayBefore(1), early), { instanceOf: MillwrightError });
  for (const text of ['2026-13-40', 'yesterday', '']) {
    const error = await t.throwsAsync(digestCommandLogDay(database, text), { instanceOf: MillwrightError });
    t.is(error.code, 'validation_failed');
  }
});

test('days without a digest are listed from the oldest row to the last closed day', async (t) => {
  const { database } = await setUp(t);
  t.deepEqual(await listUndigestedDays(database.pool), []);
  await appendCommandLog(database.pool, [makeRow(`${dayBefore(5)}T12:00:00Z`), makeRow(new Date().toISOString())]);
  const noon = new Date(`${dayBefore(0)}T12:00:00Z`);
  t.deepEqual(await listUndigestedDays(database.pool, noon), [5, 4, 3, 2, 1].map(dayBefore));
  await digestCommandLogDay(database, dayBefore(4));
  t.deepEqual(await listUndigestedDays(database.pool, noon), [5, 3, 2, 1].map(dayBefore));
});
