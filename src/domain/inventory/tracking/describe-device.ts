import type { DeviceDescription, DeviceView, KnownDevice } from './known-device.js';

const HOUR_MS = 3_600_000;
/** A collector that has not spoken for longer knows less than one that speaks now. */
const FRESH_MS = 48 * HOUR_MS;

const FACTS = ['transport', 'vendor', 'model', 'serial', 'wwn', 'firmware', 'sizeBytes', 'rotational'] as const;
type Fact = (typeof FACTS)[number];

type Named = readonly [collector: string, view: DeviceView];
type Views = Readonly<Record<string, DeviceView>>;

/** `megaraid,3` names a place behind a controller; `sda` is what people know a disk by. */
export function isBlockName(name: string): boolean {
  return !name.includes(',');
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function byName([a, one]: Named, [b, other]: Named): number {
  const block = Number(isBlockName(other.name)) - Number(isBlockName(one.name));
  return block || compareText(other.at, one.at) || compareText(a, b);
}

/** Never by time among those that speak: two collectors with different words would take turns. */
function byTrust(views: Views): Named[] {
  const newest = Math.max(...Object.values(views).map((view) => Date.parse(view.at)));
  const isFresh = (view: DeviceView): boolean => newest - Date.parse(view.at) <= FRESH_MS;
  return Object.entries(views).toSorted(
    ([a, one], [b, other]) =>
      Number(isFresh(other)) - Number(isFresh(one)) || Number(other.strong) - Number(one.strong) || compareText(a, b),
  );
}

/** By field: the collector whose word counts. Only a change of its own word is a change of the device. */
export function findSources(views: Views): Partial<Record<Fact, string>> {
  const named = byTrust(views);
  return Object.fromEntries(
    FACTS.flatMap((fact) => {
      const source = named.find(([, view]) => view[fact] !== null);
      return source === undefined ? [] : [[fact, source[0]]];
    }),
  );
}

/** What all collectors together say. What none of them knows stays as it was. */
export function describeDevice(views: Views, former: DeviceDescription): DeviceDescription {
  const named = byTrust(views);
  if (named.length === 0) return pickDescription(former);
  const [, place] = Object.entries(views).toSorted(byName)[0] ?? [undefined, former];
  const firstKnown = <F extends Fact>(fact: F): DeviceDescription[F] =>
    named.map(([, view]) => view[fact]).find((value) => value !== null) ?? former[fact];
  return {
    name: place.name,
    path: place.path,
    type: named.map(([, view]) => view.type).find((type) => type !== 'other') ?? former.type,
    transport: firstKnown('transport'),
    vendor: firstKnown('vendor'),
    model: firstKnown('model'),
    serial: firstKnown('serial'),
    wwn: firstKnown('wwn'),
    firmware: firstKnown('firmware'),
    sizeBytes: firstKnown('sizeBytes'),
    rotational: firstKnown('rotational'),
  };
}

export function pickDescription(from: DeviceDescription): DeviceDescription {
  const { name, path, type, transport, vendor, model, serial, wwn, firmware, sizeBytes, rotational } = from;
  return { name, path, type, transport, vendor, model, serial, wwn, firmware, sizeBytes, rotational };
}

/** Values whose change is told, with what is needed to tell a change from another collector's word. */
export function watchDevice(device: KnownDevice): Readonly<Record<string, unknown>> {
  const { health, path, model, serial, firmware, sizeBytes } = device;
  return { health, path, model, serial, firmware, sizeBytes };
}
