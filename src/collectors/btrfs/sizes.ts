const UNITS = 'KMGTPE';
/** `1000204886016`, `931.51GiB`, `16.00KiB`, `0.00B`; before 3.12 `931.51GB`, which meant the same. */
const SIZE = /^(\d{1,20})(?:\.(\d{1,6}))?(?:([KMGTPE])i?)?B?$/;

/** Bytes as decimal text; undefined for what is no size. */
export function readSize(text: string | undefined): string | undefined {
  const [, whole, fraction = '', unit] = SIZE.exec(text ?? '') ?? [];
  if (whole === undefined) return undefined;
  const factor = unit === undefined ? 1n : 1024n ** BigInt(UNITS.indexOf(unit) + 1);
  return String((BigInt(whole + fraction) * factor) / 10n ** BigInt(fraction.length));
}
