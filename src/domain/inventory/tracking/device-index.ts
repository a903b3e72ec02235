import type { DeviceObservation } from '../storage-device.js';
import { isBlockName } from './describe-device.js';
import { disagree, hasStrong, isStrong, rankOfIdentity, sharedRank } from './identities.js';
import type { KnownDevice } from './known-device.js';

/** The devices of one server, found by identity and by place. */
export interface DeviceIndex {
  /** As they are now: what is put later is not among them. */
  all(): KnownDevice[];
  get(id: string): KnownDevice | undefined;
  /** Adds a device, or puts its newer state in its place. */
  put(device: KnownDevice): void;
  remove(id: string): void;
  /** The devices that an observation is about: none, one, or several that turn out to be one. The oldest first. */
  find(observation: DeviceObservation, look: Look): KnownDevice[];
}

/** Who looks, and when. */
export interface Look {
  readonly collector: string;
  readonly at: string;
}

type Place = Pick<DeviceObservation, 'name' | 'path'>;

const placeKey = ({ name, path }: Place): string => JSON.stringify([name, path]);

function keysOf(device: KnownDevice): string[] {
  return [...device.identities, ...new Set([device, ...Object.values(device.seenBy)].map(placeKey))];
}

function olderFirst(a: KnownDevice, b: KnownDevice): number {
  if (a.firstSeenAt !== b.firstSeenAt) return a.firstSeenAt < b.firstSeenAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

export function createDeviceIndex(known: readonly KnownDevice[]): DeviceIndex {
  const devices = new Map<string, KnownDevice>();
  const byKey = new Map<string, Set<string>>();
  const remove = (id: string): void => {
    const former = devices.get(id);
    if (former === undefined) return;
    for (const key of keysOf(former)) byKey.get(key)?.delete(id);
    devices.delete(id);
  };
  const put = (device: KnownDevice): void => {
    remove(device.id);
    devices.set(device.id, device);
    for (const key of keysOf(device)) byKey.set(key, (byKey.get(key) ?? new Set()).add(device.id));
  };
  const lookUp = (keys: readonly string[]): KnownDevice[] => {
    const ids = new Set(keys.flatMap((key) => [...(byKey.get(key) ?? [])]));
    return [...ids].flatMap((id) => devices.get(id) ?? []);
  };
  for (const device of known) put(device);
  return {
    all: () => [...devices.values()],
    get: (id) => devices.get(id),
    put,
    remove,
    find(observation, look) {
      const here = lookUp([placeKey(observation)]);
      if (!hasStrong(observation.identities)) return findByPlace(observation, here, lookUp(observation.identities));
      const shared = lookUp(observation.identities.filter(isStrong));
      return findByIdentity(observation, look, { shared, here }).toSorted(olderFirst);
    },
  };
}

/** What has nothing but a place is what is known to be at that place, or was last called so. */
function findByPlace(
  observation: DeviceObservation,
  here: readonly KnownDevice[],
  samePath: readonly KnownDevice[],
): KnownDevice[] {
  const weak = samePath.filter((device) => !hasStrong(device.identities));
  const present = here.filter((device) => device.goneAt === null && standsAt(device, observation));
  return [...present, ...weak].toSorted((a, b) => Number(a.goneAt !== null) - Number(b.goneAt !== null)).slice(0, 1);
}

function standsAt(device: KnownDevice, place: Place): boolean {
  return device.name === place.name && device.path === place.path;
}

interface Candidates {
  readonly shared: readonly KnownDevice[];
  readonly here: readonly KnownDevice[];
}

interface Link {
  readonly device: KnownDevice;
  readonly rank: number;
}

const PLACE_RANK = rankOfIdentity('path:');

function findByIdentity(observation: DeviceObservation, look: Look, { shared, here }: Candidates): KnownDevice[] {
  const links: Link[] = [
    ...shared.flatMap((device) => {
      const rank = sharedRank(observation.identities, device.identities);
      return rank === undefined || contradicts(observation, device, rank, look) ? [] : [{ device, rank }];
    }),
    ...here
      .filter((device) => seenHereNow(device, observation, look) && !shared.includes(device))
      .filter((device) => !disagree(observation.identities, device.identities, PLACE_RANK))
      .map((device) => ({ device, rank: PLACE_RANK })),
  ];
  if (links.length > 0) return keepCompatible(links);
  // Known by its place only so far: now it has a name of its own.
  return here
    .filter((device) => device.goneAt === null && !hasStrong(device.identities) && standsAt(device, observation))
    .slice(0, 1);
}

/** Cheap bridges all have the same serial: two sizes at one look are two devices. */
function contradicts(observation: DeviceObservation, device: KnownDevice, rank: number, look: Look): boolean {
  if (disagree(observation.identities, device.identities, rank)) return true;
  const view = device.seenBy[look.collector];
  if (view === undefined || view.at !== look.at || rank < rankOfIdentity('serial:')) return false;
  return observation.sizeBytes !== null && view.sizeBytes !== null && observation.sizeBytes !== view.sizeBytes;
}

/** At one moment there is one disk at a node of the host, whatever the collectors know of it. */
function seenHereNow(device: KnownDevice, { name, path }: Place, { at, collector }: Look): boolean {
  if (!isBlockName(name)) return false;
  return Object.entries(device.seenBy).some(
    ([by, view]) => by !== collector && view.at === at && view.name === name && view.path === path,
  );
}

/** Of devices that contradict each other only those are one that agree with the best match. */
function keepCompatible(links: readonly Link[]): KnownDevice[] {
  const kept: Link[] = [];
  const ranked = links.toSorted(
    (a, b) =>
      a.rank - b.rank ||
      Number(a.device.goneAt !== null) - Number(b.device.goneAt !== null) ||
      olderFirst(a.device, b.device),
  );
  for (const link of ranked) {
    const fits = kept.every(
      (other) => !disagree(link.device.identities, other.device.identities, Math.max(link.rank, other.rank)),
    );
    if (fits) kept.push(link);
  }
  return kept.map(({ device }) => device);
}
