import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { mapSome, type Bench } from './bench.js';
import { checkRun, checkStrays, type Checked } from './check.js';
import { describeFault, type Fault } from './faults.js';
import { takeInventory } from './look.js';
import { startRun, waitForEnd, waitUntilParked, type FaultRun } from './run.js';
import type { Subject } from './subject.js';

/** What happens to all runs of a round at once. */
export interface Strike {
  /** For the tally: `worker killed`. */
  readonly what: string;
  /** The blow itself; what is held is let go right after it. */
  readonly hit: (runs: readonly FaultRun[]) => Promise<void>;
  /** What a person or a supervisor does about it. */
  readonly recover: (runs: readonly FaultRun[]) => Promise<void>;
  /** States that a run of this kind may end in; default: as if nothing had happened. */
  readonly mayEnd?: (run: FaultRun) => readonly string[];
}

export interface Tally {
  injected: number;
  survived: number;
  readonly lost: string[];
}

export const newTally = (): Tally => ({ injected: 0, survived: 0, lost: [] });

export function logTally(t: ExecutionContext, what: string, { injected, survived, lost }: Tally): void {
  t.log(`${what} faults: ${injected} injected, ${survived} survived, ${lost.length} lost`);
}

const END_MS = 300_000;
const ENDS = { good: ['committed'], broken: ['rolled_back'], cancelled: ['cancelled'] } as const;

/** Starts one update a fault, parks each where its fault belongs, strikes once, and looks at what has become of them. */
export async function runRound(
  t: ExecutionContext,
  bench: Bench,
  {
    faults,
    subjects,
    strike,
    tally,
  }: {
    readonly faults: readonly Fault[];
    readonly subjects: readonly Subject[];
    readonly strike: Strike;
    readonly tally: Tally;
  },
): Promise<void> {
  const inventory = await takeInventory(bench);
  const startedAt = performance.now();
  const seconds = (): number => Math.round((performance.now() - startedAt) / 100) / 10;
  const runs: FaultRun[] = [];
  try {
    await mapSome(faults, async (fault, index) => void runs.push(await startRun(bench, pick(subjects, index), fault)));
    await Promise.all(runs.map((run) => waitUntilParked(bench, run)));
    const parkedAfter = seconds();
    await strikeAt(bench, runs, strike);
    tally.injected += runs.length;
    const recoveredAfter = seconds();
    const checked = await Promise.all(runs.map((run) => awaitEnd(bench, run)));
    const strays = checkStrays(inventory, await takeInventory(bench), checked);
    t.log(`parked ${parkedAfter} s, recovered ${recoveredAfter} s, ended ${seconds()} s`);
    report(t, { checked, strays, strike, tally });
  } finally {
    bench.gate.releaseAll();
    await bench.steps.openAll();
    // What a failed round leaves under way would be in the next one's way.
    await Promise.all(runs.filter((run) => !run.hasEnded).map((run) => awaitEnd(bench, run)));
    // Declared backups, which would stay on this machine.
    for (const { update } of runs) await rm(join(bench.backups, update.id), { recursive: true, force: true });
  }
}

function pick(subjects: readonly Subject[], index: number): Subject {
  const subject = subjects[index];
  if (subject === undefined) throw new Error('There are more faults than subjects');
  return subject;
}

/** Steps whose fault comes after them end first, all at once; the blow follows within milliseconds. */
async function strikeAt(bench: Bench, runs: readonly FaultRun[], strike: Strike): Promise<void> {
  const ending = runs.filter(({ fault }) => fault.moment === 'after');
  const wanted = ending.map(({ update, fault }) => ({ runId: update.id, step: fault.step, state: 'succeeded' }));
  const written = bench.steps.waitForChanges(wanted, 60_000);
  for (const { gate } of ending) if (gate !== undefined) await bench.steps.open(gate);
  await written;
  await strike.hit(runs);
  bench.gate.releaseAll();
  await bench.steps.openAll();
  for (const run of runs) run.mayApprove = true;
  await strike.recover(runs);
}

async function awaitEnd(bench: Bench, run: FaultRun): Promise<Checked> {
  const ended = (await waitForEnd(bench, run, END_MS)) ?? run.update;
  run.hasEnded = true;
  const checked = await checkRun(bench, run, ended);
  if (ended.state === 'committed') run.subject.version = run.newVersion;
  return checked;
}

interface Report {
  readonly checked: readonly Checked[];
  readonly strays: readonly string[];
  readonly strike: Strike;
  readonly tally: Tally;
}

function report(t: ExecutionContext, { checked, strays, strike, tally }: Report): void {
  const wrong: string[] = [];
  for (const { run, ended, problems } of checked) {
    const allowed: readonly string[] = strike.mayEnd?.(run) ?? ENDS[run.kind];
    const wrongEnd = allowed.includes(ended.state) ? [] : [`it ended as ${ended.state}`];
    const all = [...wrongEnd, ...problems, ...strays.filter((stray) => stray.includes(run.subject.name))];
    const title = describeFault(run.fault, strike.what);
    if (all.length === 0) tally.survived += 1;
    else tally.lost.push(title);
    if (all.length > 0) t.log(title, all, JSON.stringify([ended.state, ended.error, ended.steps]));
    wrong.push(...all.map((problem) => `${title}: ${problem}`));
  }
  const others = strays.filter((stray) => !checked.some(({ run }) => stray.includes(run.subject.name)));
  t.deepEqual([...wrong, ...others], []);
}
