import type { ParsedTag } from './parse-tag.js';
import type { Prerelease } from './tag-suffix.js';

export type ChangeKind = 'patch' | 'minor' | 'major';

/** What can be ordered: a tag, or a version within a constraint. */
export interface Version {
  readonly numbers: readonly number[];
  readonly prerelease: Prerelease | null;
  readonly counters?: readonly number[];
}

/**
 * Below 0 when `a` comes before `b`, 0 when neither does. A total order; missing numbers count as 0. Whether the two
 * belong together is another question (`family`).
 */
export function compareVersions(a: Version, b: Version): number {
  return (
    compareNumbers(a.numbers, b.numbers) ||
    comparePrereleases(a.prerelease, b.prerelease) ||
    compareNumbers(a.counters ?? [], b.counters ?? [])
  );
}

export function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A pre-release comes before its release; `rc` before `rc1`. */
function comparePrereleases(a: Prerelease | null, b: Prerelease | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.label !== b.label) return a.label < b.label ? -1 : 1;
  return compareNumbers(a.numbers, b.numbers) || a.numbers.length - b.numbers.length;
}

const KINDS: readonly ChangeKind[] = ['major', 'minor'];

/**
 * How far apart two tags of one family are, by the place of the first different number. A new build, or the release
 * after its pre-release, is a patch. A date alone says nothing about compatibility: neither a patch nor a major.
 */
export function classifyChange(from: ParsedTag, to: ParsedTag): ChangeKind {
  const place = findDifference(from.numbers, to.numbers);
  if (place === -1) return 'patch';
  return from.isMoment ? 'minor' : (KINDS[place] ?? 'patch');
}

/** Below 1.0 a minor may break as a major does. */
export function mayBreak(from: ParsedTag, to: ParsedTag): boolean {
  const kind = classifyChange(from, to);
  return kind === 'major' || (kind === 'minor' && !from.isMoment && from.numbers[0] === 0);
}

function findDifference(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    if ((a[index] ?? 0) !== (b[index] ?? 0)) return index;
  }
  return -1;
}
