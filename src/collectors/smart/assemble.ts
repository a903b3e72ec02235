import type { DeviceObservation, DeviceType, SmartReport } from '../../domain/inventory/storage-device.js';
import { identitiesOf, isSameDevice, isSerialIdentity, sharedIdentities, uniteBy } from '../shared/disk-identity.js';
import { hasSinglePath } from '../shared/disk-merge.js';
import type { BlockDisk } from '../shared/disk-model.js';
import { observeDisk } from '../shared/disk-observation.js';
import { judgeDisk } from '../shared/disk-type.js';
import { guessRotation } from './guess-rotation.js';
import { keysOf } from './memory.js';
import type { Ask } from './plan.js';
import { readReport } from './read-report.js';
import type { DeviceTraits, KnownDevice, SmartAnswer } from './schema.js';

export interface Asked {
  readonly ask: Ask;
  /** Undefined when the tool gave nothing usable. */
  readonly answer: SmartAnswer | undefined;
}

export interface Draft {
  readonly observation: DeviceObservation;
  readonly keys: readonly string[];
  readonly isMember: boolean;
  /** It has no name of its own, and did not tell one. */
  readonly isNameless: boolean;
}

/** One device out of its place in the listing, its answer, and what is remembered of it. */
export function draftDevice({ ask, answer }: Asked): Draft {
  const report = answer?.report ?? silentReport(ask);
  // Of a sleeping or broken device the answer may hold nothing: then what is remembered counts.
  const told = identitiesOf(answer?.traits.names ?? [], [answer?.traits.serial ?? null]);
  const remembered = told.length > 0 ? undefined : ask.known;
  const traits = [answer?.traits, remembered, ask.disk];
  const own = [...told, ...(ask.disk?.identities ?? []), ...(remembered?.identities ?? [])];
  const identities = [...new Set(own)].toSorted((a, b) => Number(isSerialIdentity(a)) - Number(isSerialIdentity(b)));
  const isNameless = identities.length === 0;
  const first = <K extends keyof DeviceTraits & keyof BlockDisk>(key: K): DeviceTraits[K] | null =>
    traits
      .map((each) => each?.[key] as DeviceTraits[K] | undefined)
      .find((value) => value !== null && value !== undefined) ?? null;
  const observation: DeviceObservation = {
    identities: isNameless ? [`path:${ask.isMember ? `${ask.path} ${ask.name}` : ask.path}`] : identities,
    name: ask.name,
    path: ask.disk?.path ?? ask.path,
    transport: ask.disk?.transport ?? answer?.traits.transport ?? remembered?.transport ?? null,
    vendor: first('vendor'),
    model: first('model'),
    serial: first('serial'),
    wwn: first('wwn'),
    firmware: first('firmware'),
    sizeBytes: first('sizeBytes'),
    rotational: first('rotational') ?? guessRotation(report),
    type: 'other',
    smart: report,
  };
  const type = typeOf(observation, { ask, report, remembered });
  const keys = [...(ask.disk === undefined ? [] : keysOf(ask.disk)), ...(ask.isMember ? [`slot:${ask.slot}`] : [])];
  const smart = type === 'virtual' ? null : report;
  return { observation: { ...observation, type, smart }, keys, isMember: ask.isMember, isNameless };
}

/** The collection's errors say more than is known here: a time-out, a broken answer, a lost connection. */
function silentReport(ask: Ask): SmartReport {
  const type = ask.types[0] ?? null;
  const report = readReport({}, { source: 'smartctl', exitCode: 0, type, guard: ask.guard });
  return { ...report, exitStatus: null, reason: 'There was no usable answer: see the errors of this collection.' };
}

interface TypeEvidence {
  readonly ask: Ask;
  readonly report: SmartReport;
  readonly remembered: KnownDevice | undefined;
}

/** The device's own word on whether it rotates is worth more than the kernel's, which USB bridges mislead. */
function typeOf(device: DeviceObservation, { ask, report, remembered }: TypeEvidence): DeviceType {
  const { transport, vendor, model, rotational } = device;
  const judged = judgeDisk({ name: ask.disk?.name ?? ask.name, transport, vendor, model, rotational, removable: null });
  if (ask.disk?.type === 'virtual' || (judged.type === 'virtual' && !ask.isMember)) return 'virtual';
  if (report.protocol === 'nvme' || ask.disk?.type === 'nvme') return 'nvme';
  if (remembered !== undefined) return remembered.type;
  const isStick = ask.disk?.type === 'other' && report.state !== 'read';
  if (isStick || rotational === null) return 'other';
  return rotational ? 'hdd' : 'ssd';
}

const STATES: readonly SmartReport['state'][] = ['unavailable', 'asleep', 'read'];

/** Devices that are one are put together: two paths, or a disk that is also seen behind its controller. */
export function uniteDrafts(drafts: readonly Draft[]): Draft[] {
  const united = uniteBy(drafts, {
    keysOf: ({ observation }) => observation.identities,
    isSame: (one, other) => isSameDevice(identified(one), identified(other)),
    unite,
  });
  const shared = sharedIdentities(united.map(({ observation }) => observation));
  return united.map((draft) => ({ ...draft, observation: withoutShared(draft.observation, shared) }));
}

function identified({ observation, isMember }: Draft) {
  return { identities: observation.identities, singlePath: !isMember && hasSinglePath(observation) };
}

/** The better answer counts; the name is that of the operating system, where it has one. */
function unite(one: Draft, other: Draft): Draft {
  const rank = ({ observation }: Draft): number => STATES.indexOf(observation.smart?.state ?? 'unavailable');
  const [better, worse] = rank(other) > rank(one) ? [other, one] : [one, other];
  const named = one.isMember && !other.isMember ? other : one;
  const filled = Object.fromEntries(
    Object.entries(better.observation).map(([key, value]) => [
      key,
      value ?? worse.observation[key as keyof DeviceObservation],
    ]),
  ) as DeviceObservation;
  const { name, path, transport } = named.observation;
  const identities = [...new Set([...better.observation.identities, ...worse.observation.identities])];
  const observation = { ...filled, identities, name, path, transport: transport ?? filled.transport };
  return {
    observation,
    keys: [...new Set([...one.keys, ...other.keys])],
    isMember: one.isMember && other.isMember,
    isNameless: one.isNameless && other.isNameless,
  };
}

/** A name that two different devices have is none; the path stands in where nothing else is left. */
function withoutShared(device: DeviceObservation, shared: ReadonlySet<string>): DeviceObservation {
  const own = device.identities.filter((identity) => !shared.has(identity));
  return { ...device, identities: own.length > 0 ? own : [`path:${device.path} ${device.name}`] };
}

/** A disk that SMART does not apply to. */
export function draftUnasked(disk: BlockDisk): Draft {
  return { observation: observeDisk(disk), keys: [], isMember: false, isNameless: disk.identities.length === 0 };
}

export function toKnown({ observation, keys }: Draft): KnownDevice {
  const { identities, type, transport, vendor, model, serial, wwn, firmware, sizeBytes, rotational } = observation;
  const deviceType = observation.smart?.deviceType ?? null;
  const described = { type, transport, vendor, model, serial, wwn, firmware, sizeBytes, rotational };
  return { keys: [...keys], deviceType, identities, ...described };
}
