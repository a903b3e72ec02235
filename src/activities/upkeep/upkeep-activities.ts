import type { UpkeepActivities } from '../../domain/upkeep/messages.js';
import { COMMAND_LOG, ensureCommandLogPartitions } from '../../platform/audit/command-log.js';
import { createCheckpointSigner } from '../../platform/audit/checkpoint.js';
import { digestCommandLogDay, listUndigestedDays } from '../../platform/audit/digest-command-log.js';
import { exportCheckpoint } from '../../platform/audit/export-checkpoint.js';
import type { Keyring } from '../../platform/crypto/keyring.js';
import type { Database } from '../../platform/db/database.js';
import { dropExpiredPartitions } from '../../platform/db/partitions-drop.js';
import { purgeIdempotencyKeys } from '../../platform/http/idempotency-store.js';
import { purgeInventory } from '../inventory/purge-inventory.js';
import { createAuditActivities } from '../audit/audit-activities.js';
import { createSeriesActivities } from '../series/series-activities.js';
import { readRetentionDays } from './read-retention-days.js';

export interface UpkeepDependencies {
  readonly database: Database;
  readonly keyring: Keyring;
  /** A JSON lines file outside the database. */
  readonly checkpointFile: string;
  readonly heartbeat?: (() => void) | undefined;
  readonly now?: (() => Date) | undefined;
}

const DAY_MS = 86_400_000;

/** The steps of upkeep. Numbers only go back: what was done in detail stands in the log and the tables themselves. */
export function createUpkeepActivities(dependencies: UpkeepDependencies): UpkeepActivities {
  const { database, keyring, checkpointFile, heartbeat } = dependencies;
  const now = dependencies.now ?? (() => new Date());
  const series = createSeriesActivities({ database, heartbeat, now });
  const audit = createAuditActivities({ database, keyring, checkpointFile, heartbeat });
  return {
    async ensurePartitions() {
      const { created } = await series.maintainPartitions();
      const log = await ensureCommandLogPartitions(database.pool, now());
      return { samples: created, commandLog: log.length };
    },
    packSeries: async () => toCounts(await series.packClosedDays()),
    rollUpSeries: async () => toCounts(await series.rollUpClosedDays()),
    async digestCommandLog() {
      const days = await listUndigestedDays(database.pool, now());
      for (const day of days) await digestCommandLogDay(database, day, now());
      return { days: days.length };
    },
    async exportCheckpoint() {
      const checkpoint = await exportCheckpoint({
        database,
        signer: createCheckpointSigner(keyring),
        file: checkpointFile,
      });
      return { sequence: checkpoint?.sequence ?? 0 };
    },
    verifyAudit: () => audit.verifyAuditChain(),
    async dropExpired() {
      const dropped = toCounts(await series.dropExpired());
      return { ...dropped, ...(await dropOtherExpired(database, now())) };
    },
  };
}

function toCounts(outcome: object): Record<string, number> {
  return Object.fromEntries(Object.entries(outcome).map(([name, value]) => [name, Number(value)]));
}

/** Runs with their errors, the command log, changes on the hosts with what is gone from them, and answers kept for Idempotency-Keys. The audit chain never expires. */
async function dropOtherExpired(database: Database, now: Date): Promise<Record<string, number>> {
  const days = await readRetentionDays(database);
  const before = (count: number): Date => new Date(now.getTime() - count * DAY_MS);
  // A day whose digest is not in the chain yet is kept: nothing would vouch for it any more.
  const open = await listUndigestedDays(database.pool, now);
  const limit = [before(days.command_log), ...open.map((day) => new Date(`${day}T00:00:00Z`))].toSorted(
    (a, b) => a.getTime() - b.getTime(),
  )[0];
  const commandLog = limit === undefined ? [] : await dropExpiredPartitions(database.pool, COMMAND_LOG, limit);
  const runs = await database
    .knex('collection_runs')
    .where('startedAt', '<', before(days.collection_runs))
    .whereNot('state', 'running')
    .delete();
  const inventory = await purgeInventory(database, before(days.inventory_events));
  const keys = await purgeIdempotencyKeys(database.knex);
  return { commandLogDays: commandLog.length, runs, ...inventory, idempotencyKeys: keys };
}
