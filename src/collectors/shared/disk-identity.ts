/** Serials that makers leave in for want of one: they name no disk. */
const PLACEHOLDER =
  /^(?:(.)\1*|unknown|none|null|n\/?a|default( string)?|serial(number)?|not? (available|specified)|0?123456789(?:0|012|01234|0123456|a|abc|abcdef)?|to be filled.*)$/i;
const HEX = /^[0-9a-f]+$/;
/** What stands before the digits, and which kind of name they are; a kind of null is no use as an identity. */
const PREFIXES: readonly { readonly prefix: string; readonly kind: 'wwn' | 'eui' | null; readonly reason: string }[] = [
  { prefix: 'eui.', kind: 'eui', reason: 'NVMe namespaces: EUI-64 or NGUID' },
  { prefix: 'naa.', kind: 'wwn', reason: 'sysfs, SCSI' },
  { prefix: 'wwn-0x', kind: 'wwn', reason: 'udev links' },
  { prefix: '0x', kind: 'wwn', reason: 'lsblk and smartctl' },
  {
    prefix: 'nvme.',
    kind: null,
    reason: 'made of vendor, serial and model where a namespace has no name: the serial says it',
  },
  { prefix: 'uuid.', kind: null, reason: 'changes when a namespace is made anew' },
  { prefix: 't10.', kind: null, reason: 'vendor, model and serial in one text' },
];

/** `wwn:5000c500a1b2c3d4` or `eui:0025385b01234567`; null for what names no single device. */
export function wwnIdentity(text: string | null): string | null {
  if (text === null) return null;
  const lower = text.toLowerCase();
  const row = PREFIXES.find(({ prefix }) => lower.startsWith(prefix));
  if (row?.kind === null) return null;
  const digits = lower.slice(row?.prefix.length ?? 0).replaceAll(/[\s:-]/g, '');
  if (!HEX.test(digits) || digits.length < 12 || digits.length > 32 || /^(.)\1*$/.test(digits)) return null;
  if (/^(?:[1-6]0{15}|0{12,})/.test(digits)) return null;
  // The names of kind 6 have 32 digits: 16 of them are those that all volumes of one controller share.
  const kind = row?.kind ?? 'wwn';
  return kind === 'wwn' && digits.length === 16 && digits.startsWith('6') ? null : `${kind}:${digits}`;
}

/** True when a serial is but the name of the disk: old lsblk shows udev's short name for SAS disks. */
export function isWwnAsSerial(serial: string, wwn: string | null): boolean {
  const digits = serial.toLowerCase().replace(/^(?:0x|3(?=[0-9a-f]{16}$|[0-9a-f]{32}$))/, '');
  if (!HEX.test(digits)) return false;
  const known = wwnIdentity(wwn)?.slice(4);
  if (known !== undefined) return digits === known || digits === `3${known}`;
  return /^(?:5[0-9a-f]{15}|6[0-9a-f]{31})$/.test(digits);
}

export function serialIdentity(serial: string | null): string | null {
  const trimmed = serial?.trim() ?? '';
  return trimmed.length < 3 || PLACEHOLDER.test(trimmed) ? null : `serial:${trimmed}`;
}

/** Strongest first, each once. */
export function identitiesOf(wwns: readonly (string | null)[], serials: readonly (string | null)[]): string[] {
  const names = [...wwns.map(wwnIdentity), ...serials.map(serialIdentity)];
  return [...new Set(names.filter((name) => name !== null))];
}

export const isSerialIdentity = (identity: string): boolean => identity.startsWith('serial:');
export const isPathIdentity = (identity: string): boolean => identity.startsWith('path:');

/** What a device may be told apart by; used for disks of the listing and for members behind controllers alike. */
export interface Identified {
  readonly identities: readonly string[];
  /** Can the operating system see it by only one path? SATA, USB and NVMe disks do; SAS and Fibre Channel need not. */
  readonly singlePath: boolean;
}

/**
 * Whether two entries are one physical device. A shared name counts unless another one contradicts it: cheap disks share
 * a WWN or a serial that was never set, and volumes of one array a serial.
 */
export function isSameDevice(a: Identified, b: Identified): boolean {
  const shared = a.identities.filter((identity) => b.identities.includes(identity) && !isPathIdentity(identity));
  if (shared.length === 0) return false;
  const contradicts = (kind: (identity: string) => boolean): boolean => {
    const left = a.identities.filter(kind);
    const right = b.identities.filter(kind);
    return left.length > 0 && right.length > 0 && !left.some((identity) => right.includes(identity));
  };
  const isWorldWide = (identity: string): boolean => !isSerialIdentity(identity) && !isPathIdentity(identity);
  if (shared.some(isWorldWide)) return !contradicts(isSerialIdentity);
  return !contradicts(isWorldWide) && !(a.singlePath && b.singlePath);
}

/** Names that several different devices have are none: they are taken off all of them. */
export function sharedIdentities(devices: readonly { readonly identities: readonly string[] }[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { identities } of devices) {
    for (const identity of new Set(identities)) {
      if (seen.has(identity)) shared.add(identity);
      seen.add(identity);
    }
  }
  return shared;
}

/** How many others with the same name are looked at: a host that gives one name to all its disks must not cost more. */
const MAX_CANDIDATES = 20;

/** Puts together what `isSame` says is one, among those that share a key; the first keeps its place. */
export function uniteBy<T>(
  items: readonly T[],
  rules: {
    readonly keysOf: (item: T) => readonly string[];
    readonly isSame: (one: T, other: T) => boolean;
    readonly unite: (one: T, other: T) => T;
  },
): T[] {
  const united: T[] = [];
  const places = new Map<string, number[]>();
  for (const item of items) {
    const candidates = rules.keysOf(item).flatMap((key) => (places.get(key) ?? []).slice(0, MAX_CANDIDATES));
    const place = candidates.find((at) => {
      const other = united[at];
      return other !== undefined && rules.isSame(other, item);
    });
    const other = place === undefined ? undefined : united[place];
    const at = place ?? united.length;
    united[at] = other === undefined ? item : rules.unite(other, item);
    for (const key of rules.keysOf(item))
      places.set(key, [...new Set([...(places.get(key) ?? []), at])].slice(0, MAX_CANDIDATES));
  }
  return united;
}
