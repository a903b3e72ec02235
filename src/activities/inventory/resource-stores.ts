import type { z } from 'zod';
import { DatabaseObservation } from '../../domain/inventory/database-instance.js';
import { CertificateObservation } from '../../domain/inventory/found-certificate.js';
import type { Observations } from '../../domain/inventory/observations.js';
import { PoolObservation } from '../../domain/inventory/storage-pool.js';
import type { ResourceEvent } from '../../domain/inventory/tracking/resource-event.js';
import {
  trackResources,
  type KnownResource,
  type ResourceAnswer,
  type TrackingRules,
} from '../../domain/inventory/tracking/track-resources.js';
import {
  CERTIFICATE_RULES,
  DATABASE_RULES,
  nameDatabase,
  POOL_RULES,
} from '../../domain/inventory/tracking/tracking-rules.js';
import { clipText, toStorableBytes } from '../../models/inventory/storable.js';
import type { Transaction } from '../../platform/db/database.js';
import { newId } from '../../platform/ids/ids.js';
import { pruneGone, upsertRows } from './write-rows.js';
import { answersOf, type StoreScope } from './store-scope.js';
import type { ResourceKind } from './observation-work.js';

type SimpleKind = Exclude<ResourceKind, 'devices'>;
type ObservationOf<K extends SimpleKind> = NonNullable<Observations[K]>['items'][number];

interface ResourceTable<K extends SimpleKind> {
  readonly kind: K;
  readonly table: string;
  /** The column that tells two apart. */
  readonly identityColumn: string;
  readonly rules: TrackingRules<ObservationOf<K>>;
  readonly schema: z.ZodType<ObservationOf<K>>;
  /** The columns that lists filter and sort by. */
  readonly columnsOf: (observation: ObservationOf<K>) => Record<string, unknown>;
  readonly speaksFor?: (observed: NonNullable<Observations[K]>, known: KnownResource<ObservationOf<K>>) => boolean;
}

interface StoredRow {
  readonly id: string;
  readonly identity: string;
  readonly observation: unknown;
  readonly seenBy: KnownResource<unknown>['seenBy'];
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly goneAt: Date | null;
}

/** Makes the store of one kind: gives the history of what it changed. */
function storeOf<K extends SimpleKind>(description: ResourceTable<K>) {
  return async (trx: Transaction, scope: StoreScope): Promise<ResourceEvent[]> => {
    const { kind, table, rules } = description;
    const answers = answersOf(scope, kind).map(({ collector, observed }) => ({
      collector,
      items: observed.items as readonly ObservationOf<K>[],
      speaksFor: (known) => observed.complete && (description.speaksFor?.(observed, known) ?? true),
    })) satisfies ResourceAnswer<ObservationOf<K>>[];
    const known = await readKnown(trx, description, scope.serverId);
    const { changed, events } = trackResources({ rules, known, answers, at: scope.at, newId });
    await upsertRows(
      trx,
      table,
      changed.map((resource) => toColumns(description, resource, scope.serverId)),
    );
    await pruneGone(trx, { table, serverId: scope.serverId, stored: known.length });
    return [...events];
  };
}

async function readKnown<K extends SimpleKind>(
  trx: Transaction,
  { table, identityColumn, schema }: ResourceTable<K>,
  serverId: string,
): Promise<KnownResource<ObservationOf<K>>[]> {
  const rows: StoredRow[] = await trx(table)
    .select('id', { identity: identityColumn }, 'observation', 'seenBy', 'firstSeenAt', 'lastSeenAt', 'goneAt')
    .where({ serverId });
  return rows.map(({ id, identity, observation, seenBy, firstSeenAt, lastSeenAt, goneAt }) => ({
    id,
    identity,
    observation: schema.safeParse(observation).data ?? null,
    seenBy,
    firstSeenAt: firstSeenAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    goneAt: goneAt?.toISOString() ?? null,
  }));
}

function toColumns<K extends SimpleKind>(
  { identityColumn, columnsOf }: ResourceTable<K>,
  resource: KnownResource<ObservationOf<K>>,
  serverId: string,
): Record<string, unknown> {
  const { id, identity, observation, seenBy, firstSeenAt, lastSeenAt, goneAt } = resource;
  return {
    id,
    server_id: serverId,
    [identityColumn]: identity,
    // Rows of a former version keep what they have: only their life changes.
    ...(observation === null ? {} : { ...columnsOf(observation), observation }),
    seen_by: seenBy,
    first_seen_at: firstSeenAt,
    last_seen_at: lastSeenAt,
    gone_at: goneAt,
  };
}

const storePools = storeOf({
  kind: 'pools',
  table: 'storage_pools',
  identityColumn: 'identity',
  rules: POOL_RULES,
  schema: PoolObservation,
  columnsOf: ({ name, type, state, health, sizeBytes, usedBytes, freeBytes }) => ({
    name,
    type,
    state,
    health,
    size_bytes: toStorableBytes(sizeBytes),
    used_bytes: toStorableBytes(usedBytes),
    free_bytes: toStorableBytes(freeBytes),
  }),
  speaksFor: ({ types }, { observation }) => observation !== null && types.includes(observation.type),
});

const storeDatabases = storeOf({
  kind: 'databases',
  table: 'database_instances',
  identityColumn: 'identity',
  rules: DATABASE_RULES,
  schema: DatabaseObservation,
  columnsOf: (found) => ({
    name: clipText(nameDatabase(found)),
    engine: found.engine,
    version: found.version,
    status: found.status,
    role: found.role,
  }),
});

const storeCertificates = storeOf({
  kind: 'certificates',
  table: 'found_certificates',
  identityColumn: 'location',
  rules: CERTIFICATE_RULES,
  schema: CertificateObservation,
  columnsOf: ({ kind, names, subject, fingerprint, notBefore, notAfter }) => ({
    kind,
    name: clipText(names[0] ?? subject),
    fingerprint,
    not_before: notBefore,
    not_after: notAfter,
  }),
});

export const SIMPLE_STORES = { pools: storePools, databases: storeDatabases, certificates: storeCertificates } as const;
