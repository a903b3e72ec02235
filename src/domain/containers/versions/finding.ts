import { compareVersions, type ChangeKind } from './compare-versions.js';
import type { ParsedTag } from './parse-tag.js';
import type { ProposalQuestion } from './proposal.js';

export interface FindQuestion extends Pick<ProposalQuestion, 'constraint' | 'includePrereleases'> {
  readonly currentTag: string;
  readonly tags: readonly string[];
}

/** What a strategy found among the tags. */
export type Finding =
  | {
      readonly found: 'newer';
      readonly tag: string;
      readonly kind: ChangeKind;
      readonly mayBreak: boolean;
      readonly nextMajor: string | null;
    }
  | { readonly found: 'nothing'; readonly why: 'newest' | 'outside_constraint' | 'rejected'; readonly detail?: string }
  /** The current tag gives nothing to compare with. */
  | { readonly found: 'incomparable'; readonly why: 'no_version' | 'not_matched' };

/**
 * Whether somebody on `current` is offered this pre-release, or a release in any case: of the same kind (rc to rc), or
 * nearer to the release of the same version (beta to rc).
 */
export function mayFollow(current: ParsedTag | null, candidate: ParsedTag | null): boolean {
  if (candidate === null || candidate.prerelease === null) return true;
  const { numbers, prerelease } = candidate;
  if (current === null || current.prerelease === null) return false;
  if (prerelease.label === current.prerelease.label) return true;
  const isSameVersion =
    compareVersions({ numbers, prerelease: null }, { ...current, prerelease: null, counters: [] }) === 0;
  return isSameVersion && prerelease.rank > current.prerelease.rank;
}

/** The last in an order, and the same one for any order of the input: what counts as equal is ordered by its text. */
export function pickLast<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
  textOf: (item: T) => string,
): T | null {
  let last: T | null = null;
  for (const item of items) {
    const difference = last === null ? 1 : compare(item, last) || (textOf(item) > textOf(last) ? 1 : -1);
    if (difference > 0) last = item;
  }
  return last;
}
