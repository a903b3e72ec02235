import { MINUTES_PER_DAY } from './calendar.js';
import type { CompiledRule, CompiledSchedule } from './compile-schedule.js';

/** From its start up to, and not including, its end. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

export interface OpeningStream {
  readonly openings: Generator<Interval, void>;
  /** Null: everything was looked at. Else nothing is known from there on: the search was too long. */
  knownUntilMs(): number | null;
}

type Intervals = Generator<Interval, void>;

/** A rule may open every minute: this bounds the work of one question. */
const MAX_OCCURRENCES = 10_000;
const FOREVER_MS = Number.POSITIVE_INFINITY;

interface Limits {
  knownUntilMs: number;
}

/** The openings that end after `fromMs`, ordered, apart from each other, without what blackouts take. Lazy. */
export function streamOpenings(schedule: CompiledSchedule, fromMs: number): OpeningStream {
  const limits: Limits = { knownUntilMs: FOREVER_MS };
  const { rule, blackoutRules, blackoutPeriods } = schedule;
  const open = rule === null ? always(fromMs) : occurrences(rule, fromMs, limits);
  const explicit = blackoutPeriods.map(({ from, to }) => ({ startMs: Date.parse(from), endMs: Date.parse(to) }));
  const closed = join([
    sorted(explicit.filter(({ endMs }) => endMs > fromMs)),
    ...blackoutRules.map((blackout) => occurrences(blackout, fromMs, limits)),
  ]);
  return {
    openings: afterwards(subtract(open, closed, limits), fromMs),
    knownUntilMs: () => (limits.knownUntilMs === FOREVER_MS ? null : limits.knownUntilMs),
  };
}

function* always(fromMs: number): Intervals {
  yield { startMs: fromMs, endMs: FOREVER_MS };
}

function* sorted(intervals: readonly Interval[]): Intervals {
  yield* merge([...intervals].sort((a, b) => a.startMs - b.startMs)[Symbol.iterator]());
}

/** What a rule opens, merged, from the openings on that end after `fromMs`. */
function* occurrences(rule: CompiledRule, fromMs: number, limits: Limits): Intervals {
  for (const interval of merge(starts(rule, fromMs, limits))) if (interval.endMs > fromMs) yield interval;
}

function* starts({ zone, walk, durationMs }: CompiledRule, fromMs: number, limits: Limits): Intervals {
  // Local time may be a day off where a zone crossed the date line.
  const fromLocal = zone.toLocal(fromMs - durationMs) - 2 * MINUTES_PER_DAY;
  let left = MAX_OCCURRENCES;
  for (const local of walk(fromLocal)) {
    if (local < fromLocal) continue;
    const startMs = zone.toInstant(local);
    if (startMs + durationMs <= fromMs) continue;
    if (left-- <= 0) {
      limits.knownUntilMs = Math.min(limits.knownUntilMs, startMs);
      return;
    }
    yield { startMs, endMs: startMs + durationMs };
  }
}

/** Joins intervals that touch or overlap; they come ordered by their starts. */
function* merge(intervals: Iterator<Interval, void>): Intervals {
  let current: Interval | undefined;
  for (let next = intervals.next(); next.done !== true; next = intervals.next()) {
    const { startMs, endMs } = next.value;
    if (current !== undefined && startMs <= current.endMs) {
      current = { startMs: current.startMs, endMs: Math.max(current.endMs, endMs) };
      continue;
    }
    if (current !== undefined) yield current;
    current = next.value;
  }
  if (current !== undefined) yield current;
}

/** Several ordered streams as one. */
function join(streams: readonly Intervals[]): Intervals {
  return merge(interleave(streams));
}

function* interleave(streams: readonly Intervals[]): Intervals {
  const heads = streams.map((stream) => ({ stream, head: stream.next() }));
  for (;;) {
    let earliest: (typeof heads)[number] | undefined;
    let startMs = FOREVER_MS;
    for (const candidate of heads) {
      if (candidate.head.done === true || candidate.head.value.startMs >= startMs) continue;
      earliest = candidate;
      ({ startMs } = candidate.head.value);
    }
    if (earliest === undefined || earliest.head.done === true) return;
    yield earliest.head.value;
    earliest.head = earliest.stream.next();
  }
}

/** What is open and not closed. */
function* subtract(open: Intervals, closed: Intervals, limits: Limits): Intervals {
  let blackout = closed.next();
  for (const { startMs, endMs } of open) {
    let at = startMs;
    while (blackout.done !== true && blackout.value.startMs < endMs) {
      const { startMs: closesMs, endMs: opensMs } = blackout.value;
      if (closesMs > at) yield* clip({ startMs: at, endMs: closesMs }, limits);
      at = Math.max(at, opensMs);
      // It may reach into the next opening as well.
      if (opensMs >= endMs) break;
      blackout = closed.next();
    }
    if (at < endMs) yield* clip({ startMs: at, endMs }, limits);
    if (at >= limits.knownUntilMs) return;
  }
}

function* clip({ startMs, endMs }: Interval, { knownUntilMs }: Limits): Intervals {
  if (startMs < knownUntilMs) yield { startMs, endMs: Math.min(endMs, knownUntilMs) };
}

function* afterwards(intervals: Intervals, fromMs: number): Intervals {
  for (const interval of intervals) if (interval.endMs > fromMs) yield interval;
}
