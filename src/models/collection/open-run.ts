import { newId } from '../../platform/ids/ids.js';
import type { Transaction } from '../../platform/db/database.js';
import { RunModel } from './run-model.js';

export interface NewRun {
  readonly id?: string;
  readonly origin: RunModel['origin'];
  readonly requestedBy: string;
  readonly correlationId: string;
  readonly workflowId: (runId: string) => string;
  readonly classes: readonly string[];
  readonly selector: string | null;
  readonly tickAt: Date;
  readonly intervalSeconds: number | null;
  readonly servers: readonly { readonly id: string; readonly site: string }[];
}

/** Hosts of one activity: enough to spread Temporal's cost, few enough that a slow host holds few others. */
export const HOSTS_PER_BATCH = 25;

/** Writes the intent row of a run and its hosts, numbered into batches per site. */
export async function insertRun(run: NewRun, trx: Transaction): Promise<RunModel> {
  const id = run.id ?? newId();
  const row = await RunModel.query(trx)
    .insert({
      id,
      state: 'running',
      origin: run.origin,
      requestedBy: run.requestedBy,
      correlationId: run.correlationId,
      workflowId: run.workflowId(id),
      classes: [...run.classes],
      selector: run.selector,
      tickAt: run.tickAt,
      intervalSeconds: run.intervalSeconds,
      serversTotal: run.servers.length,
    })
    .returning('*');
  await trx.raw(
    `insert into collection_run_servers (run_id, server_id, site, batch)
     select ?, server.id, server.site, (row_number() over (partition by server.site order by server.id) - 1) / ?
       from unnest(?::uuid[], ?::text[]) as server (id, site)`,
    [id, HOSTS_PER_BATCH, run.servers.map((server) => server.id), run.servers.map((server) => server.site)],
  );
  return row;
}
