import type pg from 'pg';
import { createSeriesActivities } from '../../../src/activities/series/series-activities.js';
import { ingestSamples } from '../../../src/models/series/ingest-samples.js';
import { forgetSeriesProgress } from '../../../src/models/series/progress.js';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.js';
import { gauge, makeRows, newServerId } from '../../models/series/samples-fixture.js';

export const FIRST = '2025-11-01T00:00:00.000Z';
// six closed days, packed and rolled up, and half an open one
export const NOW = '2025-11-07T12:02:00.000Z';
export const TICKS = 6.5 * 288;

export const value = (tick: number): number => Math.round(50 + 40 * Math.sin(tick / 30));
/** As PostgreSQL writes times: without a fraction that is zero. */
export const iso = (text: string): string => text.replace('.000Z', 'Z');
export const atTick = (tick: number): string => iso(new Date(Date.parse(FIRST) + tick * 300_000).toISOString());

export interface Week {
  readonly home: TestDatabase;
  readonly pool: pg.Pool;
  readonly serverId: string;
}

/** One host over a week, in every form that samples take: rolled up, packed, and rows of the open day. */
export async function createWeek(): Promise<Week> {
  const home = await createTestDatabase();
  const { pool } = home.database;
  const serverId = newServerId();
  const rows = makeRows(serverId, { from: FIRST, count: TICKS + 1, stepSeconds: 300 }, (tick) => [
    gauge('cpu_usage_percent', value(tick)),
    gauge('rx_bytes_total', tick * 1_000, { interface: 'eth0' }),
    gauge('rx_bytes_total', tick, { interface: 'lo', quote: `"'\\}` }),
    gauge('silent', null),
  ]);
  for (let n = 0; n < rows.length; n += 500) await ingestSamples(pool, rows.slice(n, n + 500));
  const activities = createSeriesActivities({ database: home.database, now: () => new Date(NOW) });
  await activities.packClosedDays();
  await activities.rollUpClosedDays();
  const later = createSeriesActivities({ database: home.database, now: () => new Date('2025-11-07T13:00:00Z') });
  await later.dropExpired();
  await pool.query('analyze');
  forgetSeriesProgress(pool);
  return { home, pool, serverId };
}
