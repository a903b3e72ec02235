import { createRandom } from './api-fuzz-random.js';
import { makeInput, readSeeds } from './shell-fuzz-inputs.js';
import { TARGETS, type FuzzTarget } from './shell-fuzz-targets.js';

export interface SlowInput {
  readonly target: FuzzTarget;
  readonly ms: number;
  readonly text: string;
}

export interface FuzzReport {
  readonly inputs: number;
  readonly byTarget: ReadonlyMap<string, number>;
  /** Read without any doubt. */
  readonly understood: number;
  readonly thrown: readonly string[];
  /** Texts over which a parser’s own stack ran out; that is caught, but it should never come to it. */
  readonly overflows: readonly string[];
  /** Slowest first. */
  readonly slow: readonly SlowInput[];
}

const SHOWN = 20;
/** Only these are measured again: a busy machine makes any of them slow once. */
const SLOW_MS = 20;

/** Reads made-up texts with every reader; the same seed gives the same ones. */
export function fuzzReaders(
  inputs: number,
  seed: number,
  given: { readonly targets?: readonly FuzzTarget[]; readonly progress?: (done: number) => void } = {},
): FuzzReport {
  const random = createRandom(seed);
  const seeds = readSeeds();
  const urn = (given.targets ?? TARGETS).flatMap((target) => Array.from({ length: target.weight }, () => target));
  const byTarget = new Map<string, number>();
  const thrown: string[] = [];
  const overflows: string[] = [];
  let slow: SlowInput[] = [];
  let understood = 0;
  for (let n = 0; n < inputs; n += 1) {
    const target = random.pick(urn);
    const text = makeInput(random, seeds, target);
    const shown = `${target.name}: ${JSON.stringify(text.slice(0, 300))}`;
    byTarget.set(target.name, (byTarget.get(target.name) ?? 0) + 1);
    const before = process.cpuUsage();
    try {
      const doubts = target.read(text);
      if (doubts.length === 0) understood += 1;
      if (doubts.some((doubt) => doubt.includes('call stack')) && overflows.length < SHOWN) overflows.push(shown);
    } catch (error) {
      if (thrown.length < SHOWN) thrown.push(`${String(error)}: ${shown}`);
    }
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1_000;
    if (ms > SLOW_MS) slow = keepSlowest(slow, { target, ms, text });
    given.progress?.(n + 1);
  }
  return { inputs, byTarget, understood, thrown, overflows, slow };
}

function keepSlowest(slow: readonly SlowInput[], one: SlowInput): SlowInput[] {
  return [...slow, one].toSorted((a, b) => b.ms - a.ms).slice(0, SHOWN);
}

/** Processor time of the quickest of some readings: what other processes take, or the collector once, does not count. */
export function measureAgain(target: FuzzTarget, text: string, enough = 0): number {
  let least = Infinity;
  for (let n = 0; n < 6 && least > enough; n += 1) {
    const before = process.cpuUsage();
    target.read(text);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

/** The same as on an idle machine, as far as that can be told; a burst of others’ work is waited for. */
export function measureFairly(target: FuzzTarget, text: string, enough: number): number {
  let least = measureAgain(target, text, enough);
  for (let n = 0; n < 5 && least > enough; n += 1) {
    const slowness = measureSlowness();
    least = Math.min(least, measureAgain(target, text, enough) / slowness);
  }
  return least;
}

/** Milliseconds that the yardstick takes on an idle machine of two cores. */
const YARDSTICK_MS = 12;

/** How much slower than an idle one this machine is at the moment; never below 1. */
export function measureSlowness(): number {
  const [bash] = TARGETS;
  if (bash === undefined) return 1;
  return Math.max(1, measureAgain(bash, 'ls x;'.repeat(900)) / YARDSTICK_MS);
}
