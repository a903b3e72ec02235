import test from 'ava';
import { fc, runs } from '../../../helpers/properties.js';
import { compareVersions } from '../../../../src/domain/containers/versions/compare-versions.js';
import { parseTag, type ParsedTag } from '../../../../src/domain/containers/versions/parse-tag.js';
import { splitTag } from '../../../../src/domain/containers/versions/tag-components.js';
import { anyRepository, anyTag } from './arbitrary-tags.js';
import { propose } from './case.js';

const RUNS = { numRuns: runs(5_000) };

function parseAll(tags: readonly string[]): readonly ParsedTag[] {
  return tags.map((tag) => parseTag(tag)).filter((tag) => tag !== null);
}

test('a tag is cut into pieces without losing a sign', (t) => {
  const anyText = fc.oneof(anyTag, fc.string({ maxLength: 140 }));
  fc.assert(
    fc.property(
      anyText,
      (tag) =>
        splitTag(tag)
          .map(({ separator, text }) => `${separator}${text}`)
          .join('') === tag,
    ),
    RUNS,
  );
  t.pass();
});

test('whatever the text, parsing ends with a version or without one', (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (tag) => {
      const parsed = parseTag(tag);
      return parsed === null || parsed.numbers.every((number) => Number.isSafeInteger(number));
    }),
    RUNS,
  );
  t.pass();
});

test('the order of versions is antisymmetric', (t) => {
  fc.assert(
    fc.property(anyTag, anyTag, (left, right) => {
      const [a, b] = parseAll([left, right]);
      return (
        a === undefined || b === undefined || Math.sign(compareVersions(a, b)) === -Math.sign(compareVersions(b, a))
      );
    }),
    RUNS,
  );
  t.pass();
});

test('the order of versions is transitive', (t) => {
  fc.assert(
    fc.property(anyTag, anyTag, anyTag, (...tags) => {
      const [a, b, c] = parseAll(tags).toSorted(compareVersions);
      return a === undefined || b === undefined || c === undefined || compareVersions(a, c) <= 0;
    }),
    RUNS,
  );
  t.pass();
});

test('a candidate is newer than the current tag, of its variant, form and architecture', (t) => {
  let proposed = 0;
  fc.assert(
    fc.property(anyRepository, fc.boolean(), ({ current: currentTag, tags }, includePrereleases) => {
      const { candidate } = propose(currentTag, tags.join(' '), { includePrereleases });
      if (candidate === null) return true;
      const [current, next] = parseAll([currentTag, candidate.tag]);
      if (current === undefined || next === undefined) return false;
      proposed += 1;
      return (
        tags.includes(candidate.tag) &&
        compareVersions(next, current) > 0 &&
        next.variant === current.variant &&
        next.scheme === current.scheme &&
        next.numbers.length === current.numbers.length &&
        next.architecture === current.architecture &&
        (includePrereleases || next.prerelease === null || current.prerelease !== null)
      );
    }),
    RUNS,
  );
  t.true(proposed > 500, `${proposed} proposals`);
});

test('following the proposals ends, and then there is nothing newer', (t) => {
  fc.assert(
    fc.property(anyRepository, ({ current: start, tags }) => {
      let current = start;
      for (let step = 0; step <= tags.length; step += 1) {
        const { candidate } = propose(current, tags.join(' '));
        if (candidate === null) return true;
        current = candidate.tag;
      }
      return false;
    }),
    RUNS,
  );
  t.pass();
});

for (const more of [
  { strategy: 'semver' },
  { strategy: 'semver', constraint: '>=1' },
  { strategy: 'pattern', constraint: String.raw`.*?(\d+)[\d.]*(.*)` },
] as const) {
  test(`the order of the tags changes nothing (${JSON.stringify(more)})`, (t) => {
    const anyTwoOrders = anyRepository.chain(({ current, tags }) =>
      fc.tuple(fc.constant(current), fc.constant(tags), fc.shuffledSubarray(tags, { minLength: tags.length })),
    );
    fc.assert(
      fc.property(anyTwoOrders, ([current, tags, shuffled]) => {
        const expected = propose(current, tags.join(' '), more);
        t.deepEqual(propose(current, shuffled.join(' '), more), expected);
      }),
      { numRuns: runs(1_000) },
    );
  });
}
