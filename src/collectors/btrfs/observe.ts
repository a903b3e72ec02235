import type { Observations } from '../../domain/inventory/observations.js';
import type { BtrfsDevice, BtrfsFilesystem } from '../../domain/inventory/pools/btrfs-filesystem.js';
import { countMissing, judgeBtrfs } from '../../domain/inventory/pools/btrfs-health.js';
import type { PoolMember, PoolObservation } from '../../domain/inventory/storage-pool.js';
import type { BtrfsFacts } from './schema.js';

export function observeBtrfs(facts: BtrfsFacts, nowMs: number): Observations {
  const items = facts.filesystems.map((filesystem) => toPool(filesystem, nowMs));
  return { pools: { items, complete: facts.complete, types: ['btrfs'] } };
}

/** Label, mount point, or the first device. */
export function nameOf({ label, mountpoint, devices, uuid }: BtrfsFilesystem): string {
  return label ?? mountpoint ?? devices[0]?.path ?? uuid;
}

/** Sizes are those on disk, copies counted, so that they fit the size of the devices. */
function toPool(filesystem: BtrfsFilesystem, nowMs: number): PoolObservation {
  const { scrub } = filesystem;
  const { sizeBytes, usedBytes } = sizesOf(filesystem);
  return {
    identity: `btrfs:${filesystem.uuid}`,
    name: nameOf(filesystem),
    type: 'btrfs',
    state: stateOf(filesystem),
    ...judgeBtrfs(filesystem, nowMs),
    sizeBytes,
    usedBytes,
    freeBytes: difference(sizeBytes, usedBytes),
    members: filesystem.devices.map(toMember),
    progress: progressOf(filesystem),
    lastScrub:
      scrub === null || scrub.status === 'none' || scrub.status === 'running'
        ? null
        : { finishedAt: scrub.finishedAt, errors: scrub.errors },
    details: detailsOf(filesystem),
  };
}

function detailsOf(filesystem: BtrfsFilesystem): Record<string, unknown> {
  const { usage } = filesystem;
  return {
    uuid: filesystem.uuid,
    label: filesystem.label,
    mountpoint: filesystem.mountpoint,
    totalDevices: filesystem.totalDevices,
    missingDevices: countMissing(filesystem),
    fileBytes: filesystem.usedBytes,
    allocatedBytes: usage?.allocatedBytes ?? null,
    unallocatedBytes: usage?.unallocatedBytes ?? null,
    estimatedFreeBytes: usage?.estimatedFreeBytes ?? null,
    dataRatio: usage?.dataRatio ?? null,
    metadataRatio: usage?.metadataRatio ?? null,
    allocations: usage?.allocations ?? [],
    scrub: filesystem.scrub,
    devices: filesystem.devices.map(({ devid, path, sizeBytes: size, allocatedBytes, counters, baseline }) => ({
      devid,
      path,
      sizeBytes: size,
      allocatedBytes,
      counters,
      baseline,
    })),
  };
}

/** The tool's words where it has some. */
function stateOf(filesystem: BtrfsFilesystem): string {
  if (!filesystem.listed) return 'not mounted';
  return countMissing(filesystem) > 0 ? 'some devices missing' : 'mounted';
}

/** Without `usage` what the devices and the files add up to; of several devices it is not known how files are copied. */
export function sizesOf(filesystem: BtrfsFilesystem): {
  readonly sizeBytes: string | null;
  readonly usedBytes: string | null;
} {
  const { usage, devices, usedBytes } = filesystem;
  const ofDevices = countMissing(filesystem) > 0 ? null : sumOf(devices.map((device) => device.sizeBytes));
  return {
    sizeBytes: usage?.deviceSizeBytes ?? ofDevices,
    usedBytes: usage?.usedBytes ?? usedBytes,
  };
}

function sumOf(sizes: readonly (string | null)[]): string | null {
  if (sizes.length === 0 || sizes.includes(null)) return null;
  return String(sizes.reduce((sum, size) => sum + BigInt(size ?? 0), 0n));
}

function difference(whole: string | null, part: string | null): string | null {
  if (whole === null || part === null) return null;
  const rest = BigInt(whole) - BigInt(part);
  return rest < 0n ? null : String(rest);
}

function toMember({ path, missing, devid, counters }: BtrfsDevice): PoolMember {
  const state = missing === null ? 'unknown' : missing ? 'missing' : 'present';
  return {
    path,
    state,
    role: devid === 0 ? 'replacement' : 'data',
    group: null,
    identity: devid === null ? null : `devid:${devid}`,
    readErrors: counters?.read ?? null,
    writeErrors: counters?.write ?? null,
    checksumErrors: counters?.corruption ?? null,
  };
}

function progressOf({ task, scrub }: BtrfsFilesystem): PoolObservation['progress'] {
  if (task !== null) return { kind: task.kind, percent: task.percent, etaSeconds: null };
  if (scrub?.status !== 'running') return null;
  return { kind: 'scrub', percent: scrub.percent, etaSeconds: scrub.etaSeconds };
}
