import type { Database } from '../../platform/db/database.js';
import { CollectorSettingModel } from './collector-setting-model.js';
import { CollectorStateModel } from './collector-state-model.js';

export interface CollectorState {
  /** Plain JSON as the collector gave it; undefined when none were kept. */
  readonly facts: unknown;
  readonly collectedAt: Date;
  /** null: it never succeeded. */
  readonly succeededAt: Date | null;
}

/** What the collectors left behind, by server and collector: `previous` facts, and when each is due again. */
export async function readCollectorStates(
  database: Database,
  serverIds: readonly string[],
): Promise<Map<string, Map<string, CollectorState>>> {
  const rows = await CollectorStateModel.query(database.knex)
    .select('serverId', 'collector', 'facts', 'collectedAt', 'succeededAt')
    .whereIn('serverId', [...serverIds]);
  const states = new Map<string, Map<string, CollectorState>>(serverIds.map((id) => [id, new Map()]));
  for (const { serverId, collector, facts, collectedAt, succeededAt } of rows) {
    states.get(serverId)?.set(collector, { facts: facts ?? undefined, collectedAt, succeededAt });
  }
  return states;
}

export interface CollectorSetting {
  /** null: the collector's own. */
  readonly intervalSeconds: number | null;
  readonly enabled: boolean;
}

/** Settings by collector; one without an entry runs at its own interval. */
export async function readCollectorSettings(database: Database): Promise<Map<string, CollectorSetting>> {
  const rows = await CollectorSettingModel.query(database.knex);
  return new Map(rows.map(({ collector, intervalSeconds, enabled }) => [collector, { intervalSeconds, enabled }]));
}
