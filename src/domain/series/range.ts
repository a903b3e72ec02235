import { DAY_MS, HOUR_MS } from './days.js';

/** An answer without `stepSeconds` has about this many points a series at most. */
export const TARGET_POINTS = 1_000;
/** What `stepSeconds` may ask for. */
export const MAX_POINTS = 20_000;
/** Up to this span single samples are shown; beyond it, roll-ups. */
export const SAMPLES_SPAN_MS = 2 * DAY_MS;
/** Beyond this span one value a day is enough for a chart, and reads a fraction of the pages. */
export const HOURS_SPAN_MS = 125 * DAY_MS;

/** `samples`: rows and packed days. `hours`, `days`: roll-ups, with samples for what is not rolled up yet. */
export type SeriesSource = 'samples' | 'hours' | 'days';

export interface RangeRequest {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepSeconds?: number | undefined;
  /** Start of the oldest day of which samples are kept; null while none has expired. */
  readonly oldestSampleMs: number | null;
}

export interface RangePlan {
  readonly ok: true;
  readonly source: SeriesSource;
  /** Width of a point. Without `fixedStep` it applies only to series with more than TARGET_POINTS points. */
  readonly stepSeconds: number;
  readonly fixedStep: boolean;
}

export interface RangeRefusal {
  readonly ok: false;
  readonly path: 'from' | 'stepSeconds';
  readonly message: string;
}

const SECONDS = [10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600];
const HOURS = [1, 2, 3, 4, 6, 8, 12, 24].map((hours) => hours * 3_600);
const DAY_SECONDS = DAY_MS / 1_000;

function smallestStep(steps: readonly number[], spanMs: number): number {
  const needed = spanMs / 1_000 / TARGET_POINTS;
  return steps.find((step) => step >= needed) ?? Math.ceil(needed / DAY_SECONDS) * DAY_SECONDS;
}

function planStep(request: RangeRequest, stepSeconds: number): RangePlan | RangeRefusal {
  const spanMs = request.toMs - request.fromMs;
  const points = Math.ceil(spanMs / 1_000 / stepSeconds);
  if (points > MAX_POINTS) {
    const smallest = Math.ceil(spanMs / 1_000 / MAX_POINTS);
    return {
      ok: false,
      path: 'stepSeconds',
      message: `${stepSeconds} s over this range are ${points} points a series; at most ${MAX_POINTS} are given. Ask for a step of ${smallest} s or more, or for a shorter range.`,
    };
  }
  const long = spanMs > SAMPLES_SPAN_MS || isExpired(request);
  const source = !long || stepSeconds % 3_600 !== 0 ? 'samples' : stepSeconds % DAY_SECONDS === 0 ? 'days' : 'hours';
  return { ok: true, source, stepSeconds, fixedStep: true };
}

/** The samples of the beginning of the range are gone; its roll-ups may not be. */
function isExpired(request: RangeRequest): boolean {
  return request.oldestSampleMs !== null && request.fromMs < request.oldestSampleMs;
}

/** Decides from what an answer is made, so that it is small and reads few pages. */
export function planRange(request: RangeRequest): RangePlan | RangeRefusal {
  const spanMs = request.toMs - request.fromMs;
  if (!(spanMs > 0)) return { ok: false, path: 'from', message: '`from` must be earlier than `to`.' };
  if (request.stepSeconds !== undefined) return planStep(request, request.stepSeconds);
  if (spanMs <= SAMPLES_SPAN_MS && !isExpired(request)) {
    return { ok: true, source: 'samples', stepSeconds: smallestStep(SECONDS, spanMs), fixedStep: false };
  }
  const stepSeconds = spanMs > HOURS_SPAN_MS ? smallestStep([DAY_SECONDS], spanMs) : smallestStep(HOURS, spanMs);
  return { ok: true, source: stepSeconds % DAY_SECONDS === 0 ? 'days' : 'hours', stepSeconds, fixedStep: true };
}

/** How far maintenance has come. */
export interface SeriesProgress {
  /** Before this day samples are read from packed days, from it on from rows. */
  readonly packedUntilMs: number;
  /** Start of the first day that is not rolled up. */
  readonly rolledUpUntilMs: number;
  readonly oldestSampleMs: number | null;
}

export interface RangeBounds {
  /** Roll-up days, [from, to). */
  readonly rollups: readonly [Date, Date];
  /** Packed days, [from, to). */
  readonly packed: readonly [Date, Date];
  /** Moments of single samples, [from, to), whichever table has them. */
  readonly samples: readonly [Date, Date];
  /** First moment looked for in the rows of the open days. */
  readonly openFrom: Date;
}

const floorTo = (ms: number, unitMs: number): number => Math.floor(ms / unitMs) * unitMs;
const ceilTo = (ms: number, unitMs: number): number => Math.ceil(ms / unitMs) * unitMs;

/** Explicit bounds for every table an answer is read from: without them PostgreSQL plans for all partitions. */
export function boundRange(source: SeriesSource, range: RangeRequest, progress: SeriesProgress): RangeBounds {
  const { fromMs, toMs } = range;
  const rolledUntilMs =
    source === 'samples' ? fromMs : Math.min(Math.max(fromMs, progress.rolledUpUntilMs), ceilTo(toMs, DAY_MS));
  // Only whole hours or days of a roll-up: a part of one cannot be told from the rest.
  const rollupFromMs = source === 'days' ? ceilTo(fromMs, DAY_MS) : ceilTo(fromMs, HOUR_MS);
  const samplesFromMs = source === 'samples' ? fromMs : Math.max(rollupFromMs, rolledUntilMs);
  const packedToMs = Math.max(samplesFromMs, Math.min(ceilTo(toMs, DAY_MS), progress.packedUntilMs));
  const at = (ms: number) => new Date(ms);
  return {
    rollups: [at(rollupFromMs), at(Math.max(rollupFromMs, Math.min(rolledUntilMs, toMs)))],
    packed: [at(floorTo(samplesFromMs, DAY_MS)), at(packedToMs)],
    samples: [at(samplesFromMs), at(Math.max(samplesFromMs, toMs))],
    openFrom: at(Math.max(samplesFromMs, progress.packedUntilMs)),
  };
}
