import type { MdDetail } from '../../domain/inventory/pools/md-array.js';
import { isMdContainer } from '../../domain/inventory/pools/md-health.js';
import type { Answers, Learned } from '../collector.js';
import { recallScan } from './ask-mdadm.js';
import { type MdadmAnswer, mergeDetails } from './parse-mdadm.js';
import type { KernelArray, Mdstat } from './parser.js';
import { type MdSysfs, readSysfsCounter, readSysfsWord } from './parse-sysfs.js';
import { detailSlot, recallArray, signatureOf, wantsDetail } from './plan.js';
import type { MdArrayFacts, MdFacts } from './schema.js';

/** The kernel's list is what counts; sysfs, udev and mdadm add to it, and their absence takes nothing away. */
export function learnMd(
  { stat }: { readonly stat?: Mdstat },
  previous: MdFacts | undefined,
  answers: Answers,
): Learned<MdFacts> {
  if (stat === undefined) return { facts: undefined };
  if (stat.loaded !== true) return { facts: recallScan(stat.loaded, previous) };
  const sysfs = answers.get('sysfs')?.value as MdSysfs | undefined;
  const arrays = stat.arrays.map((array) => {
    const told = (exported: boolean): MdDetail | null =>
      (answers.get(detailSlot(array.name, exported))?.value as MdadmAnswer | undefined)?.detail ?? null;
    return mergeArray(array, mergeDetails(told(false), told(true)), sysfs, recallArray(previous, array));
  });
  return { facts: { loaded: stat.loaded, complete: stat.complete, arrays, sinceScan: null } };
}

function mergeArray(
  array: KernelArray,
  told: MdDetail | null,
  sysfs: MdSysfs | undefined,
  last: MdArrayFacts | undefined,
): MdArrayFacts {
  const signature = signatureOf(array);
  const same = last?.signature === signature;
  const detail = told ?? (same ? last.detail : null);
  const waits = told === null && last?.detailFor !== signature;
  const asked = waits && wantsDetail(array, last);
  return {
    ...withSlots(array, sysfs),
    mismatches: mismatchesOf(array, sysfs, last) ?? null,
    uuid: told?.uuid ?? last?.uuid ?? sysfs?.links.get(array.name) ?? null,
    detail,
    signature,
    detailFor: told === null ? (same ? last.detailFor : null) : signature,
    unanswered: waits ? (asked && !same ? 1 : (last?.unanswered ?? 0) + 1) : 0,
    lastOperation: array.operation?.kind ?? last?.lastOperation ?? null,
  };
}

/** Where the list lacks the line of slots, and was not cut off, sysfs has it. */
function withSlots(array: KernelArray, sysfs: MdSysfs | undefined): KernelArray {
  const wanted = readSysfsCounter(sysfs, array.name, 'raid_disks');
  const degraded = readSysfsCounter(sysfs, array.name, 'degraded');
  if (array.slotsWanted !== null || wanted === undefined || degraded === undefined || isMdContainer(array))
    return array;
  if (wanted.length > 5 || degraded.length > 5 || wanted === '0') return array;
  return { ...array, slotsWanted: Number(wanted), slotsWorking: Math.max(0, Number(wanted) - Number(degraded)) };
}

/** The count means something only when a check was the last thing that ran, and is over. */
function mismatchesOf({ name, operation }: KernelArray, sysfs: MdSysfs | undefined, last: MdArrayFacts | undefined) {
  const count = readSysfsCounter(sysfs, name, 'mismatch_cnt');
  const lastAction = readSysfsWord(sysfs, name, 'last_sync_action') ?? last?.lastOperation;
  return operation === null && lastAction === 'check' ? count : undefined;
}
