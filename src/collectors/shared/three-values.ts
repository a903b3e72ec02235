/** 1 for true, 0 for false, null for not known: a boolean as a sample. */
export function toSampleValue(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}
