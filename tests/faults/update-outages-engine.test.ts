import { setTimeout as sleep } from 'node:timers/promises';
import { testWithEngine } from '../helpers/docker-engine-test.js';
import { startSystem, type TestSystem } from '../helpers/system.js';
import { enrolFleet, type EnrolledFleet } from '../helpers/system-fleet.js';
import { startOwnParts, type OwnParts } from '../helpers/system-own-parts.js';
import { setUpBench, startMachine, type Bench, type Machine } from '../helpers/update-faults/bench.js';
import { spreadFaults, STEP_NAMES, type Fault } from '../helpers/update-faults/faults.js';
import { logTally, newTally, runRound, type Strike } from '../helpers/update-faults/round.js';
import { createSmallDisk, type SmallDisk } from '../helpers/update-faults/small-disk.js';
import { createSubjects, type Subject } from '../helpers/update-faults/subject.js';

// What an update leans on goes away in mid-step and comes back some seconds later: the SSH connection, the container
// engine, PostgreSQL, the registry; and a disk that fills up, which does not come back by itself.
const test = testWithEngine('debian');
const AWAY_MS = 3_000;
const LEFT_BYTES = 20 * 1024 * 1024;
const WAITING: ReadonlySet<string> = new Set(['approval', 'window']);
/** Steps that reach the host. */
const HOST_STEPS = STEP_NAMES.filter((step) => !WAITING.has(step));
const tally = newTally();
let machine: Machine;
let disk: SmallDisk;
let own: OwnParts;
let system: TestSystem;
let enrolled: EnrolledFleet;
let bench: Bench;
let subjects: Subject[];

test.before(async () => {
  machine = await startMachine();
  disk = await createSmallDisk();
  own = await startOwnParts();
  system = await startSystem({ worker: 'child', parts: own.parts });
  enrolled = await enrolFleet(system, [{ name: 'host', forceCommand: disk.forceCommand }]);
  const findOwnerUrl = async (): Promise<string> => own.parts.databaseOwnerUrl;
  bench = await setUpBench({ machine, system, findOwnerUrl, serverId: enrolled.id('host'), backups: disk.path });
  subjects = await createSubjects(bench, 9);
});
test.after.always(async () => {
  await bench?.stop();
  await system?.stop();
  await enrolled?.fleet.stop();
  await own?.dispose();
  await disk?.close();
  await machine?.stop();
});

const SSH: Strike = {
  what: 'SSH connection cut',
  hit: () => enrolled.fleet.host('host').stop(),
  async recover() {
    await sleep(AWAY_MS);
    await enrolled.fleet.host('host').start();
  },
};
const ENGINE: Strike = {
  what: 'engine killed and started',
  hit: () => machine.docker.kill(),
  async recover() {
    await sleep(AWAY_MS);
    await machine.docker.start();
  },
  // A new container that its engine killed has not run without a restart.
  mayEnd: ({ kind }) =>
    kind === 'good' ? ['committed', 'rolled_back'] : kind === 'broken' ? ['rolled_back'] : ['cancelled'],
};
const POSTGRES: Strike = {
  what: 'PostgreSQL restarted',
  hit: () => own.postgres.stop(),
  async recover() {
    await sleep(AWAY_MS);
    await own.postgres.start();
    await bench.steps.connect();
  },
};
/** What is under way at these comes to a pull without it. */
const NEEDS_REGISTRY: ReadonlySet<string> = new Set(['plan', 'recheck', 'precheck', 'pull']);
const REGISTRY: Strike = {
  what: 'registry gone',
  hit: () => machine.registry.goAway(),
  async recover() {
    await sleep(AWAY_MS);
    await machine.registry.comeBack();
  },
  // Before the stop it may end where it is: nothing was touched.
  mayEnd: ({ fault }) => (NEEDS_REGISTRY.has(fault.step) ? ['committed', 'failed'] : ['committed']),
};
const DISK: Strike = {
  what: 'disk full',
  hit: () => disk.fill(LEFT_BYTES),
  recover: async () => undefined,
  mayEnd: ({ fault }) => (fault.step === 'precheck' ? ['failed'] : ['rolled_back']),
};
/** What finds the disk full has begun to write; one that is quicker than that has its backup. */
const DISK_MEANWHILE: Strike = {
  what: 'disk filled while archives are written',
  hit: async () => undefined,
  recover: (runs) => disk.fillWhileBackingUp(runs.map(({ update }) => update.id)),
  mayEnd: () => ['rolled_back', 'committed'],
};

const rounds: readonly { readonly strike: Strike; readonly faults: readonly Fault[] }[] = [
  ...spreadFaults(HOST_STEPS, ['during'], 2).map((faults) => ({ strike: SSH, faults })),
  ...spreadFaults(HOST_STEPS, ['during'], 2).map((faults) => ({ strike: ENGINE, faults })),
  ...spreadFaults(STEP_NAMES, ['during'], 2).map((faults) => ({ strike: POSTGRES, faults })),
  {
    strike: REGISTRY,
    faults: [
      { step: 'plan', moment: 'before' },
      { step: 'recheck', moment: 'before' },
      { step: 'precheck', moment: 'during' },
      { step: 'pull', moment: 'before' },
      { step: 'pull', moment: 'during' },
      { step: 'prepare', moment: 'before' },
      { step: 'stop', moment: 'during' },
      { step: 'start', moment: 'before' },
    ],
  },
  {
    strike: DISK,
    faults: [
      { step: 'precheck', moment: 'before' },
      { step: 'backup', moment: 'before' },
      { step: 'stop', moment: 'during' },
      { step: 'backup_volumes', moment: 'before' },
    ],
  },
  {
    strike: DISK_MEANWHILE,
    faults: [
      { step: 'backup_volumes', moment: 'before' },
      { step: 'backup_volumes', moment: 'before' },
    ],
  },
];

for (const { strike, faults } of rounds) {
  const told = faults.map(({ step, moment }) => `${moment} ${step}`).join(', ');
  test.serial(`${strike.what}: ${told}`, async (t) => {
    t.teardown(() => disk.empty());
    await runRound(t, bench, { faults, subjects, strike, tally });
  });
}

test.serial('no update was lost', (t) => {
  logTally(t, 'outages:', tally);
  t.is(
    tally.injected,
    rounds.reduce((sum, { faults }) => sum + faults.length, 0),
  );
  t.deepEqual(tally.lost, []);
});
