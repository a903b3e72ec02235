import { compareNumbers, compareVersions, type Version } from './compare-versions.js';
import { splitTag } from './tag-components.js';
import { readSuffix, type Prerelease } from './tag-suffix.js';

/** A range of versions as people write it for packages: `^1.2`, `~1.2.3`, `1.x`, `>=1.2 <3`, `1.2 - 1.9`, `… || …`. */
export interface Constraint {
  readonly text: string;
  readonly alternatives: readonly (readonly Comparator[])[];
}

interface Comparator {
  readonly operator: Operator;
  readonly version: Version;
}

type Operator = '>' | '>=' | '<' | '<=' | '=';

export class ConstraintError extends Error {
  override readonly name = 'ConstraintError';
  readonly code = 'bad_constraint';

  constructor(text: string, problem: string) {
    const shown = text.length <= 100 ? text : `${text.slice(0, 100)}…`;
    super(`${JSON.stringify(shown)} is no version range: ${problem}. Write it as ^1.2, ~1.2.3, 1.x or >=1.2 <3.`);
  }
}

const MAX_TEXT_LENGTH = 256;
const MAX_COMPARATORS = 32;
const MAX_DIGITS = 15;
const HYPHEN = /^(\S+) +- +(\S+)$/;
const TERM = /^(\^|~>?|>=|<=|>|<|=|)v?([0-9xX*]+(?:\.[0-9xX*]+)*)([-_A-Za-z][-_.0-9A-Za-z]*)?$/;
const PART = /^(?:\d+|[xX*])$/;

/** Throws `ConstraintError`. Versions may have any number of parts. */
export function parseConstraint(text: string): Constraint {
  if (text.length > MAX_TEXT_LENGTH) throw new ConstraintError(text, 'it is too long');
  const alternatives = text.split('||').map((part) => parseAlternative(part.trim(), text));
  const count = alternatives.reduce((sum, alternative) => sum + alternative.length, 0);
  if (count > MAX_COMPARATORS) throw new ConstraintError(text, `it has over ${MAX_COMPARATORS} comparisons`);
  return { text, alternatives };
}

/** Whether a version lies within. A pre-release counts as its release where the bound is none: 10.0-rc.1 is not <10. */
export function satisfies(version: Version, constraint: Constraint): boolean {
  return constraint.alternatives.some((comparators) => comparators.every((comparator) => holds(version, comparator)));
}

/** Whether a range asks for the pre-releases of this very version: `>=9.0.0-rc.1` does for 9.0.0-rc.2 only. */
export function namesPrerelease(version: Version, constraint: Constraint): boolean {
  return constraint.alternatives.flat().some((comparator) => namesPrereleaseOf(comparator, version));
}

function holds(version: Version, { operator, version: bound }: Comparator): boolean {
  const { numbers } = version;
  const prerelease = bound.prerelease === null ? null : version.prerelease;
  const difference = compareVersions({ numbers, prerelease }, bound);
  if (operator === '=') return difference === 0;
  if (operator === '>') return difference > 0;
  if (operator === '>=') return difference >= 0;
  return operator === '<' ? difference < 0 : difference <= 0;
}

function namesPrereleaseOf({ version: bound }: Comparator, version: Version): boolean {
  return bound.prerelease !== null && compareNumbers(bound.numbers, version.numbers) === 0;
}

function parseAlternative(part: string, text: string): readonly Comparator[] {
  const hyphen = HYPHEN.exec(part);
  if (hyphen !== null) return parseHyphen(hyphen[1] ?? '', hyphen[2] ?? '', text);
  return part
    .replaceAll(/([<>=^~]) +/g, '$1')
    .split(/ +/)
    .filter((term) => term !== '')
    .flatMap((term) => parseTerm(term, text));
}

/** `1.2 - 2.3` takes all of 2.3. */
function parseHyphen(low: string, high: string, text: string): readonly Comparator[] {
  const from = readTerm(low, text);
  const to = readTerm(high, text);
  if (from.operator !== '' || to.operator !== '')
    throw new ConstraintError(text, 'a range with a dash has two versions');
  return [{ operator: '>=', version: from }, ...upTo(to)];
}

interface Term extends Version {
  readonly operator: string;
  /** Fewer parts than a full version, or an x: all below it is meant. */
  readonly isPartial: boolean;
}

function readTerm(term: string, text: string): Term {
  const match = TERM.exec(term);
  if (match === null) throw new ConstraintError(text, `${JSON.stringify(term)} is not understood`);
  const parts = (match[2] ?? '').split('.');
  if (parts.some((part) => !PART.test(part) || part.length > MAX_DIGITS)) {
    throw new ConstraintError(text, `${JSON.stringify(term)} has a part that is no number`);
  }
  const wild = parts.findIndex((part) => !/^\d/.test(part));
  const numbers = (wild === -1 ? parts : parts.slice(0, wild)).map(Number);
  const prerelease = readPrerelease(match[3], text);
  return { operator: match[1] ?? '', numbers, prerelease, isPartial: wild !== -1 || numbers.length < 3 };
}

function readPrerelease(tail: string | undefined, text: string): Prerelease | null {
  if (tail === undefined) return null;
  // Glued (18rc1) or behind a dash (9.0.0-rc.1): as after the version of a tag.
  const components = splitTag(`0${tail}`);
  const glued = components[0]?.text.slice(1) ?? '';
  const rest = components.slice(1);
  const { prerelease, template } = readSuffix(
    glued === '' ? rest : [{ separator: '', text: glued, kind: 'word' }, ...rest],
  );
  if (prerelease === null || template !== '')
    throw new ConstraintError(text, `${JSON.stringify(tail)} is no pre-release`);
  return prerelease;
}

function parseTerm(term: string, text: string): readonly Comparator[] {
  const { operator, isPartial, numbers, prerelease } = readTerm(term, text);
  const version: Version = { numbers, prerelease };
  if (operator === '^') return between(version, next(numbers, caretPlace(numbers)));
  if (operator === '~' || operator === '~>') return between(version, next(numbers, Math.min(1, numbers.length - 1)));
  if (operator === '' || operator === '=') {
    // 1.2.3 takes 1.2.3.4 as well: the tag may have more parts than the range.
    return prerelease === null ? between(version, next(numbers, numbers.length - 1)) : [{ operator: '=', version }];
  }
  const isWhole = isPartial && prerelease === null;
  if (isWhole && operator === '>') return from(next(numbers, numbers.length - 1));
  if (isWhole && operator === '<=') return upTo({ numbers, prerelease, isPartial });
  return [{ operator: operator as Operator, version }];
}

/** ^ keeps everything up to the first number that is not 0. */
function caretPlace(numbers: readonly number[]): number {
  const place = numbers.findIndex((number) => number !== 0);
  return place === -1 ? numbers.length - 1 : place;
}

/** The first version after all that begin with the numbers up to `place`; null: there is no end. */
function next(numbers: readonly number[], place: number): Version | null {
  if (place < 0) return null;
  return {
    numbers: numbers.map((number, at) => number + (at === place ? 1 : 0)).slice(0, place + 1),
    prerelease: null,
  };
}

function between(low: Version, high: Version | null): readonly Comparator[] {
  return [{ operator: '>=', version: low }, ...below(high)];
}

function below(high: Version | null): readonly Comparator[] {
  return high === null ? [] : [{ operator: '<', version: high }];
}

function from(low: Version | null): readonly Comparator[] {
  // Nothing is above “any version”.
  return low === null
    ? [{ operator: '<', version: { numbers: [0], prerelease: null } }]
    : [{ operator: '>=', version: low }];
}

function upTo({ numbers, prerelease, isPartial }: Omit<Term, 'operator'>): readonly Comparator[] {
  if (!isPartial || prerelease !== null) return [{ operator: '<=', version: { numbers, prerelease } }];
  return below(next(numbers, numbers.length - 1));
}
