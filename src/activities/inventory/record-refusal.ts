import type { Database } from '../../platform/db/database.js';
import { sqlStateOf } from '../../platform/db/partition-session.js';
import { newId } from '../../platform/ids/ids.js';
import { REMOTE_ERRORS } from '../../platform/ssh/remote-errors.js';
import type { HostWork } from './observation-work.js';

/** Data exception, integrity violation, limit exceeded: of the values, not of the database's state. */
const DATA_CLASSES: ReadonlySet<string> = new Set(['22', '23', '54']);

export function isDataError(error: unknown): boolean {
  return DATA_CLASSES.has(sqlStateOf(error)?.slice(0, 2) ?? '');
}

const RECORD = `
  insert into collection_errors (id, run_id, server_id, collector, stage, class, message, remedy, retryable)
  select $1, id, $3, 'inventory', $4, $5, $6, $7, false from collection_runs where id = $2
  on conflict (run_id, server_id, collector) do nothing`;

/** What one host says and the tables do not take costs that host only, and is told where its other errors are. */
export async function recordRefusal(database: Database, host: HostWork, error: unknown): Promise<void> {
  const { stage, remedy } = REMOTE_ERRORS.parse_failed;
  const message = `What was found on the host could not be stored (SQLSTATE ${sqlStateOf(error) ?? 'unknown'}).`;
  await database.pool.query(RECORD, [newId(), host.runId, host.serverId, stage, 'parse_failed', message, remedy]);
}
