const FIRST_YEAR = 1990;
const LAST_YEAR = 2099;
const FIRST_UNIX_SECOND = 1_000_000_000;
const LAST_UNIX_SECOND = 2_147_483_647;

export function isYear(year: number): boolean {
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

/** Whether a calendar may have such a day; 31 February is not worth telling apart. */
export function isDay(year: number, month: number, day: number): boolean {
  return isYear(year) && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** Lengths of numbers that begin with a date: YYYYMM, YYYYMMDD, with a counter, with hours and minutes, with seconds. */
const DATE_LENGTHS: ReadonlySet<number> = new Set([6, 8, 10, 12, 14]);

/** What moment a run of digits is: a date without separators, seconds since 1970, or none. */
export function readMoment(digits: string): 'date' | 'unix' | null {
  if (DATE_LENGTHS.has(digits.length)) {
    const day = digits.length === 6 ? 1 : Number(digits.slice(6, 8));
    if (isDay(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), day)) return 'date';
  }
  const seconds = digits.length === 10 ? Number(digits) : 0;
  return seconds >= FIRST_UNIX_SECOND && seconds <= LAST_UNIX_SECOND ? 'unix' : null;
}
