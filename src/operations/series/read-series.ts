import type pg from 'pg';
import { DAY_MS, formatDay } from '../../domain/series/days.js';
import { boundRange, planRange, type RangePlan, type SeriesProgress } from '../../domain/series/range.js';
import { recallSeriesProgress } from '../../models/series/progress.js';
import { MillwrightError } from '../../platform/errors/millwright-error.js';
import { readOpenSamples, SERIES_STATEMENTS, STATEMENTS_BY_ID } from './series-statements.js';

export interface SeriesQuery {
  readonly serverId: string;
  /** Metric names; without them all series of the host. */
  readonly metrics?: readonly string[] | undefined;
  /** Single series of the host, in place of `metrics`. */
  readonly seriesIds?: readonly number[] | undefined;
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly stepSeconds?: number | undefined;
}

function planQuery(query: SeriesQuery, progress: SeriesProgress): RangePlan {
  const plan = planRange({
    fromMs: query.from.getTime(),
    toMs: query.to.getTime(),
    stepSeconds: query.stepSeconds,
    oldestSampleMs: progress.oldestSampleMs,
  });
  if (plan.ok) return plan;
  throw new MillwrightError('unprocessable', plan.message, { errors: [{ path: plan.path, message: plan.message }] });
}

const EMPTY = '{"series":[]}';

// What dates the partitions' columns and their text form can take; nothing was measured outside of it.
const EARLIEST = new Date('1970-01-01T00:00:00Z');
const LATEST = new Date('9000-01-01T00:00:00Z');

/** The same question in terms that the database can take. */
function boundQuery(query: SeriesQuery): SeriesQuery {
  const from = query.from < EARLIEST && query.to > EARLIEST ? EARLIEST : query.from;
  const to = query.to > LATEST && from < LATEST ? LATEST : query.to;
  // No metric has a NUL in its name, and PostgreSQL takes none.
  return { ...query, from, to, metrics: query.metrics?.filter((name) => !name.includes('\0')) };
}

async function readQuickly(pool: pg.Pool, query: SeriesQuery): Promise<string | undefined> {
  const values = [query.serverId, query.metrics ?? null, query.from, query.to];
  const { rows } = await pool.query<{ answer: string; unfit: boolean }>(readOpenSamples(values));
  return rows[0]?.unfit === true ? undefined : rows[0]?.answer;
}

/**
 * The series of a host as JSON text in the shape of `seriesAnswerSchema`, written by PostgreSQL. Series without a
 * value in the range are left out. Without `stepSeconds` a series has about 1,000 points at most.
 * Throws `unprocessable` for an empty range, or for more than 20,000 points a series.
 */
export async function readSeriesJson(pool: pg.Pool, asked: SeriesQuery): Promise<string> {
  const query = boundQuery(asked);
  const progress = await recallSeriesProgress(pool);
  const plan = planQuery(query, progress);
  if (query.to <= EARLIEST || query.from >= LATEST) return EMPTY;
  const range = { fromMs: query.from.getTime(), toMs: query.to.getTime(), oldestSampleMs: progress.oldestSampleMs };
  const bounds = boundRange(plan.source, range, progress);
  const packed = bounds.packed.map(formatDay);
  const usesPacked = packed[0] !== packed[1];
  if (plan.source === 'samples' && !plan.fixedStep && !usesPacked && query.seriesIds === undefined) {
    const answer = await readQuickly(pool, query);
    if (answer !== undefined) return answer;
  }
  const values: unknown[] = [query.serverId, query.seriesIds ?? query.metrics ?? null, `${plan.stepSeconds} seconds`];
  values.push(...bounds.samples, bounds.openFrom);
  if (plan.source !== 'samples') {
    const dayAfter = new Date(bounds.rollups[1].getTime() + DAY_MS - 1);
    values.push(formatDay(bounds.rollups[0]), formatDay(dayAfter), ...bounds.rollups);
  }
  if (usesPacked) values.push(...packed);
  const name = plan.source === 'samples' && plan.fixedStep ? 'steps' : plan.source;
  const statement = (query.seriesIds === undefined ? SERIES_STATEMENTS : STATEMENTS_BY_ID)[name][
    usesPacked ? 'all' : 'open'
  ];
  const { rows } = await pool.query<{ answer: string }>(statement(values));
  return rows[0]?.answer ?? EMPTY;
}
