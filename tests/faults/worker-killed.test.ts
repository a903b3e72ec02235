import test from 'ava';
import type { CollectionRun } from '../../src/domain/collection/run.js';
import { describeSlowHosts, enrolFleet, type EnrolledFleet } from '../helpers/system-fleet.js';
import type { SshdHostOptions } from '../helpers/sshd-fleet.js';
import { keepToBasics } from '../helpers/keep-to-basics.js';
import { startSystem, type TestSystem } from '../helpers/system.js';
import { waitUntil } from '../helpers/wait-until.js';

const SLOW = 6;
const BAD_HOSTS: Readonly<Record<string, string>> = {
  down: 'connection_refused',
  refuses_key: 'auth_rejected',
  no_tools: 'command_not_found',
};
/** Logins that take from 0.3 s to 1.8 s, twice a host: for some seconds there is always one under way. */
const HOSTS: readonly SshdHostOptions[] = [
  ...describeSlowHosts(SLOW, (index) => 0.3 * (index + 1)),
  { name: 'down', kind: 'down' },
  { name: 'refuses_key', kind: 'refuses_key' },
  { name: 'no_tools', kind: 'no_tools' },
];
/** A dead worker is noticed by its missing heartbeat after 20 s; the rest is the collection itself. */
const TIME_LIMIT_MS = 240_000;

interface Cycle {
  readonly system: TestSystem;
  readonly enrolled: EnrolledFleet;
}

/** When the worker is killed; `run` starts the cycle. */
interface Moment {
  readonly title: string;
  readonly strike: (cycle: Cycle, start: () => Promise<CollectionRun>) => Promise<CollectionRun>;
}

const kills = { done: 0, survived: 0 };

async function killAndRestart({ system }: Cycle): Promise<void> {
  await system.worker().kill();
  kills.done += 1;
  await system.startWorkerProcess();
}

const MOMENTS: readonly Moment[] = [
  {
    title: 'before the cycle begins',
    async strike(cycle, start) {
      await cycle.system.worker().kill();
      kills.done += 1;
      const run = await start();
      await cycle.system.startWorkerProcess();
      return run;
    },
  },
  {
    title: 'in the moment the cycle begins',
    async strike(cycle, start) {
      const run = await start();
      await killAndRestart(cycle);
      return run;
    },
  },
  {
    title: 'while hosts are being collected and none is settled',
    async strike(cycle, start) {
      const run = await start();
      await waitUntil(async () => (await countClaims(cycle, run)) > 0, 120_000);
      await killAndRestart(cycle);
      return run;
    },
  },
  {
    title: 'when some hosts are settled and others are not',
    async strike(cycle, start) {
      const run = await start();
      await waitUntil(async () => (await countSettled(cycle, run)) >= 4, 120_000);
      await killAndRestart(cycle);
      return run;
    },
  },
  {
    title: 'when the last host is settled',
    async strike(cycle, start) {
      const run = await start();
      await waitUntil(async () => (await countSettled(cycle, run)) === HOSTS.length, 120_000);
      await killAndRestart(cycle);
      return run;
    },
  },
  {
    title: 'twice in one cycle',
    async strike(cycle, start) {
      const run = await start();
      await waitUntil(async () => (await countSettled(cycle, run)) >= 3, 120_000);
      await killAndRestart(cycle);
      // The second worker gets the batch only once the first one's heartbeat is missed.
      const settled = await countSettled(cycle, run);
      await waitUntil(async () => (await countSettled(cycle, run)) > settled, 240_000);
      await killAndRestart(cycle);
      return run;
    },
  },
];

async function count({ system }: Cycle, sql: string, runId: string): Promise<number> {
  const { rows } = await system.database.pool.query<{ n: number }>(sql, [runId]);
  return rows[0]?.n ?? 0;
}

const countClaims = (cycle: Cycle, run: CollectionRun) =>
  count(cycle, 'select count(*)::int as n from collection_claims where run_id = $1', run.id);

const countSettled = (cycle: Cycle, run: CollectionRun) =>
  count(
    cycle,
    `select count(*)::int as n from collection_run_servers where run_id = $1 and state <> 'pending'`,
    run.id,
  );

/** Times of all sample rows of the system, by host. */
async function readTicks({ system, enrolled }: Cycle): Promise<Record<string, string[]>> {
  const { rows } = await system.database.pool.query<{ server_id: string; ticks: Date[] }>(
    `select server_id, array_agg(samples.at) as ticks
       from samples join series_sources source on source.id = samples.source_id group by server_id`,
  );
  const named = rows.map((row) => [enrolled.name(row.server_id), row.ticks.map((at) => at.toISOString())] as const);
  return Object.fromEntries(named);
}

async function readErrorClasses({ system, enrolled }: Cycle, run: CollectionRun): Promise<string[]> {
  const errors = await system.listErrors(run.id);
  return errors.map((error) => `${enrolled.name(error.serverId)}: ${error.class}`).sort();
}

for (const moment of MOMENTS) {
  test(`a worker that is killed ${moment.title} costs no host its data`, async (t) => {
    const system = await startSystem({ worker: 'child' });
    t.teardown(() => system.stop());
    await keepToBasics(system);
    const enrolled = await enrolFleet(system, HOSTS);
    t.teardown(() => enrolled.fleet.stop());
    const cycle = { system, enrolled };
    const startedAt = performance.now();
    const { id } = await moment.strike(cycle, () => system.startRun());
    const run = await system.waitForRun(id, TIME_LIMIT_MS);
    t.log(`${run.state} ${Math.round(performance.now() - startedAt)} ms after its start`, run.servers);
    t.is(run.failure, null);
    t.is(run.state, 'completed');
    t.deepEqual(run.servers, { total: HOSTS.length, succeeded: SLOW, failed: HOSTS.length - SLOW });
    const expected = HOSTS.slice(0, SLOW).map(({ name = '' }) => [name, [run.tickAt]] as const);
    t.deepEqual(await readTicks(cycle), Object.fromEntries(expected));
    const classes = Object.entries(BAD_HOSTS).map(([name, errorClass]) => `${name}: ${errorClass}`);
    t.deepEqual(await readErrorClasses(cycle, run), classes.sort());
    t.is(await countClaims(cycle, run), 0);
    kills.survived += 1;
  });
}

test.after('every cycle survived', (t) => {
  t.log(
    `workers killed with SIGKILL: ${kills.done}; cycles: ${MOMENTS.length}, complete afterwards: ${kills.survived}`,
  );
});
