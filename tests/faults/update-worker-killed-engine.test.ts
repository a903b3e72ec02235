import { testWithEngine } from '../helpers/docker-engine-test.js';
import { startSystem, type TestSystem } from '../helpers/system.js';
import { createTestDatabase, type TestDatabase } from '../helpers/database.js';
import { createTestNamespace, removeTestNamespace, testTemporalAddress } from '../helpers/system-namespace.js';
import { setUpBench, startMachine, type Bench, type Machine } from '../helpers/update-faults/bench.js';
import { MOMENTS, spreadFaults, STEP_NAMES } from '../helpers/update-faults/faults.js';
import { logTally, newTally, runRound, type Strike } from '../helpers/update-faults/round.js';
import { createSubjects, type Subject } from '../helpers/update-faults/subject.js';

// A worker that dies with SIGKILL before, during and after every step: one blow for several updates, each at another
// step. What it was doing is found by the missing heartbeat, and done again by the next worker.
const test = testWithEngine('debian');
const ROUNDS = 6;
const rounds = spreadFaults(STEP_NAMES, MOMENTS, ROUNDS);
const tally = newTally();
let machine: Machine;
let system: TestSystem;
let database: TestDatabase;
let temporalNamespace: string;
let bench: Bench;
let subjects: Subject[];

test.before(async () => {
  machine = await startMachine();
  database = await createTestDatabase();
  temporalNamespace = await createTestNamespace();
  system = await startSystem({
    worker: 'child',
    parts: {
      databaseUrl: database.url,
      databaseOwnerUrl: database.ownerUrl,
      temporalAddress: testTemporalAddress(),
      temporalNamespace,
    },
  });
  bench = await setUpBench({ machine, system, findOwnerUrl: async () => database.ownerUrl });
  subjects = await createSubjects(bench, Math.max(...rounds.map(({ length }) => length)));
});
test.after.always(async () => {
  await bench?.stop();
  await system?.stop();
  if (temporalNamespace !== undefined) await removeTestNamespace(temporalNamespace);
  await database?.drop();
  await machine?.stop();
});

const killed: Strike = {
  what: 'worker killed',
  hit: () => system.worker().kill(),
  recover: async () => void (await system.startWorkerProcess()),
};

for (const [index, faults] of rounds.entries()) {
  const told = faults.map(({ step, moment }) => `${moment} ${step}`).join(', ');
  test.serial(`worker killed, round ${index + 1}: ${told}`, async (t) => {
    await runRound(t, bench, { faults, subjects, strike: killed, tally });
  });
}

test.serial('no update was lost', (t) => {
  logTally(t, 'worker killed:', tally);
  t.is(tally.injected, STEP_NAMES.length * MOMENTS.length);
  t.deepEqual(tally.lost, []);
});
