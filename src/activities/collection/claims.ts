import type { Database } from '../../platform/db/database.js';

/** Longer than a host may take; a dead worker’s claims end by themselves. */
const CLAIM_SECONDS = 200;

export interface Claim {
  readonly runId: string;
  readonly classes: readonly string[];
}

/**
 * Claims hosts for a run, so that no two collections of one host run at a time, in whatever worker. Returns the ids
 * that are ours now; a repeated activity gets its own claims back.
 */
export async function claimServers(
  database: Database,
  claim: Claim,
  serverIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await database.pool.query<{ server_id: string }>(
    `insert into collection_claims (server_id, run_id, classes, claimed_until)
     select id, $1, $2, now() + make_interval(secs => $4) from unnest($3::uuid[]) as server (id) order by id
     on conflict (server_id) do update
        set run_id = excluded.run_id, classes = excluded.classes, claimed_until = excluded.claimed_until
      where collection_claims.claimed_until < now() or collection_claims.run_id = excluded.run_id
     returning server_id`,
    [claim.runId, claim.classes, serverIds, CLAIM_SECONDS],
  );
  return new Set(rows.map((row) => row.server_id));
}

export interface ForeignClaim {
  readonly serverId: string;
  readonly runId: string;
  readonly classes: readonly string[];
}

/** Who holds the hosts that are not ours. Hosts that were released meanwhile are missing. */
export async function readClaims(database: Database, serverIds: readonly string[]): Promise<ForeignClaim[]> {
  const { rows } = await database.pool.query<{ server_id: string; run_id: string; classes: string[] }>(
    `select server_id, run_id, classes from collection_claims where server_id = any($1::uuid[]) and claimed_until >= now()`,
    [serverIds],
  );
  return rows.map((row) => ({ serverId: row.server_id, runId: row.run_id, classes: row.classes }));
}

/**
 * Takes over what another run found out about hosts that it has finished: state and errors are copied under our run.
 * Returns the ids that are settled by it.
 */
export async function joinFinished(
  database: Database,
  runId: string,
  others: readonly ForeignClaim[],
): Promise<Set<string>> {
  const { rows } = await database.pool.query<{ server_id: string }>(
    `with finished as (
       select theirs.server_id, theirs.run_id as other_id, theirs.state, theirs.duration_ms
         from unnest($2::uuid[], $3::uuid[]) as other (server_id, run_id)
         join collection_run_servers theirs using (server_id, run_id)
        where theirs.state <> 'pending'
     ), copied as (
       insert into collection_errors (id, run_id, server_id, collector, stage, class, message, remedy, retryable, at)
       select gen_random_uuid(), $1, error.server_id, error.collector, error.stage, error.class, error.message,
              error.remedy, error.retryable, error.at
         from finished join collection_errors error on error.run_id = finished.other_id and error.server_id = finished.server_id
       on conflict (run_id, server_id, collector) do nothing
     )
     update collection_run_servers ours
        set state = finished.state, duration_ms = finished.duration_ms, joined_run_id = finished.other_id, finished_at = now()
       from finished
      where ours.run_id = $1 and ours.server_id = finished.server_id and ours.state = 'pending'
     returning ours.server_id`,
    [runId, others.map((other) => other.serverId), others.map((other) => other.runId)],
  );
  return new Set(rows.map((row) => row.server_id));
}
