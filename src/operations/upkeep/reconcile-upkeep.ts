import { upkeepIds } from '../../domain/upkeep/messages.js';
import type { TemporalConnection } from '../../platform/temporal/connection.js';
import { ensureSchedule } from '../../platform/temporal/ensure-schedule.js';

const EVERY_MS = 3_600_000;
const JITTER_MS = 300_000;

/** Upkeep runs hourly, wherever a worker of the engine is; a missed one is made up for by the next. */
export async function reconcileUpkeep(temporal: TemporalConnection): Promise<void> {
  await ensureSchedule(temporal, {
    scheduleId: upkeepIds.schedule,
    everyMs: EVERY_MS,
    jitterMs: JITTER_MS,
    catchupWindow: '1 hour',
    paused: false,
    note: 'Kept by Millwright',
    workflowType: 'keepHouse',
    workflowId: upkeepIds.run,
    summary: 'Upkeep: partitions, packing, audit digest and checkpoint, retention',
  });
  // At every start once: an installation that runs for minutes a day keeps its house as well.
  await temporal.call((client) => client.schedule.getHandle(upkeepIds.schedule).trigger());
}
