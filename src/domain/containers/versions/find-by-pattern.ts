import { classifyChange, compareNumbers, compareVersions, mayBreak } from './compare-versions.js';
import { mayFollow, pickLast, type FindQuestion, type Finding } from './finding.js';
import { parseTag, type ParsedTag } from './parse-tag.js';
import { compilePattern, type TagPattern } from './pattern/compile-pattern.js';
import { matchPattern } from './pattern/match-pattern.js';
import { PatternError } from './pattern/syntax.js';
import { readTagArchitecture, splitTag } from './tag-components.js';

/** One piece of what a pattern orders tags by. */
type OrderKey =
  | { readonly type: 'numbers'; readonly numbers: readonly number[] }
  | { readonly type: 'version'; readonly version: ParsedTag }
  | { readonly type: 'text'; readonly text: string };

interface Match {
  readonly tag: string;
  readonly keys: readonly OrderKey[];
  readonly parsed: ParsedTag | null;
}

const NUMBERS = /^\d{1,15}(?:\.\d{1,15}){0,7}$/;

/**
 * The newest tag that a pattern matches whole, by the group `version`, else by all groups from left to right, else by
 * the tag. The pattern may let the variant differ, but not the architecture. Throws `PatternError`.
 */
export function findByPattern({ currentTag, tags, constraint, includePrereleases = false }: FindQuestion): Finding {
  if (constraint === undefined || constraint === '') throw new PatternError('', 'the policy names no pattern');
  const pattern = compilePattern(constraint);
  const current = readMatch(pattern, currentTag);
  if (current === null) return { found: 'incomparable', why: 'not_matched' };
  const isWanted = (tag: Match): boolean =>
    isAlike(current, tag) && (includePrereleases || mayFollow(current.parsed, tag.parsed) || names(constraint, tag));
  const newer = tags
    .map((tag) => readMatch(pattern, tag))
    .filter((tag) => tag !== null)
    .filter((tag) => isWanted(tag) && (compareKeys(tag, current) ?? 0) > 0);
  const newest = pickLast(
    newer,
    (a, b) => compareKeys(a, b) ?? 0,
    ({ tag }) => tag,
  );
  if (newest === null) return { found: 'nothing', why: 'newest' };
  return { found: 'newer', tag: newest.tag, ...classify(current.parsed, newest.parsed), nextMajor: null };
}

/** How far apart cannot be told of tags that are no versions of one form: then a person should look. */
function classify(
  from: ParsedTag | null,
  to: ParsedTag | null,
): Pick<Extract<Finding, { found: 'newer' }>, 'kind' | 'mayBreak'> {
  if (from === null || to === null || from.scheme !== to.scheme || from.numbers.length !== to.numbers.length) {
    return { kind: 'major', mayBreak: true };
  }
  return { kind: classifyChange(from, to), mayBreak: mayBreak(from, to) };
}

/** Never another architecture, never a date after a version or the other way round. */
function isAlike(current: Match, { tag, parsed }: Match): boolean {
  if (readTagArchitecture(splitTag(tag)) !== readTagArchitecture(splitTag(current.tag))) return false;
  return parsed === null || current.parsed === null || parsed.scheme === current.parsed.scheme;
}

/** A pattern that has the word of a pre-release in it asks for these. */
function names(constraint: string, { parsed }: Match): boolean {
  return parsed?.prerelease !== null && parsed !== null && constraint.toLowerCase().includes(parsed.prerelease.label);
}

function readMatch(pattern: TagPattern, tag: string): Match | null {
  const match = matchPattern(pattern, tag);
  if (match === null) return null;
  const version = match.named['version'];
  const texts = version !== undefined ? [version] : match.groups.length > 0 ? match.groups : [tag];
  return { tag, keys: texts.map((text) => readKey(text ?? '')), parsed: parseTag(tag) };
}

function readKey(text: string): OrderKey {
  if (NUMBERS.test(text)) return { type: 'numbers', numbers: text.split('.').map(Number) };
  const version = parseTag(text);
  return version === null ? { type: 'text', text } : { type: 'version', version };
}

/** Null when there is no order between the two. */
function compareKeys(a: Match, b: Match): number | null {
  for (const [index, left] of a.keys.entries()) {
    const difference = compareKey(left, b.keys[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareKey(a: OrderKey, b: OrderKey | undefined): number | null {
  if (a.type === 'numbers' && b?.type === 'numbers') return compareNumbers(a.numbers, b.numbers);
  if (a.type === 'version' && b?.type === 'version') {
    return a.version.family === b.version.family ? compareVersions(a.version, b.version) : null;
  }
  return a.type === 'text' && b?.type === 'text' && a.text === b.text ? 0 : null;
}
