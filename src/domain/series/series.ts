import { z } from 'zod';

/** One value on its way in. `value` null, NaN or infinite: measured, but without a usable number. */
export interface IngestSample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly value: number | null;
}

/** Everything one collector (`group`) learned from one host at one tick. */
export interface IngestRow {
  readonly serverId: string;
  readonly group: string;
  /** ISO 8601; the cycle's time, the same at every attempt, to the millisecond. */
  readonly at: string;
  readonly samples: readonly IngestSample[];
}

export interface IngestResult {
  /** Rows written now. */
  readonly rows: number;
  /** Numbers in those rows. */
  readonly samples: number;
  /** Rows that an earlier attempt had written. */
  readonly duplicates: number;
  /** Rows of a day that is packed already; they are not written. */
  readonly late: number;
}

/** The answer of `GET …/servers/{id}/metrics`. PostgreSQL writes the text; a test holds it against this schema. */
export const seriesAnswerSchema = z.strictObject({
  series: z.array(
    z.strictObject({
      metric: z.string(),
      labels: z.record(z.string(), z.string()),
      unit: z.string(),
      points: z.array(z.tuple([z.iso.datetime(), z.number()])),
    }),
  ),
});
export type SeriesAnswer = z.infer<typeof seriesAnswerSchema>;

/** The newest value of each series of a host. */
export const latestAnswerSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      metric: z.string(),
      labels: z.record(z.string(), z.string()),
      unit: z.string(),
      time: z.iso.datetime(),
      value: z.number().nullable(),
    }),
  ),
});
export type LatestAnswer = z.infer<typeof latestAnswerSchema>;

/** Statistics of one series over a span of time. */
export const seriesStatisticsSchema = z.strictObject({
  serverId: z.uuid(),
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  unit: z.string(),
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  /** Of the samples up to 48 hours, of hourly means beyond. */
  p50: z.number(),
  p95: z.number(),
  first: z.number(),
  last: z.number(),
  count: z.int(),
  /** Slope of the straight line through the values; null when all stand at one time. */
  trendPerHour: z.number().nullable(),
});

export const metricsHistorySchema = z.strictObject({
  hours: z.int(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  resolution: z.enum(['samples', 'hours']),
  items: z.array(seriesStatisticsSchema),
  nextCursor: z.string().nullable(),
});
export type SeriesStatistics = z.infer<typeof seriesStatisticsSchema>;
export type MetricsHistory = z.infer<typeof metricsHistorySchema>;
