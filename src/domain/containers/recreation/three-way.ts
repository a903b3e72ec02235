import { type EngineJson, isEmpty, isSame, readRecord, readTexts } from './engine-json.js';

/** Where a value of a container comes from: the image it was made of, or the person who made it. */
export type Origin = 'inherited' | 'set' | 'cleared';

/**
 * - equal to the old image's: inherited, so the new image's applies, and one that is gone goes;
 * - different, or only in the container: set by the user, and kept;
 * - in the image, empty in the container: cleared by the user, and cleared again.
 * A value that the user set to what the image said anyway cannot be told apart from an inherited one.
 */
export function judge(inContainer: unknown, inOldImage: unknown): Origin {
  if (isSame(inContainer, inOldImage)) return 'inherited';
  return isEmpty(inContainer) ? 'cleared' : 'set';
}

/** Keys of a map (labels, ports, volumes) that the user set, with their values. */
export function pickOwnKeys(inContainer: unknown, inOldImage: unknown): EngineJson {
  const [own, inherited] = [readRecord(inContainer), readRecord(inOldImage)];
  return Object.fromEntries(
    Object.entries(own).filter(([key, value]) => !Object.hasOwn(inherited, key) || !isSame(value, inherited[key])),
  );
}

/** `A` of `A=b=c` and of `A`. */
export function keyOfEntry(entry: string): string {
  const end = entry.indexOf('=');
  return end === -1 ? entry : entry.slice(0, end);
}

/** Entries of `NAME=value` by name; a name may come twice. */
export function groupEntries(entries: unknown): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const entry of readTexts(entries)) {
    const key = keyOfEntry(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return groups;
}

/**
 * Entries of an environment that the user set, in their order. One without `=` takes the image's away, and is how
 * engines write that; so is an entry that is missing although the image has it.
 */
export function pickOwnEntries(inContainer: unknown, inOldImage: unknown): readonly string[] {
  const [own, inherited] = [groupEntries(inContainer), groupEntries(inOldImage)];
  const isInherited = (key: string): boolean => isSame(own.get(key), inherited.get(key)?.slice(-1));
  const set = readTexts(inContainer).filter((entry) => !isInherited(keyOfEntry(entry)));
  const cleared = [...inherited.keys()].filter((key) => key !== '' && !own.has(key));
  return [...set, ...cleared];
}
