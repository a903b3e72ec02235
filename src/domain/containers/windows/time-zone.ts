import { MINUTES_PER_DAY } from './calendar.js';

/** A time zone by the rules that this Node knows. */
export interface TimeZone {
  /** What local clocks show, in minutes since 1970-01-01 00:00. */
  toLocal(instantMs: number): number;
  /**
   * The instant at which local clocks show this. A time that does not exist is the end of its gap; of a time that
   * exists twice it is the first.
   */
  toInstant(localMinutes: number): number;
}

const MINUTE_MS = 60_000;
const DAY_MS = MINUTES_PER_DAY * MINUTE_MS;
const GRID_DAYS = 4;
const MAX_CACHED_DAYS = 4_000;
const zones = new Map<string, TimeZone>();
const MAX_CACHED_ZONES = 600;

/** Undefined for a name that nobody knows. */
export function findTimeZone(name: string): TimeZone | undefined {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const readOffset = createOffsetReader(name);
  if (readOffset === undefined) return undefined;
  const zone = createZone(readOffset);
  if (zones.size < MAX_CACHED_ZONES) zones.set(name, zone);
  return zone;
}

type OffsetReader = (instantMs: number) => number;

function createOffsetReader(timeZone: string): OffsetReader | undefined {
  const format = makeFormat(timeZone);
  if (format === undefined) return undefined;
  return (instantMs) => {
    const parts = format.formatToParts(instantMs);
    const read = (type: Intl.DateTimeFormatPartTypes): number =>
      Number(parts.find((part) => part.type === type)?.value ?? 0);
    const shownMs = Date.UTC(
      read('year'),
      read('month') - 1,
      read('day'),
      read('hour'),
      read('minute'),
      read('second'),
    );
    return shownMs - Math.floor(instantMs / 1_000) * 1_000;
  };
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...numeric, second: 'numeric', timeZone, hourCycle: 'h23' });
  } catch {
    // The only thing that may be wrong here is the name.
    return undefined;
  }
}

function createZone(readOffset: OffsetReader): TimeZone {
  const offsets = new Map<number, number>();
  // Offsets are asked for on every fourth day only: asking is slow, and no zone changes twice within so few days.
  const readDay = (day: number): number => {
    const known = offsets.get(day);
    if (known !== undefined) return known;
    const offset = readOffset(day * DAY_MS);
    if (offsets.size >= MAX_CACHED_DAYS) offsets.clear();
    offsets.set(day, offset);
    return offset;
  };
  // Two days before and after a local day: no offset and no gap reaches further.
  const readAround = (day: number): readonly [before: number, after: number] => [
    readDay(Math.floor((day - 2) / GRID_DAYS) * GRID_DAYS),
    readDay(Math.ceil((day + 3) / GRID_DAYS) * GRID_DAYS),
  ];
  return {
    toLocal: (instantMs) => Math.floor((instantMs + readOffset(instantMs)) / MINUTE_MS),
    toInstant(localMinutes) {
      const localMs = localMinutes * MINUTE_MS;
      const [before, after] = readAround(Math.floor(localMinutes / MINUTES_PER_DAY));
      if (before === after) return localMs - before;
      const first = [localMs - before, localMs - after]
        .sort((a, b) => a - b)
        .find((instantMs) => instantMs + readOffset(instantMs) === localMs);
      return first ?? findChange(readOffset, localMs - 2 * DAY_MS, localMs + 3 * DAY_MS);
    },
  };
}

/** The instant from which on the offset is no longer what it was at `fromMs`. */
function findChange(readOffset: OffsetReader, fromMs: number, toMs: number): number {
  const offset = readOffset(fromMs);
  let [low, high] = [fromMs, toMs];
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000;
    if (readOffset(middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}
