import { classifyChange, compareVersions, mayBreak } from './compare-versions.js';
import { namesPrerelease, parseConstraint, satisfies, type Constraint } from './constraint.js';
import { mayFollow, pickLast, type FindQuestion, type Finding } from './finding.js';
import { parseTag, type ParsedTag } from './parse-tag.js';

/** A build number beside versions: from 14 nobody goes to 5512. Two digits more are no next release. */
const MAX_MORE_DIGITS = 1;

/**
 * The newest tag of the current one's family. Without a range it stays in the present major as long as that has
 * something newer, so that a patch is not hidden behind a major that waits for a decision.
 * Throws `ConstraintError`.
 */
export function findBySemver(question: FindQuestion): Finding {
  const { currentTag, constraint: text } = question;
  const constraint = text === undefined || text.trim() === '' ? null : parseConstraint(text);
  const current = parseTag(currentTag);
  if (current === null) return { found: 'incomparable', why: 'no_version' };
  const newer = listNewer(question, current, constraint);
  const within = constraint === null ? newer : newer.filter((tag) => satisfies(tag, constraint));
  if (within.length === 0) return findNothing(newer);
  const isMajor = (tag: ParsedTag): boolean => classifyChange(current, tag) === 'major';
  const minors = constraint === null ? within.filter((tag) => !isMajor(tag)) : within;
  const newest = pickNewest(minors.length > 0 ? minors : within);
  if (newest === null) return findNothing([]);
  const nextMajor = isMajor(newest) ? null : (pickNewest(within.filter(isMajor))?.tag ?? null);
  const kind = classifyChange(current, newest);
  return { found: 'newer', tag: newest.tag, kind, mayBreak: mayBreak(current, newest), nextMajor };
}

function findNothing(newer: readonly ParsedTag[]): Finding {
  const newest = pickNewest(newer);
  return newest === null
    ? { found: 'nothing', why: 'newest' }
    : { found: 'nothing', why: 'outside_constraint', detail: newest.tag };
}

function listNewer(question: FindQuestion, current: ParsedTag, constraint: Constraint | null): readonly ParsedTag[] {
  const { includePrereleases = false, tags } = question;
  return tags
    .map((tag) => parseTag(tag))
    .filter((tag) => tag !== null)
    .filter((tag) => tag.family === current.family && compareVersions(tag, current) > 0 && isPlausible(current, tag))
    .filter(
      (tag) =>
        includePrereleases || mayFollow(current, tag) || (constraint !== null && namesPrerelease(tag, constraint)),
    );
}

function isPlausible(current: ParsedTag, { scheme, numbers }: ParsedTag): boolean {
  if (scheme === 'calendar') return true;
  return String(numbers[0] ?? 0).length - String(current.numbers[0] ?? 0).length <= MAX_MORE_DIGITS;
}

function pickNewest(tags: readonly ParsedTag[]): ParsedTag | null {
  return pickLast(tags, compareVersions, ({ tag }) => tag);
}
