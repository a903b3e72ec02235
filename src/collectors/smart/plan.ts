import type { DeviceType } from '../../domain/inventory/storage-device.js';
import { nvmeController } from '../shared/disk-merge.js';
import type { BlockDisk, BlockListing } from '../shared/disk-model.js';
import { isNoDisk, judgeDisk } from '../shared/disk-type.js';
import { chooseTypes } from './choose-types.js';
import { baseName, memberName } from './device-names.js';
import { findKnown, keysOf } from './memory.js';
import type { KnownDevice, ScanEntry, ScanResult } from './schema.js';

/** One device to ask. */
export interface Ask {
  /** `<path> <type of the scan>`: the slot of the follow-up. */
  readonly slot: string;
  readonly path: string;
  /** `sda`, or `megaraid,3` for a member behind a controller. */
  readonly name: string;
  readonly isMember: boolean;
  /** `-d` types to try in turn. */
  readonly types: readonly string[];
  /** Leave it alone when it sleeps. */
  readonly guard: boolean;
  readonly lock: string;
  /** What must not be asked twice at once: the disk, or the controller with all behind it. */
  readonly lane: string;
  /** The disk of the listing that it is, by name. */
  readonly disk: BlockDisk | undefined;
  readonly known: KnownDevice | undefined;
}

export interface Found {
  readonly listing: BlockListing | undefined;
  readonly scan: ScanResult | undefined;
  readonly known: readonly KnownDevice[];
}

const ASKED: ReadonlySet<DeviceType> = new Set(['hdd', 'ssd', 'nvme']);
const MAX_ASKS = 2000;

/** Every device worth asking, each once: what the scan listed, and disks that only the listing has. */
export function planAsks({ listing, scan, known }: Found): Ask[] {
  const disks = listing?.disks ?? [];
  const byPath = new Map<string, string[]>();
  const asks: Ask[] = [];
  const covered = new Set<string>();
  const hosts = new Set(scan?.entries.map(({ path }) => busOf(path)));
  for (const entry of scan?.entries ?? []) {
    if (memberName(entry.type) !== null) asks.push(askMember(entry, known));
    else byPath.set(entry.path, [...(byPath.get(entry.path) ?? []), entry.type]);
  }
  for (const [path, types] of byPath) {
    const disk = disks.find((each) => isAt(each, path));
    if (!isWorthAsking(path, disk) || (disk !== undefined && covered.has(disk.name))) continue;
    if (disk !== undefined) covered.add(disk.name);
    asks.push(askDisk({ path, scanned: types, disk, known, hosts }));
  }
  for (const disk of disks) {
    // A stick that not even the scan offers has nothing to tell.
    if (covered.has(disk.name) || !ASKED.has(disk.type)) continue;
    asks.push(askDisk({ path: disk.path, scanned: [], disk, known, hosts }));
  }
  const slots = new Map(asks.map((ask) => [ask.slot, ask]));
  return [...slots.values()].slice(0, MAX_ASKS);
}

/** By name, or as the controller of an NVMe namespace: the scan says /dev/nvme0 for nvme0n1. */
function isAt(disk: BlockDisk, path: string): boolean {
  const name = baseName(path);
  if (disk.path === path || disk.name === name || disk.aliases.includes(name)) return true;
  const controller = nvmeController(name);
  return controller !== null && controller === nvmeController(disk.name);
}

function isWorthAsking(path: string, disk: BlockDisk | undefined): boolean {
  if (disk !== undefined) return ASKED.has(disk.type) || (disk.type === 'other' && disk.transport === 'usb');
  const name = baseName(path);
  const nothing = { transport: null, vendor: null, model: null, rotational: null, removable: null };
  return !isNoDisk(name, null) && judgeDisk({ name, ...nothing }).type !== 'virtual';
}

function askMember({ path, type }: ScanEntry, known: readonly KnownDevice[]): Ask {
  const slot = `${path} ${type}`;
  const remembered = findKnown(known, [`slot:${slot}`]);
  return {
    slot,
    path,
    name: memberName(type) ?? type,
    isMember: true,
    types: [type],
    guard: remembered?.rotational !== false,
    lock: lockOf(path),
    lane: busOf(path) === null ? baseName(path) : path,
    disk: undefined,
    known: remembered,
  };
}

interface DiskToAsk {
  readonly path: string;
  readonly scanned: readonly string[];
  readonly disk: BlockDisk | undefined;
  readonly known: readonly KnownDevice[];
  /** Numbers of the SCSI hosts whose members are asked one by one. */
  readonly hosts: ReadonlySet<string | null>;
}

function askDisk({ path, scanned, disk, known, hosts }: DiskToAsk): Ask {
  const remembered = disk === undefined ? undefined : findKnown(known, keysOf(disk));
  const types = chooseTypes({ scanned, disk, name: baseName(path), remembered: remembered?.deviceType ?? null });
  const host = /^(\d+):/.exec(disk?.hctl ?? '')?.[1];
  return {
    slot: `${path} ${types[0] ?? ''}`,
    path,
    name: disk?.name ?? baseName(path),
    isMember: false,
    types,
    // Some SATA SSDs claim to be in standby when asked, and would never be read.
    guard: !(types[0] === 'nvme' || disk?.rotational === false || remembered?.rotational === false),
    lock: lockOf(path),
    lane: host !== undefined && hosts.has(host) ? `/dev/bus/${host}` : (disk?.name ?? baseName(path)),
    disk,
    known: remembered,
  };
}

/** `0` of `/dev/bus/0`: the controller's own path, by which its members are asked. */
function busOf(path: string): string | null {
  return /^\/dev\/bus\/(\d+)$/.exec(path)?.[1] ?? null;
}

/** A directory of the kernel that stands for the device: nobody else locks it, and nothing is written. */
function lockOf(path: string): string {
  const bus = busOf(path);
  if (bus !== null) return `/sys/class/scsi_host/host${bus}`;
  const name = baseName(path).replaceAll('/', '!');
  if (!/^[\w!.-]{1,60}$/.test(name)) return '';
  return /^nvme\d+$/.test(name) ? `/sys/class/nvme/${name}` : `/sys/block/${name}`;
}
