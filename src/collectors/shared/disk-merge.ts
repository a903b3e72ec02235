import {
  identitiesOf,
  isSameDevice,
  isSerialIdentity,
  isWwnAsSerial,
  sharedIdentities,
  uniteBy,
} from './disk-identity.js';
import type { BlockDisk } from './disk-model.js';

/** A row of the listing before paths to the same disk are put together. */
export interface DiskRow {
  /** `major:minor`: a disk below a RAID or a multipath map is listed under each of its parents. */
  readonly majorMinor: string | null;
  readonly disk: Omit<BlockDisk, 'aliases' | 'identities'>;
}

const SINGLE_PATH: ReadonlySet<string> = new Set(['sata', 'ata', 'usb', 'nvme', 'mmc', 'virtio', 'pmem']);

/** SATA disks have one port, also those behind a SAS adapter, which show "ATA" as their vendor. */
export function hasSinglePath({ transport, vendor }: Pick<BlockDisk, 'transport' | 'vendor'>): boolean {
  return (transport !== null && SINGLE_PATH.has(transport)) || vendor === 'ATA';
}

/** Each physical disk once, with names that no other disk of the listing has. */
export function mergeDisks(rows: readonly DiskRow[]): BlockDisk[] {
  const seen = new Set<string>();
  const listed: BlockDisk[] = [];
  for (const { majorMinor, disk } of rows) {
    if (seen.has(majorMinor ?? disk.name) || seen.has(disk.name)) continue;
    seen.add(majorMinor ?? disk.name).add(disk.name);
    listed.push(identify(disk));
  }
  const keysOf = ({ name, identities }: BlockDisk): string[] => [...identities, nvmeController(name) ?? name];
  const disks = uniteBy(listed, { keysOf, isSame: isSameDisk, unite });
  const shared = sharedIdentities(disks);
  const named = disks.map((disk) => ({ ...disk, identities: withoutShared(disk, shared) }));
  const stillShared = sharedIdentities(named);
  return named.map((disk) => ({ ...disk, identities: disk.identities.filter((name) => !stillShared.has(name)) }));
}

function identify(row: DiskRow['disk']): BlockDisk {
  const named = row.serial !== null && isWwnAsSerial(row.serial, row.wwn);
  const own = named ? null : row.serial;
  const wwn = row.wwn ?? (named ? row.serial : null);
  // A made-up disk has no other serial than its name; a real one, whose name is of kind 5, may tell its own later.
  const serial = row.type === 'virtual' || row.serial?.startsWith('6') === true ? row.serial : own;
  return { ...row, serial, wwn, aliases: [], identities: identitiesOf([wwn], [own]) };
}

function isSameDisk(a: BlockDisk, b: BlockDisk): boolean {
  const controller = nvmeController(a.name);
  if (controller !== null && controller === nvmeController(b.name)) return true;
  if (a.type === 'virtual' || b.type === 'virtual') return false;
  const identified = (disk: BlockDisk) => ({ identities: disk.identities, singlePath: hasSinglePath(disk) });
  return isSameDevice(identified(a), identified(b));
}

/** `nvme0` of `nvme0n2`: the namespaces of one controller are parts of one disk. */
export function nvmeController(name: string): string | null {
  return /^(nvme\d+)(?:n\d+)?$/.exec(name)?.[1] ?? null;
}

function unite(disk: BlockDisk, other: BlockDisk): BlockDisk {
  const isNamespace = nvmeController(disk.name) !== null;
  const sizes = [disk.sizeBytes, other.sizeBytes].filter((size) => size !== null);
  const sizeBytes = isNamespace && sizes.length === 2 ? String(sumOf(sizes)) : (sizes[0] ?? null);
  const identities = [...new Set([...disk.identities, ...other.identities])];
  return {
    ...disk,
    aliases: [...disk.aliases, other.name],
    sizeBytes,
    serial: disk.serial ?? other.serial,
    wwn: disk.wwn ?? other.wwn,
    identities: identities.toSorted((a, b) => Number(isSerialIdentity(a)) - Number(isSerialIdentity(b))),
  };
}

function sumOf(sizes: readonly string[]): bigint {
  return sizes.reduce((sum, size) => sum + BigInt(size), 0n);
}

function withoutShared(disk: BlockDisk, shared: ReadonlySet<string>): string[] {
  const own = disk.identities.filter((identity) => !shared.has(identity));
  if (own.length > 0 || disk.identities.length === 0) return own;
  // Two disks in one USB box give the serial of the box: the slot tells them apart.
  const slot = disk.transport === 'usb' ? /:(\d+)$/.exec(disk.hctl ?? '')?.[1] : undefined;
  const serial = disk.identities.find(isSerialIdentity);
  return slot === undefined || serial === undefined ? [] : [`${serial}:${slot}`];
}
