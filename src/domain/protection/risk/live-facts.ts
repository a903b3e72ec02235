import { z } from 'zod';
import { HostFacts } from './host-facts.js';

const { bootId, mounts, datasets, packageLock, sshPath, processes, schedules } = HostFacts.shape;

/** What a look at the host itself gives, beside what collections store. null: could not be read. */
export const LiveFacts = z.object({
  bootId,
  mounts: mounts.nullable(),
  /** Block devices with what they lie on, and what they are used for. */
  devices: z
    .array(
      z.object({
        path: z.string(),
        parent: z.string().nullable(),
        /** `zfs_member`, `LVM2_member`, `linux_raid_member`, `ext4`, … */
        use: z.string().nullable(),
        /** Of a member: the name of its pool. */
        label: z.string().nullable(),
        mountpoint: z.string().nullable(),
      }),
    )
    .max(20_000)
    .nullable(),
  /** ZFS pools and md arrays only. */
  pools: z
    .array(
      z.object({
        type: z.enum(['zfs', 'mdraid']),
        name: z.string(),
        health: z.enum(['healthy', 'degraded', 'failed', 'unknown']),
        running: z.string().nullable(),
        members: z.array(z.string()),
      }),
    )
    .max(5_000)
    .nullable(),
  datasets,
  unraid: HostFacts.shape.unraid,
  packageLock,
  sshPath,
  processes: processes.nullable(),
  schedules: schedules.nullable(),
});
export type LiveFacts = z.infer<typeof LiveFacts>;

export const NO_LIVE_FACTS: LiveFacts = {
  bootId: null,
  mounts: null,
  devices: null,
  pools: null,
  datasets: null,
  unraid: null,
  packageLock: null,
  sshPath: null,
  processes: null,
  schedules: null,
};

const MOST_LEVELS = 16;

/** Puts a look at the host over what was known of it: newer facts win, what it does not tell stays. Pure. */
export function addLiveFacts(known: HostFacts, live: LiveFacts): HostFacts {
  const mountsNow = (live.mounts ?? known.mounts).map((mount) => ({ ...mount, disks: disksBelow(mount.device, live) }));
  return {
    ...known,
    bootId: live.bootId ?? known.bootId,
    mounts: mountsNow,
    rootDisks: rootDisksOf(mountsNow, live) ?? known.rootDisks,
    pools: mergePools(known.pools, live),
    datasets: live.datasets ?? known.datasets,
    unraid: live.unraid ?? known.unraid,
    packageLock: live.packageLock ?? known.packageLock,
    sshPath: live.sshPath ?? known.sshPath,
    processes: live.processes ?? known.processes,
    schedules: live.schedules ?? known.schedules,
  };
}

function rootDisksOf(mounts: HostFacts['mounts'], live: LiveFacts): string[] | null {
  const root = mounts.find(({ mountpoint }) => mountpoint === '/');
  if (root === undefined) return null;
  const pool = root.type === 'zfs' ? root.device.split('/')[0] : undefined;
  const members = pool === undefined ? [] : membersOf(pool, live);
  return [
    ...new Set([root.device, ...root.disks, ...members.flatMap((member) => [member, ...disksBelow(member, live)])]),
  ].filter((device) => device.startsWith('/dev/'));
}

/** `/dev/mapper/vg-root` → its volume group's partitions → their disks. */
function disksBelow(device: string, { devices }: LiveFacts): string[] {
  const found = new Set<string>();
  let level = [device];
  for (let depth = 0; depth < MOST_LEVELS && level.length > 0; depth += 1) {
    const parents = (devices ?? []).filter(({ path }) => level.includes(path)).map(({ parent }) => parent);
    level = [...new Set(parents)].filter((parent): parent is string => parent !== null && !found.has(parent));
    for (const parent of level) found.add(parent);
  }
  return [...found];
}

function membersOf(pool: string, { devices }: LiveFacts): string[] {
  const used = (devices ?? []).filter(({ use, label }) => use === 'zfs_member' && label === pool);
  return used.map(({ path }) => path);
}

function mergePools(known: HostFacts['pools'], live: LiveFacts): HostFacts['pools'] {
  const now = new Map((live.pools ?? []).map((pool) => [`${pool.type} ${pool.name}`, pool]));
  const kept = known.map((pool) => {
    const fresh = now.get(`${pool.type} ${pool.name}`);
    now.delete(`${pool.type} ${pool.name}`);
    const members = [
      ...new Set([
        ...pool.members,
        ...(fresh?.members ?? []),
        ...(pool.type === 'zfs' ? membersOf(pool.name, live) : []),
      ]),
    ];
    return fresh === undefined
      ? { ...pool, members }
      : { ...pool, health: fresh.health, running: fresh.running, members };
  });
  const added = [...now.values()].map((pool) => ({
    ...pool,
    id: null,
    members: [...new Set([...pool.members, ...(pool.type === 'zfs' ? membersOf(pool.name, live) : [])])],
  }));
  return [...kept, ...added];
}
