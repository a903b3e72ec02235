import type { Observed } from '../observations.js';
import type { DeviceObservation } from '../storage-device.js';
import { describeDevice, findSources, pickDescription, watchDevice } from './describe-device.js';
import { createDeviceIndex, type DeviceIndex, type Look } from './device-index.js';
import { uniteIdentities } from './identities.js';
import type { DeviceView, KnownDevice } from './known-device.js';
import { absorbDevice } from './absorb-device.js';
import { compareFields, lifeEvent, withoutUnknown, type ResourceEvent } from './resource-event.js';
import { dropSighting, endsSighting, expireSightings } from './sightings.js';
import { sumUpHealth, takeReport } from './smart-standing.js';

export interface DeviceAnswer {
  readonly collector: string;
  readonly observed: Observed<DeviceObservation>;
}

export interface DeviceTracking {
  /** Every device of the server that is stored, gone ones too. */
  readonly known: readonly KnownDevice[];
  readonly answers: readonly DeviceAnswer[];
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  readonly newId: () => string;
}

export interface TrackedDevices {
  /** Those that are new or differ in anything from what was stored. */
  readonly changed: readonly KnownDevice[];
  /** Rows that turned out to be another one's. */
  readonly absorbed: readonly { readonly id: string; readonly into: string }[];
  readonly events: readonly ResourceEvent[];
}

interface Work {
  readonly index: DeviceIndex;
  readonly absorbed: { id: string; into: string }[];
  readonly newId: () => string;
}

/**
 * Fits what collectors saw into what is known of a server's devices. A device is recognised by any identity, keeps its
 * row when its name changes, and is gone when every collector that had seen it looked and saw it no more.
 */
export function trackDevices({ known, answers, at, newId }: DeviceTracking): TrackedDevices {
  const work: Work = { index: createDeviceIndex(known), absorbed: [], newId };
  for (const answer of answers.toSorted((a, b) => (a.collector < b.collector ? -1 : 1))) takeAnswer(work, answer, at);
  const before = new Map(known.map((device) => [device.id, device]));
  const now = work.index.all().map((device) => settleLife(device, at));
  return {
    changed: now.filter((device) => before.get(device.id) !== device),
    absorbed: work.absorbed,
    events: now.flatMap((device) => describeChanges(before.get(device.id), device)),
  };
}

function takeAnswer(work: Work, { collector, observed }: DeviceAnswer, at: string): void {
  const touched = new Set<string>();
  const look = { collector, at };
  // In one order whatever the tool's: of two paths to one disk the first gives the name.
  for (const observation of observed.items.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))) {
    const device = takeObservation(work, observation, { look, again: touched });
    touched.add(device.id);
  }
  const taken = new Set([...touched].flatMap((id) => work.index.get(id)?.seenBy[collector] ?? []).map(placeOf));
  for (const device of work.index.all()) {
    const view = device.seenBy[collector];
    if (view === undefined || touched.has(device.id)) continue;
    // Something else stands where it stood: also a partial answer says that much.
    if (endsSighting(view, observed.complete || taken.has(placeOf(view))))
      work.index.put({ ...device, seenBy: dropSighting(device.seenBy, collector) });
  }
}

const placeOf = ({ name, path }: Pick<DeviceObservation, 'name' | 'path'>): string => JSON.stringify([name, path]);

interface Pass {
  readonly look: Look;
  /** Devices that this answer has named already. */
  readonly again: ReadonlySet<string>;
}

function takeObservation(work: Work, observation: DeviceObservation, { look, again }: Pass): KnownDevice {
  const [first, ...others] = work.index.find(observation, look);
  let device = first ?? newDevice(work.newId(), observation, look.at);
  for (const other of others) {
    device = absorbDevice(device, other);
    work.absorbed.push({ id: other.id, into: device.id });
    work.index.remove(other.id);
  }
  const former = device.seenBy[look.collector];
  const view = viewOf(observation, look.at, former);
  const seenBy = { ...device.seenBy, [look.collector]: again.has(device.id) ? fillGaps(former ?? view, view) : view };
  device = {
    ...device,
    ...describeDevice(seenBy, device),
    identities: uniteIdentities(observation.identities, device.identities),
    seenBy,
    lastSeenAt: look.at > device.lastSeenAt ? look.at : device.lastSeenAt,
    goneAt: null,
  };
  if (observation.smart !== null) {
    device = { ...device, ...takeReport(device, look.collector, observation.smart, look.at) };
    device = { ...device, ...sumUpHealth(device.smart) };
  }
  work.index.put(device);
  return device;
}

function newDevice(id: string, observation: DeviceObservation, at: string): KnownDevice {
  return {
    ...pickDescription(observation),
    id,
    identities: observation.identities,
    health: 'unknown',
    reasons: [],
    seenBy: {},
    smart: {},
    memory: {},
    overrides: {},
    firstSeenAt: at,
    lastSeenAt: at,
    goneAt: null,
  };
}

function viewOf(observation: DeviceObservation, at: string, former: DeviceView | undefined): DeviceView {
  // A collector that once talked to the device counts as such while the device sleeps.
  const strong = observation.smart?.state === 'read' || (former?.strong ?? false);
  return { ...pickDescription(observation), at, strong };
}

/** The second path to a device adds what the first did not know. */
function fillGaps(first: DeviceView, second: DeviceView): DeviceView {
  const { name, path, at } = first;
  const both = describeDevice({ a: first, b: { ...second, strong: first.strong } }, first);
  return { ...both, name, path, at, strong: first.strong || second.strong };
}

function settleLife(device: KnownDevice, at: string): KnownDevice {
  const seenBy = expireSightings(device.seenBy, at);
  const gone = Object.keys(seenBy).length === 0 && device.goneAt === null;
  if (seenBy === device.seenBy && !gone) return device;
  return { ...device, ...describeDevice(seenBy, device), seenBy, goneAt: gone ? at : device.goneAt };
}

/** Learning them for the first time is no change of the device. */
const LEARNED = new Set(['model', 'serial', 'firmware', 'sizeBytes']);

function describeChanges(before: KnownDevice | undefined, after: KnownDevice): ResourceEvent[] {
  const subject = { resourceType: 'storage_device' as const, resourceId: after.id, resourceName: after.name };
  if (before === undefined) return [lifeEvent(subject, 'appeared')];
  if (before === after) return [];
  const changes = withoutUnknown(compareFields(subject, watchDevice(before), watchDevice(after)), LEARNED);
  const sources = [findSources(before.seenBy), findSources(after.seenBy)] as const;
  const told = changes.filter(({ field }) => {
    if (field === 'health') return !isFirstVerdict(before, after);
    // Another collector's word for the same thing is no change either.
    const [was, is] = sources.map((source) => (source as Readonly<Record<string, string>>)[field ?? '']);
    return was === is;
  });
  if (before.goneAt === null && after.goneAt !== null) return [...told, lifeEvent(subject, 'gone')];
  if (before.goneAt !== null && after.goneAt === null) return [lifeEvent(subject, 'returned'), ...told];
  return told;
}

function isFirstVerdict(before: KnownDevice, after: KnownDevice): boolean {
  return Object.keys(before.smart).length === 0 && after.health === 'healthy';
}
