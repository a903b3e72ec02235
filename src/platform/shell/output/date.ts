/** Parts of a date that are digits, whatever the day is. */
const DIGITS: Readonly<Record<string, string>> = {
  F: '2026-01-01',
  T: '00:00:00',
  R: '00:00',
  D: '01/01/26',
  Y: '2026',
  G: '2026',
  s: '1767225600',
  N: '000000000',
  j: '001',
};
const TWO_DIGITS = 'mdHMSIyegCUVWklu';

/** `date +%F`: which day it is nobody knows, but that it is digits. Names of days and months are not known. */
export function printDate(words: readonly string[]): string | undefined {
  const format = words.find((word) => word.startsWith('+'))?.slice(1);
  if (format === undefined) return undefined;
  let known = true;
  const text = format.replaceAll(/%[-_0^#]?(\d*)(.)/g, (_all, width: string, letter: string) => {
    if (letter === '%') return '%';
    const digits = DIGITS[letter] ?? (TWO_DIGITS.includes(letter) ? '01' : undefined);
    if (digits === undefined) known = false;
    return width === '' ? (digits ?? '') : (digits ?? '').slice(0, Number(width));
  });
  return known ? `${text}\n` : undefined;
}
