import type { WatchedValues } from '../../domain/inventory/observations.js';
import { compareFields, withoutUnknown, type ResourceEvent } from '../../domain/inventory/tracking/resource-event.js';
import { toStorableJson } from '../../models/inventory/storable.js';
import type { Transaction } from '../../platform/db/database.js';
import { newId } from '../../platform/ids/ids.js';
import type { HostWork, KnownStates } from './observation-work.js';

/** A host that changes everything at every collection must not fill the table. */
const MAX_EVENTS = 1_000;

// The host itself is called by its present name.
const WRITE_EVENTS = `
  insert into inventory_events (id, server_id, at, resource_type, resource_id, resource_name, kind, field, before, after, run_id)
  select e.id, :serverId::uuid, :at::timestamptz, e.type, e.resource,
         coalesce(nullif(e.name, ''), (select name from servers where id = :serverId::uuid), ''),
         e.kind, e.field, e.before, e.after, :runId::uuid
    from jsonb_to_recordset(:events::jsonb)
         as e (id uuid, type text, resource uuid, name text, kind text, field text, before jsonb, after jsonb)`;

export async function writeEvents(
  trx: Transaction,
  work: Pick<HostWork, 'serverId' | 'at' | 'runId'>,
  events: readonly ResourceEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.slice(0, MAX_EVENTS).map((event) => ({
    id: newId(),
    type: event.resourceType,
    resource: event.resourceId,
    name: event.resourceName,
    kind: event.kind,
    field: event.field,
    before: event.before,
    after: event.after,
  }));
  const { serverId, at, runId } = work;
  await trx.raw(WRITE_EVENTS, { serverId, at, runId, events: toStorableJson(rows) });
}

/** What the watched values of a host became. A value that could not be told is no change. */
export function compareWatched(work: HostWork, states: KnownStates): ResourceEvent[] {
  const subject = { resourceType: 'host' as const, resourceId: null, resourceName: '' };
  return work.collectors.flatMap(({ collector, watched, parts }) => {
    if (!parts.has('watched')) return [];
    const before = nameFields(collector, states.get(collector)?.watched ?? {});
    const after = nameFields(collector, watched);
    return withoutUnknown(compareFields(subject, before, after), new Set(Object.keys({ ...before, ...after })));
  });
}

function nameFields(collector: string, watched: WatchedValues): WatchedValues {
  return Object.fromEntries(Object.entries(watched).map(([name, value]) => [`${collector}.${name}`, value]));
}

const WRITE_STATES = `
  insert into collector_states as s (server_id, collector, facts, watched, digests, collected_at, succeeded_at)
  select :serverId::uuid, n.collector, n.facts, n.watched, n.digests, :at::timestamptz,
         case when n.succeeded then :at::timestamptz end
    from jsonb_to_recordset(:states::jsonb)
         as n (collector text, facts jsonb, watched jsonb, digests jsonb, succeeded boolean)
  on conflict (server_id, collector) do update
     set facts = coalesce(excluded.facts, s.facts), watched = s.watched || excluded.watched,
         digests = s.digests || excluded.digests, collected_at = greatest(s.collected_at, excluded.collected_at),
         succeeded_at = greatest(s.succeeded_at, excluded.succeeded_at)`;

/** Remembers what is stored now, so that the same answer is left alone next time. */
export async function writeStates(trx: Transaction, work: HostWork): Promise<void> {
  const { serverId, at } = work;
  const states = work.collectors.map((entry) => ({
    collector: entry.collector,
    facts: entry.persistFacts ? entry.facts : undefined,
    watched: entry.parts.has('watched') ? knownValues(entry.watched) : {},
    digests: Object.fromEntries([...entry.parts].map((part) => [part, { digest: entry.digests[part], at }])),
    succeeded: entry.succeeded,
  }));
  await trx.raw(WRITE_STATES, { serverId, at, states: toStorableJson(states) });
}

function knownValues(watched: WatchedValues): WatchedValues {
  return Object.fromEntries(Object.entries(watched).filter(([, value]) => value !== null));
}
