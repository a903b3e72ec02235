import type { BlockDisk } from '../shared/disk-model.js';
import type { KnownDevice } from './schema.js';

const MAX_KNOWN = 500;

/**
 * What finds a disk again that does not answer: its names. Where the listing has none, its place together with model
 * and size: another disk that came there has another model or size, or costs no more than a wrong name while it sleeps.
 */
export function keysOf(disk: BlockDisk): string[] {
  if (disk.identities.length === 0) return [`place:${disk.name}|${disk.model ?? ''}|${disk.sizeBytes ?? ''}`];
  if (disk.transport !== 'usb') return [...disk.identities];
  // The serial is that of the box: with another disk in it, the size differs at least.
  return disk.identities.map((identity) => `${identity}|${disk.sizeBytes ?? ''}`);
}

export function findKnown(known: readonly KnownDevice[], keys: readonly string[]): KnownDevice | undefined {
  return known.find((device) => device.keys.some((key) => keys.includes(key)));
}

/** What is known after this collection: the newest first, so that the oldest fall out at the end. */
export function remember(newest: readonly KnownDevice[], former: readonly KnownDevice[]): KnownDevice[] {
  const taken = new Set(newest.flatMap(({ keys }) => keys));
  const kept = former
    .map((device) => ({ ...device, keys: device.keys.filter((key) => !taken.has(key)) }))
    .filter(({ keys }) => keys.length > 0);
  return [...newest, ...kept].slice(0, MAX_KNOWN);
}
