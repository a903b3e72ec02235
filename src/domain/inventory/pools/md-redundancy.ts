import type { MdArray } from './md-array.js';

/** Levels without redundancy: one lost member is the end. */
export const MD_PLAIN_LEVELS: ReadonlySet<string> = new Set(['raid0', 'linear']);

/** How many members a level survives to lose at most, by the number of its slots. RAID10 has its own rule. */
const SURVIVES: Readonly<Record<string, (slots: number) => number>> = {
  raid1: (slots) => slots - 1,
  multipath: (slots) => slots - 1,
  raid4: () => 1,
  raid5: () => 1,
  raid6: () => 2,
};

export type MdRedundancy =
  /** Every slot works. */
  | 'full'
  /** Something is missing, and more may be lost. */
  | 'reduced'
  /** The next loss is the end. */
  | 'exhausted'
  /** More is missing than the level survives. */
  | 'lost'
  | 'unknown';

export interface MdSlots {
  readonly wanted: number;
  readonly working: number;
  readonly missing: number;
}

/**
 * Slots wanted and working. What is missing is wanted minus the letters `U`: the number of failed members says nothing,
 * it is 0 again as soon as they are removed.
 */
export function mdSlots({ slotsWanted, slotsWorking, slots }: Pick<MdArray, 'slotsWanted' | 'slotsWorking' | 'slots'>) {
  const working = slots === null ? slotsWorking : slots.replaceAll(/[^U]/g, '').length;
  if (slotsWanted === null || working === null) return undefined;
  return { wanted: slotsWanted, working, missing: Math.max(0, slotsWanted - working) } satisfies MdSlots;
}

type Layout = Pick<MdArray, 'level' | 'slots' | 'slotsWanted' | 'slotsWorking' | 'nearCopies' | 'farCopies'>;

export function mdRedundancy(array: Layout): MdRedundancy {
  const counted = mdSlots(array);
  if (counted === undefined) return 'unknown';
  if (counted.missing === 0) return 'full';
  if (counted.working === 0) return 'lost';
  if (array.level === 'raid10') return mirroredRedundancy(array, counted);
  const survives = SURVIVES[array.level ?? '']?.(counted.wanted);
  if (survives === undefined) return 'reduced';
  if (counted.missing > survives) return 'lost';
  return counted.missing === survives ? 'exhausted' : 'reduced';
}

/** Near copies lie in neighbouring slots, so that it can be seen which of them are gone together. */
function mirroredRedundancy({ slots, nearCopies, farCopies }: Layout, { wanted, missing }: MdSlots): MdRedundancy {
  const near = nearCopies ?? 1;
  const copies = nearCopies === null && farCopies === null ? 2 : near * (farCopies ?? 1);
  if (copies < 2) return 'lost';
  if (slots === null || slots.length !== wanted || (farCopies ?? 1) > 1) {
    if (missing > wanted - Math.ceil(wanted / copies)) return 'lost';
    return missing >= copies - 1 ? 'exhausted' : 'reduced';
  }
  const left = groupStarts(wanted, copies).map(
    (start) =>
      Array.from({ length: copies }, (_, step) => slots[(start + step) % wanted]).filter((s) => s === 'U').length,
  );
  const least = Math.min(...left);
  if (least === 0) return 'lost';
  return least === 1 ? 'exhausted' : 'reduced';
}

/** Where the copies of the blocks begin: when the slots are no multiple of the copies, they wrap round. */
function groupStarts(wanted: number, copies: number): number[] {
  const starts = new Set<number>();
  for (let start = 0; !starts.has(start); start = (start + copies) % wanted) starts.add(start);
  return [...starts];
}
