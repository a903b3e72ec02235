import type { Knex } from 'knex';
import { z } from 'zod';
import { type DeviceProfile, readDeviceProfile } from '../../domain/protection/risk/device-profile.js';
import { HostFacts, unknownFacts } from '../../domain/protection/risk/host-facts.js';
import { addLiveFacts, LiveFacts } from '../../domain/protection/risk/live-facts.js';
import type { Database } from '../../platform/db/database.js';
import { HOST_FACTS_QUERY } from './host-facts-query.js';
import { ProtectionFactsModel } from './protection-facts-model.js';
import { KnownEngine, readEngine, readUnraid, StoredBackup, UnraidState } from './stored-facts.js';

export interface KnownHost {
  readonly serverName: string;
  readonly profile: DeviceProfile | null;
  readonly facts: HostFacts;
}

const listOf = <T extends z.ZodType>(schema: T) => z.array(schema).nullish().catch(null);
/** PostgreSQL's own spelling of a time in JSON. */
const Time = z.string().transform((text) => new Date(text).toISOString());
const Filesystems = z.object({
  filesystems: z.array(z.object({ mountpoint: z.string(), device: z.string(), type: z.string() })),
});
const Guests = z.object({ guests: z.array(z.object({ name: z.string(), manager: z.string(), running: z.boolean() })) });

const Known = z.object({
  name: z.string(),
  profile: z.unknown(),
  capabilities: z.object({ bootId: z.string().nullish() }).nullish().catch(null),
  transport: z.enum(['ssh', 'local']),
  hostKey: z.string().nullish(),
  collectedAt: Time.nullish(),
  states: z.record(z.string(), z.unknown()).nullish(),
  live: z.object({ facts: z.unknown(), collectedAt: Time }).nullish(),
  pools: listOf(z.object({ ...HostFacts.shape.pools.element.shape, members: listOf(z.string()) })),
  databases: listOf(HostFacts.shape.databases.element),
  engines: z.array(KnownEngine).nullish(),
  backups: z.array(StoredBackup).nullish(),
});
type Known = z.infer<typeof Known>;

/**
 * What is known of a host, from what collections and the last look stored; opens no connection to it. undefined: there
 * is no such server.
 */
export async function loadHostFacts(
  database: Pick<Database, 'knex'>,
  serverId: string,
  readAt: Date = new Date(),
): Promise<KnownHost | undefined> {
  const answer: { rows: readonly { readonly known: unknown }[] } = await database.knex.raw(HOST_FACTS_QUERY, [
    serverId,
  ]);
  const [row] = answer.rows;
  if (row === undefined) return undefined;
  const known = Known.parse(row.known);
  return {
    serverName: known.name,
    profile: readDeviceProfile(known.profile),
    facts: describe(known, readAt.toISOString()),
  };
}

/** Keeps what a look at a host told; a later look takes its place, an earlier one that comes late does not. */
export async function saveLiveFacts(
  knex: Knex,
  look: { readonly serverId: string; readonly facts: LiveFacts; readonly collectedAt: Date },
): Promise<void> {
  await ProtectionFactsModel.query(knex)
    .insert(look)
    .onConflict('serverId')
    .merge(['facts', 'collectedAt'])
    .where('protection_facts.collectedAt', '<=', look.collectedAt);
}

function describe(known: Known, readAt: string): HostFacts {
  const stored: HostFacts = {
    ...unknownFacts(readAt),
    bootId: known.capabilities?.bootId ?? null,
    hostKey: known.hostKey ?? null,
    transport: known.transport,
    collectedAt: known.collectedAt ?? null,
    mounts: readMounts(known.states?.['filesystem']),
    pools: (known.pools ?? []).map((pool) => ({ ...pool, members: pool.members ?? [] })),
    unraid: readUnraid(UnraidState.safeParse(known.states?.['unraid']).data),
    engines: (known.engines ?? []).map(readEngine),
    databases: known.databases ?? [],
    guests: (Guests.safeParse(known.states?.['virtualisation']).data?.guests ?? []).map((guest) => ({
      name: guest.name,
      kind: guest.manager,
      running: guest.running,
    })),
    backups: (known.backups ?? []).flatMap((backup) => backup),
  };
  const live = LiveFacts.safeParse(known.live?.facts).data;
  if (known.live === null || known.live === undefined || live === undefined) return withRoot(stored);
  const newest =
    [stored.collectedAt, known.live.collectedAt]
      .filter((at) => at !== null)
      .toSorted()
      .at(-1) ?? null;
  return { ...addLiveFacts(stored, live), collectedAt: newest };
}

/** Without a look at the host: at least the device that is mounted there. */
function withRoot(facts: HostFacts): HostFacts {
  const root = facts.mounts.find(({ mountpoint, device }) => mountpoint === '/' && device.startsWith('/dev/'));
  return root === undefined ? facts : { ...facts, rootDisks: [root.device] };
}

function readMounts(stored: unknown): HostFacts['mounts'] {
  const found = Filesystems.safeParse(stored).data?.filesystems ?? [];
  return found.map(({ mountpoint, device, type }) => ({ mountpoint, device, type, disks: [] }));
}
