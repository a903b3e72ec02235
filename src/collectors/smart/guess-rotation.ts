import type { SmartReport } from '../../domain/inventory/storage-device.js';

/** Attributes of things that only a disk with platters and heads has. SSDs list some of them, with nothing in them. */
const MECHANICAL = /^(?:spin_up_time|seek_error_rate|seek_time_performance|head_flying_hours|load_cycle_count)/i;

/**
 * Whether a device rotates that neither it nor the kernel says so of: smartctl before 6.0 does not print it, old disks
 * do not tell it, and behind a controller there is no kernel to ask. null: there is no sign either way.
 */
export function guessRotation({ attributes, wearPercent }: SmartReport): boolean | null {
  const moves = attributes.some(({ name, raw, rawText }) => MECHANICAL.test(name) && !isNothing(raw ?? rawText));
  if (moves) return true;
  return wearPercent === null ? null : false;
}

function isNothing(raw: string | null): boolean {
  return raw === null || /^0+(?:\D|$)/.test(raw);
}
