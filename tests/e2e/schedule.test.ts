import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import type { CollectionRun } from '../../src/domain/collection/run.js';
import { keepToBasics } from '../helpers/keep-to-basics.js';
import { describeSlowHosts, enrolFleet, type EnrolledFleet } from '../helpers/system-fleet.js';
import { startSystem, type TestSystem } from '../helpers/system.js';
import { waitUntil } from '../helpers/wait-until.js';

const SCHEDULE = '/api/infrastructure/collection/schedule';
const INTERVAL_SECONDS = 10;

let system: TestSystem;
let enrolled: EnrolledFleet;

test.before(async () => {
  system = await startSystem({ worker: 'in_process' });
  await keepToBasics(system);
  // Each of a host's two logins takes six seconds: a first cycle lasts longer than the interval.
  enrolled = await enrolFleet(system, [{ name: 'quick' }, ...describeSlowHosts(1, () => 6)]);
});
test.after.always(async () => {
  await system?.stop();
  await enrolled?.fleet.stop();
});

const listRuns = (): Promise<CollectionRun[]> => system.list('/api/infrastructure/collection/runs');

/** Whole seconds between the ticks of scheduled runs, oldest first. */
function distances(runs: readonly CollectionRun[]): number[] {
  const at = runs.map(({ tickAt }) => Date.parse(tickAt)).sort((a, b) => a - b);
  return at.slice(1).map((tick, index) => Math.round((tick - (at[index] ?? 0)) / 1_000));
}

test.serial('a schedule of ten seconds ticks every ten seconds and skips what would overlap', async (t) => {
  const schedule = { intervalSeconds: INTERVAL_SECONDS, jitterSeconds: 0, paused: false };
  t.like(await system.ask('PUT', SCHEDULE, schedule), schedule);
  const scheduled = async () => (await listRuns()).filter(({ origin }) => origin === 'schedule');
  await waitUntil(async () => (await scheduled()).filter(({ state }) => state === 'completed').length >= 3, 280_000);
  const runs = (await scheduled()).filter(({ state }) => state === 'completed');
  const between = distances(runs);
  t.log(`${runs.length} scheduled cycles, seconds between their ticks: ${between.join(', ')}`);
  t.deepEqual(
    between.map((seconds) => seconds % INTERVAL_SECONDS),
    between.map(() => 0),
  );
  // The slow host's first cycle is still under way at the next tick, which is left out; later ones are quicker.
  t.true((between[0] ?? 0) >= 2 * INTERVAL_SECONDS, 'the tick during the first cycle was skipped');
  t.true(between.slice(1).every((seconds) => seconds === INTERVAL_SECONDS));
  for (const run of runs) t.deepEqual([run.classes, run.failure], [['fast'], null]);
  const { rows } = await system.database.pool.query<{ ticks: number; n: number }>(
    `select count(distinct at)::int as ticks, count(*)::int as n from samples where at = any($1::timestamptz[])`,
    [runs.map(({ tickAt }) => tickAt)],
  );
  t.deepEqual(rows[0], { ticks: runs.length, n: 2 * runs.length });
});

test.serial('a paused schedule ticks no more, and a run by hand still works', async (t) => {
  await system.ask('PUT', SCHEDULE, { intervalSeconds: INTERVAL_SECONDS, jitterSeconds: 0, paused: true });
  await waitUntil(async () => (await listRuns()).every(({ state }) => state !== 'running'), 30_000);
  const before = (await listRuns()).length;
  await sleep((INTERVAL_SECONDS + 3) * 1_000);
  t.is((await listRuns()).length, before);
  const run = await system.startRun({ serverIds: [enrolled.id('quick')] });
  t.is((await system.waitForRun(run.id, 30_000)).servers.succeeded, 1);
});
