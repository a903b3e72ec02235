import type { DeviceType } from '../../domain/inventory/storage-device.js';
import { readText } from '../shared/disk-fields.js';

/** Text of a tool that says `N/A` and its like for nothing. */
export function readWord(value: unknown): string | null {
  const text = readText(value);
  return text === null || /^(?:n\/?a|-|none|unknown|not supported|not available|\(null\))$/i.test(text) ? null : text;
}

/** ` 31C (87.80 F)`, `35 C/ 95 F`, `49`: degrees Celsius. */
export function readCelsius(value: unknown): number | null {
  const text = readText(value);
  const degrees = text === null ? undefined : /^(\d{1,3})(?:\.\d+)?\s*(?:°?\s*C\b.*)?$/i.exec(text)?.[1];
  return degrees === undefined ? null : Number(degrees);
}

/** The yes and no of these tools; null for `N/A` and everything else. */
export function readYesNo(value: unknown): boolean | null {
  const text = readText(value)?.toLowerCase();
  if (text === 'yes' || text === 'true') return true;
  return text === 'no' || text === 'false' ? false : null;
}

/** ATA stands where the maker would for drives that do not tell it. */
export function readVendor(value: unknown): string | null {
  const vendor = readWord(value);
  return vendor === null || /^ata$/i.test(vendor) ? null : vendor;
}

/** The kind of a drive by what it hangs on and what it is made of. */
export function memberType(transport: string | null, medium: string | null): DeviceType {
  if (transport === 'nvme') return 'nvme';
  if (medium === null) return 'other';
  return /ssd|solid/i.test(medium) ? 'ssd' : 'hdd';
}

/** `SATA 6.0 Gb/s`, `Solid State SAS`, `PCIe`: sata, sas, nvme, or null. */
export function readTransport(value: unknown): string | null {
  const text = readText(value)?.toLowerCase() ?? '';
  if (/nvme|pcie/.test(text)) return 'nvme';
  if (text.includes('sata')) return 'sata';
  return text.includes('sas') ? 'sas' : null;
}

/** The name of a SATA drive. What SAS drives have there is one of their ports’, or the node’s. */
export function readSataWwn(value: unknown, transport: string | null): string | null {
  const text = readText(value)?.toLowerCase() ?? '';
  return transport === 'sata' && /^5[0-9a-f]{15}$/.test(text) ? text : null;
}

const TIB = 1024 ** 4;
const UNIT_BYTES: Readonly<Record<string, number>> = {
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: TIB,
  PB: 1024 * TIB,
};

/** `3.638 TB [0x1d1c0beb0 Sectors]`, exact, if one sector size makes it the size that is told beside it. */
export function readSectorSize(value: unknown): string | null {
  const text = readText(value);
  const match = /^(\d{1,6}(?:\.\d{1,3})?) ([KMGTP]B) \[0x([0-9a-f]{1,14}) Sectors\]/i.exec(text ?? '');
  if (match === null) return null;
  const [, number = '', unit = '', sectors = ''] = match;
  const told = Number(number) * (UNIT_BYTES[unit.toUpperCase()] ?? 0);
  const bytes = [512n, 4096n].map((sectorBytes) => BigInt(`0x${sectors}`) * sectorBytes);
  return bytes.find((size) => Math.abs(Number(size) - told) < told / 100)?.toString() ?? null;
}
