import { z } from 'zod';

const Time = z.iso.datetime();
const List = 20_000;

const Mount = z.object({
  mountpoint: z.string(),
  device: z.string(),
  type: z.string(),
  /** The block devices below it, as far as they are known: `/dev/dm-0`, `/dev/sda2`, `/dev/sda`. */
  disks: z.array(z.string()),
});

const Pool = z.object({
  /** Inventory id. */
  id: z.uuid().nullable(),
  type: z.enum(['zfs', 'lvm', 'mdraid', 'btrfs']),
  name: z.string(),
  health: z.enum(['healthy', 'degraded', 'failed', 'unknown']),
  /** `resilver`, `scrub`, `rebuild`, `check`, `balance`, …; null when nothing runs. */
  running: z.string().nullable(),
  /** Paths of the devices that it consists of. */
  members: z.array(z.string()),
});

const Dataset = z.object({
  name: z.string(),
  type: z.enum(['filesystem', 'volume']),
  mountpoint: z.string().nullable(),
  children: z.int(),
  snapshots: z.int(),
  /** Snapshots that a hold keeps: their destruction fails. */
  held: z.int(),
  newestSnapshotAt: Time.nullable(),
  /** Another pool of this host holds one of its snapshots: the same GUID. */
  replicaAt: Time.nullable(),
});

const Container = z.object({
  id: z.uuid(),
  runtimeId: z.string(),
  name: z.string(),
  state: z.string(),
  project: z.string().nullable(),
  /** Names of volumes, and paths on the host. */
  mounts: z.array(z.object({ type: z.string(), source: z.string() })),
  /** Ports of the host that it serves. */
  ports: z.array(z.int()),
});

const Volume = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Of its label; null where no compose project made it. */
  project: z.string().nullable(),
  mountpoint: z.string().nullable(),
  containers: z.array(z.string()),
});

const Engine = z.object({
  id: z.uuid(),
  runtime: z.enum(['docker', 'podman', 'kubernetes']),
  /** Docker Desktop: one engine for all projects of a person. */
  desktop: z.boolean(),
  seenAt: Time.nullable(),
  containers: z.array(Container).max(List),
  volumes: z.array(Volume).max(List),
  projects: z.array(z.object({ id: z.uuid(), name: z.string(), workingDirectory: z.string().nullable() })).max(List),
});

/** Proof only: restorable, compared with its checksum. */
const Backup = z.object({
  id: z.uuid(),
  container: z.string(),
  /** Name of the volume, or path on the host. */
  of: z.string(),
  /** Where it lies. */
  location: z.string(),
  at: Time,
  verifiedAt: Time.nullable(),
});

/**
 * What is known of a host when a command is judged: the last that collections stored, and what was read on the host for
 * this purpose. null: not known, never "no".
 */
export const HostFacts = z.object({
  /** When this was put together; ages are counted from here. */
  readAt: Time,
  /** When the host was looked at last; null: never. */
  collectedAt: Time.nullable(),
  bootId: z.string().nullable(),
  /** Fingerprint of the pinned key. */
  hostKey: z.string().nullable(),
  transport: z.enum(['ssh', 'local']).nullable(),
  /** The devices that `/` lies on, down to the disks. */
  rootDisks: z.array(z.string()),
  mounts: z.array(Mount).max(List),
  pools: z.array(Pool).max(List),
  datasets: z.array(Dataset).max(List).nullable(),
  unraid: z
    .object({
      arrayState: z.string().nullable(),
      started: z.boolean().nullable(),
      degraded: z.boolean().nullable(),
      parityValid: z.boolean().nullable(),
      /** `check P`, `recon D2`; null when nothing runs. */
      parityAction: z.string().nullable(),
      moverRunning: z.boolean().nullable(),
    })
    .nullable(),
  packageLock: z.object({ held: z.boolean(), by: z.string().nullable() }).nullable(),
  /** What carries the session from here; null: not known. */
  sshPath: z
    .object({ interface: z.string().nullable(), port: z.int().nullable(), units: z.array(z.string()) })
    .nullable(),
  engines: z.array(Engine),
  databases: z.array(z.object({ id: z.uuid(), name: z.string(), engine: z.string(), status: z.string() })),
  guests: z.array(z.object({ name: z.string(), kind: z.string(), running: z.boolean() })),
  backups: z.array(Backup).max(List),
  /** Programs that matter while they run: `mover`, `dpkg`, `zfs`, `kubelet`. */
  processes: z.array(z.object({ name: z.string(), pid: z.int() })),
  /** Jobs of cron and timers by name. */
  schedules: z.array(z.object({ name: z.string(), runs: z.string() })),
});
export type HostFacts = z.infer<typeof HostFacts>;
export type EngineFacts = HostFacts['engines'][number];
export type PoolFacts = HostFacts['pools'][number];
export type DatasetFacts = NonNullable<HostFacts['datasets']>[number];
export type MountFacts = HostFacts['mounts'][number];
export type ContainerFactsRow = EngineFacts['containers'][number];
export type VolumeFactsRow = EngineFacts['volumes'][number];

/** Older facts say nothing of what the host is like now. */
export const FRESH_SECONDS = 15 * 60;

export type Freshness = 'fresh' | 'stale' | 'unknown';

export function freshnessOf(facts: Pick<HostFacts, 'readAt' | 'collectedAt'>): Freshness {
  if (facts.collectedAt === null) return 'unknown';
  const ageMs = Date.parse(facts.readAt) - Date.parse(facts.collectedAt);
  return ageMs <= FRESH_SECONDS * 1_000 ? 'fresh' : 'stale';
}

/** Of a host that nobody has looked at, or where no host is named. */
export function unknownFacts(readAt: string): HostFacts {
  return {
    readAt,
    collectedAt: null,
    bootId: null,
    hostKey: null,
    transport: null,
    rootDisks: [],
    mounts: [],
    pools: [],
    datasets: null,
    unraid: null,
    packageLock: null,
    sshPath: null,
    engines: [],
    databases: [],
    guests: [],
    backups: [],
    processes: [],
    schedules: [],
  };
}
