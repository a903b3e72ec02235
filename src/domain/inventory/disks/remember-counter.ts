import type { CounterMemory, DeviceMemory } from './device-memory.js';
import type { CounterReading } from './read-counters.js';

const MAX_POINTS = 64;
/** Observations that are closer than this share a point, so that a day of them fits. */
const POINT_SPACING_MS = 10 * 60_000;

/** The memory after a report; counters that it lacks keep theirs. */
export function rememberCounters(
  memory: DeviceMemory,
  readings: readonly CounterReading[],
  at: Date,
): DeviceMemory['counters'] {
  const counters = { ...memory.counters };
  for (const { row, value } of readings) counters[row.key] = rememberCounter(counters[row.key], value, at);
  return counters;
}

/** One counter after one more observation. A value that fell was reset, or the medium was repaired: it begins anew. */
export function rememberCounter(memory: CounterMemory | undefined, value: bigint, observedAt: Date): CounterMemory {
  const at = laterOf(observedAt, memory).toISOString();
  const text = value.toString();
  if (memory === undefined) return beginAt(text, at);
  const known = BigInt(memory.value);
  if (value < known) {
    return { ...beginAt(text, at), acceptedAt: memory.acceptedAt, acceptedBy: memory.acceptedBy };
  }
  const recent = addPoint(memory.recent, { at, value: text });
  if (value === known) return { ...memory, recent };
  return { ...memory, value: text, increasedAt: at, previous: memory.value, recent };
}

function beginAt(value: string, at: string): CounterMemory {
  return {
    baseline: value,
    value,
    firstSeenAt: at,
    increasedAt: null,
    previous: null,
    acceptedAt: null,
    acceptedBy: null,
    recent: [{ at, value }],
  };
}

/** An observation that arrives late counts as of the last one. */
function laterOf(observedAt: Date, memory: CounterMemory | undefined): Date {
  const last = memory?.recent.at(-1);
  if (last === undefined) return observedAt;
  const lastAt = new Date(last.at);
  return lastAt > observedAt ? lastAt : observedAt;
}

type Point = CounterMemory['recent'][number];

/** A plateau is kept as its two ends; the newest point is always the last observation. */
function addPoint(points: readonly Point[], point: Point): Point[] {
  const kept = [...points];
  const [before, last] = [kept.at(-2), kept.at(-1)];
  if (last?.at === point.at && last.value === point.value) return kept;
  const isPlateau = before?.value === point.value && last?.value === point.value;
  const isClose = before !== undefined && Date.parse(point.at) - Date.parse(before.at) < POINT_SPACING_MS;
  if (isPlateau || isClose) kept.pop();
  return [...kept, point].slice(-MAX_POINTS);
}

/**
 * The most that a counter rose in a time of `windowMs`, judged from each remembered observation until now: what rose
 * in a shorter time counts in full, what took longer counts by its share.
 */
export function riseWithin(memory: CounterMemory, windowMs: number, now: Date): bigint {
  const value = BigInt(memory.value);
  const window = BigInt(Math.max(1, Math.round(windowMs)));
  return memory.recent.reduce((most, point) => {
    const elapsed = BigInt(Math.max(0, now.getTime() - Date.parse(point.at)));
    const rise = ((value - BigInt(point.value)) * window) / (elapsed > window ? elapsed : window);
    return rise > most ? rise : most;
  }, 0n);
}

/** When the counter was last in a report. */
export function lastSeen(memory: CounterMemory): Date {
  return new Date(memory.recent.at(-1)?.at ?? memory.firstSeenAt);
}
