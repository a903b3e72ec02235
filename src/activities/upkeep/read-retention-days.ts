import { RetentionSettingModel } from '../../models/series/retention-setting-model.js';
import type { Database } from '../../platform/db/database.js';

/** Days that the tables outside the time series are kept when nobody has said otherwise; each with its reason. */
const DEFAULT_DAYS = {
  /** Long enough to look into an incident; its digests stay in the audit chain for ever. */
  command_log: 90,
  /** A quarter of errors and outcomes to compare with. */
  collection_runs: 90,
  /** A year of changes on the hosts, and of what is gone from them. */
  inventory_events: 365,
} as const;

type ResourceType = keyof typeof DEFAULT_DAYS;

export async function readRetentionDays(database: Database): Promise<Record<ResourceType, number>> {
  const rows = await RetentionSettingModel.query(database.knex).whereIn('resourceType', Object.keys(DEFAULT_DAYS));
  const own = Object.fromEntries(rows.map((row) => [row.resourceType, row.days]));
  return { ...DEFAULT_DAYS, ...own };
}
