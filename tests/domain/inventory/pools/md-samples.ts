import type { MdArray, MdMember } from '../../../../src/domain/inventory/pools/md-array.js';

export function member(device: string, more: Partial<MdMember> = {}): MdMember {
  const flags = { faulty: false, spare: false, journal: false, writeMostly: false, replacement: false };
  return { device, number: 0, ...flags, ...more };
}

export function array(level: string, slots: string | null, more: Partial<MdArray> = {}): MdArray {
  return {
    name: 'md0',
    state: 'active',
    level,
    members: [],
    sizeBytes: '1024',
    metadata: '1.2',
    slotsWanted: slots?.length ?? null,
    slotsWorking: slots === null ? null : slots.replaceAll('_', '').length,
    slots,
    nearCopies: null,
    farCopies: null,
    operation: null,
    bitmap: null,
    cut: false,
    mismatches: null,
    uuid: null,
    detail: null,
    ...more,
  };
}
