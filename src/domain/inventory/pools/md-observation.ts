import type { PoolMember, PoolObservation } from '../storage-pool.js';
import type { MdArray, MdMember } from './md-array.js';
import { isMdContainer, judgeMdHealth, mdFindings } from './md-health.js';
import { mdSlots } from './md-redundancy.js';

/** An array as it is stored and shown. */
export function observeMdArray(array: MdArray): PoolObservation {
  const verdict = judgeMdHealth(array);
  const { operation } = array;
  return {
    identity: array.uuid === null ? `md:${array.name}` : `md:${array.uuid}`,
    name: array.name,
    type: 'mdraid',
    state: array.state,
    health: verdict.health,
    reasons: [...verdict.reasons],
    // The blocks of an array that is not running are those of its members.
    sizeBytes: array.state.startsWith('inactive') ? null : array.sizeBytes,
    // What is on an array is not the array's to know.
    usedBytes: null,
    freeBytes: null,
    members: array.members.map((member) => memberOf(array, member)),
    progress:
      operation === null
        ? null
        : { kind: operation.kind, percent: operation.percent, etaSeconds: operation.etaSeconds },
    lastScrub: null,
    findings: mdFindings(array, verdict),
    details: detailsOf(array),
  };
}

function memberOf(array: MdArray, member: MdMember): PoolMember {
  const path = `/dev/${member.device}`;
  const told = array.detail?.members.find((row) => row.path === path);
  return {
    path,
    state: member.faulty ? 'faulty' : (told?.state ?? stateOf(array, member)),
    role: roleOf(array, member),
    group: null,
    identity: null,
    readErrors: null,
    writeErrors: null,
    checksumErrors: null,
  };
}

/** In the words of mdadm, as far as the kernel's own list tells: not which slot a member is in. */
function stateOf(array: MdArray, { spare, journal }: MdMember): string {
  if (array.state.startsWith('inactive')) return 'inactive';
  if (spare) return 'spare';
  if (journal) return 'journal';
  return mdSlots(array)?.missing === 0 ? 'active sync' : 'active';
}

/** The kernel calls every member of an array that is not running a spare. */
function roleOf({ state }: MdArray, { spare, journal, replacement }: MdMember): string {
  if (journal) return 'journal';
  if (replacement) return 'replacement';
  return spare && !state.startsWith('inactive') ? 'spare' : 'data';
}

function detailsOf(array: MdArray): Record<string, unknown> {
  const slots = mdSlots(array);
  return {
    level: array.level,
    metadata: array.metadata,
    container: isMdContainer(array),
    slotsWanted: slots?.wanted ?? null,
    slotsWorking: slots?.working ?? null,
    slotsMissing: slots?.missing ?? null,
    slots: array.slots,
    bitmap: array.bitmap,
    mismatches: array.mismatches,
    operationState: array.operation?.state ?? null,
    arrayName: array.detail?.arrayName ?? null,
    layout: array.detail?.layout ?? null,
    chunkSize: array.detail?.chunkSize ?? null,
    consistencyPolicy: array.detail?.consistencyPolicy ?? null,
    partOf: array.detail?.container ?? null,
  };
}
