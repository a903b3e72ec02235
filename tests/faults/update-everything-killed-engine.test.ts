import { setTimeout as sleep } from 'node:timers/promises';
import { findRunningPostgres } from '../../src/platform/embedded/embedded-postgres.js';
import { testWithEngine } from '../helpers/docker-engine-test.js';
import { createUpSystem, type UpSystem } from '../helpers/system-up.js';
import { setUpBench, startMachine, type Bench, type Machine } from '../helpers/update-faults/bench.js';
import { spreadFaults, STEP_NAMES } from '../helpers/update-faults/faults.js';
import { logTally, newTally, runRound, type Strike } from '../helpers/update-faults/round.js';
import { createSubjects, type Subject } from '../helpers/update-faults/subject.js';
import { waitUntil } from '../helpers/wait-until.js';

// SIGKILL to API, worker, PostgreSQL and Temporal in one moment, in mid-step; in every other round to the container
// engine as well.
const test = testWithEngine('debian');
const rounds = spreadFaults(STEP_NAMES, ['during'], 2);
const tally = newTally();
let machine: Machine;
let system: UpSystem;
let bench: Bench;
let subjects: Subject[];

const findOwnerUrl = async (): Promise<string> => {
  const urls = await findRunningPostgres(system.dataDirectory);
  if (urls === undefined) throw new Error('PostgreSQL does not run');
  return urls.ownerUrl;
};

test.before(async () => {
  machine = await startMachine();
  system = await createUpSystem();
  await system.start();
  const schedule = { intervalSeconds: 86_400, jitterSeconds: 0, paused: true };
  await system.ask('PUT', '/api/infrastructure/collection/schedule', schedule);
  bench = await setUpBench({ machine, system, findOwnerUrl });
  subjects = await createSubjects(bench, Math.max(...rounds.map(({ length }) => length)));
});
test.after.always(async () => {
  await bench?.stop();
  await system?.dispose();
  await machine?.stop();
});

async function killAll(): Promise<void> {
  await system.killEverything();
  await waitUntil(() => system.process().hasEnded(), 40_000);
  await sleep(200);
}

async function startAll(): Promise<void> {
  await system.start();
  await bench.steps.connect();
}

const MILLWRIGHT: Strike = { what: 'Millwright, PostgreSQL and Temporal killed', hit: killAll, recover: startAll };
const ENGINE_TOO: Strike = {
  what: 'Millwright, PostgreSQL, Temporal and the engine killed',
  hit: async () => void (await Promise.all([killAll(), machine.docker.kill()])),
  recover: async () => {
    await machine.docker.start();
    await startAll();
  },
  // A new container that its engine killed has not run without a restart.
  mayEnd: ({ kind }) =>
    kind === 'good' ? ['committed', 'rolled_back'] : kind === 'broken' ? ['rolled_back'] : ['cancelled'],
};

for (const [index, faults] of rounds.entries()) {
  const strike = index % 2 === 0 ? MILLWRIGHT : ENGINE_TOO;
  test.serial(`${strike.what} during ${faults.map(({ step }) => step).join(', ')}`, async (t) => {
    await runRound(t, bench, { faults, subjects, strike, tally });
    const { ok } = await system.ask<{ ok: boolean }>('GET', '/api/audit/verify');
    t.true(ok, 'the chain of the audit trail');
  });
}

test.serial('no update was lost', (t) => {
  logTally(t, 'everything killed:', tally);
  t.is(tally.injected, STEP_NAMES.length);
  t.deepEqual(tally.lost, []);
});
