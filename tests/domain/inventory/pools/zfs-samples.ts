import type { ZfsPool, ZfsVdev } from '../../../../src/domain/inventory/pools/zfs-pool.js';

export function vdev(name: string, parent: number | null, more: Partial<ZfsVdev> = {}): ZfsVdev {
  const counters = { readErrors: '0', writeErrors: '0', checksumErrors: '0' };
  return { name, path: name, role: 'data', parent, state: 'ONLINE', guid: null, ...counters, note: null, ...more };
}

/** A raidz2 of four and a mirrored special group, all well. */
export function pool(more: Partial<ZfsPool> = {}): ZfsPool {
  return {
    name: 'tank',
    guid: '1',
    listState: 'ONLINE',
    statusState: 'ONLINE',
    rawSizeBytes: '400',
    rawUsedBytes: '100',
    rawFreeBytes: '300',
    usedBytes: '50',
    availableBytes: '150',
    capacityPercent: 25,
    fragmentationPercent: 1,
    vdevs: [
      vdev('tank', null, { role: 'root' }),
      vdev('raidz2-0', null),
      ...['sda', 'sdb', 'sdc', 'sdd'].map((name) => vdev(name, 1)),
      vdev('mirror-1', null, { role: 'special' }),
      ...['sde', 'sdf'].map((name) => vdev(name, 6, { role: 'special' })),
      vdev('sdg', null, { role: 'log' }),
      vdev('sdh', null, { role: 'cache' }),
      vdev('sdi', null, { role: 'spare', state: 'AVAIL', readErrors: null, writeErrors: null, checksumErrors: null }),
    ],
    vdevsCurrent: true,
    countersExact: true,
    scans: [],
    lastScrub: { finishedAt: '2024-01-14T00:00:00.000Z', errors: '0' },
    neverScrubbed: false,
    dataErrors: '0',
    statusText: null,
    actionText: null,
    sections: {},
    capacityLevel: 'ok',
    errorsGrewAt: null,
    errorsGrew: false,
    ...more,
  };
}

/** The same pool with some devices in other states. */
export function withStates(states: Readonly<Record<string, string>>, state = 'DEGRADED'): ZfsPool {
  const base = pool({ listState: state, statusState: state });
  return { ...base, vdevs: base.vdevs.map((row) => ({ ...row, state: states[row.name] ?? row.state })) };
}
