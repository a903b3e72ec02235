import type { CollectorFailure } from '../../collectors/failures.js';
import { ingestSamples } from '../../models/series/ingest-samples.js';
import { appendCommandLog } from '../../platform/audit/command-log.js';
import type { Database } from '../../platform/db/database.js';
import { newId } from '../../platform/ids/ids.js';
import type { ObservationStore } from '../inventory/store-observations.js';
import { describeChannels } from './describe-channels.js';
import type { HostOutcome } from './host-outcome.js';
import type { RunFacts } from './run-facts.js';

export interface OutcomeStores {
  readonly database: Database;
  readonly store: ObservationStore;
}

/**
 * Stores the outcomes of some hosts: samples, inventory and command log first, then, in one statement, errors, states,
 * servers and claims. A crash in between leaves the hosts pending, and collecting them again writes the same keys.
 */
export async function writeOutcomes(
  { database, store }: OutcomeStores,
  run: RunFacts,
  outcomes: readonly HostOutcome[],
): Promise<number> {
  if (outcomes.length === 0) return 0;
  const ingested = await ingestSamples(
    database.pool,
    outcomes.flatMap(({ serverId, samples }) => samples.map((group) => ({ serverId, at: run.tickAt, ...group }))),
  );
  const learned = outcomes.filter(({ collected }) => collected.length > 0);
  await store.store(
    learned.map(({ serverId, collected }) => ({ serverId, at: run.tickAt, runId: run.runId, collected })),
  );
  const log = outcomes.flatMap((outcome) => describeChannels(run, outcome));
  if (log.length > 0) await appendCommandLog(database.pool, log);
  await settleHosts(database, run.runId, outcomes);
  return ingested.samples;
}

// One statement, so that a host is settled with its errors or not at all.
const SETTLE = `
  with outcome as (
    select * from unnest($2::uuid[], $3::boolean[], $4::text[], $5::text[], $6::int[], $7::jsonb[])
      as t (server_id, ok, status, status_reason, duration_ms, detected)
  ), settled as (
    update collection_run_servers host
       set state = case when outcome.ok then 'succeeded' else 'failed' end, duration_ms = outcome.duration_ms, finished_at = now()
      from outcome
     where host.run_id = $1 and host.server_id = outcome.server_id and host.state = 'pending'
    returning host.server_id
  ), failed as (
    insert into collection_errors (id, run_id, server_id, collector, stage, class, message, remedy, retryable)
    select error.id, $1, error.server_id, error.collector, error.stage, error.class, error.message, error.remedy, error.retryable
      from unnest($8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::boolean[])
        as error (id, server_id, collector, stage, class, message, remedy, retryable)
      join settled using (server_id)
    on conflict (run_id, server_id, collector) do nothing
  ), seen as (
    update servers
       set status = outcome.status, status_reason = outcome.status_reason,
           last_seen_at = case when outcome.status = 'offline' then servers.last_seen_at else now() end,
           profile = coalesce(outcome.detected -> 'profile', servers.profile),
           capabilities = coalesce(outcome.detected -> 'capabilities', servers.capabilities),
           sudo = case when servers.sudo_detected then coalesce(outcome.detected ->> 'sudo', servers.sudo) else servers.sudo end,
           capabilities_at = case when outcome.detected is null then servers.capabilities_at else now() end
      from outcome
     where servers.id = outcome.server_id and outcome.status is not null and servers.status <> 'blocked'
  )
  delete from collection_claims using outcome
   where collection_claims.run_id = $1 and collection_claims.server_id = outcome.server_id`;

async function settleHosts(database: Database, runId: string, outcomes: readonly HostOutcome[]): Promise<void> {
  const errors = outcomes.flatMap((outcome) =>
    mergeFailures(outcome.failures).map((failure) => ({ ...failure, serverId: outcome.serverId })),
  );
  await database.pool.query({
    name: 'collection_settle',
    text: SETTLE,
    values: [
      runId,
      outcomes.map((outcome) => outcome.serverId),
      outcomes.map((outcome) => outcome.ok),
      outcomes.map((outcome) => outcome.status),
      outcomes.map((outcome) => outcome.statusReason),
      outcomes.map((outcome) => Math.round(outcome.durationMs)),
      outcomes.map((outcome) => (outcome.detected === null ? null : JSON.stringify(outcome.detected))),
      errors.map(() => newId()),
      errors.map((error) => error.serverId),
      errors.map((error) => error.collector),
      errors.map((error) => error.stage),
      errors.map((error) => error.class),
      errors.map((error) => error.message.slice(0, 2_000)),
      errors.map((error) => error.remedy),
      errors.map((error) => error.retryable),
    ],
  });
}

/** One error a collector: the first gives class and remedy, the others (further disks, pools, fields) are told with it. */
function mergeFailures(failures: readonly CollectorFailure[]): CollectorFailure[] {
  const merged = new Map<string, { first: CollectorFailure; messages: Set<string> }>();
  for (const failure of failures) {
    const known = merged.get(failure.collector);
    if (known === undefined) merged.set(failure.collector, { first: failure, messages: new Set([failure.message]) });
    else known.messages.add(failure.message);
  }
  return [...merged.values()].map(({ first, messages }) => ({ ...first, message: [...messages].join(' · ') }));
}
