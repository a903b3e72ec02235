import test from 'ava';
import { fc, runs } from '../../../../helpers/properties.js';
import { compilePattern } from '../../../../../src/domain/containers/versions/pattern/compile-pattern.js';
import { matchPattern } from '../../../../../src/domain/containers/versions/pattern/match-pattern.js';
import { PatternError } from '../../../../../src/domain/containers/versions/pattern/syntax.js';

const groupsOf = (source: string, text: string) => matchPattern(compilePattern(source), text)?.groups ?? null;

test('groups hold what a backtracking matcher would put there', (t) => {
  t.deepEqual(groupsOf(String.raw`v?(\d+)\.(\d+)(?:-(.+))?`, 'v1.25-alpine'), ['1', '25', 'alpine']);
  t.deepEqual(groupsOf(String.raw`(\d+)(\d*)`, '123'), ['123', '']);
  t.deepEqual(groupsOf(String.raw`(\d+?)(\d*)`, '123'), ['1', '23']);
  t.deepEqual(groupsOf('(a|ab)(c|bcd)(d*)', 'abcd'), ['a', 'bcd', '']);
  t.deepEqual(groupsOf('(a)|(b)', 'b'), [null, 'b']);
  t.deepEqual(matchPattern(compilePattern(String.raw`(?<version>\d+)-(?<rest>\w+)`), '12-x')?.named, {
    version: '12',
    rest: 'x',
  });
});

test('the whole tag has to match', (t) => {
  t.is(groupsOf(String.raw`\d+`, '18rc1'), null);
  t.deepEqual(groupsOf(String.raw`^\d+$`, '18'), []);
  t.is(groupsOf('a|b', 'ab'), null);
});

const BAD = [
  '(',
  ')',
  '(?=a)',
  '(?!a)',
  '(?<=a)',
  '(?<!a)',
  String.raw`\1`,
  String.raw`\k<a>`,
  String.raw`\p{L}`,
  'a**',
  'a{2,1}',
];
const ALSO_BAD = [
  '[b-a]',
  '[a',
  'a{200}',
  '{1}',
  '^*',
  '(?<x>a)(?<x>b)',
  '\\',
  String.raw`\b`,
  '(?i)a',
  '('.repeat(30),
];

for (const source of [...BAD, ...ALSO_BAD]) {
  test(`${source} is refused as a pattern`, (t) => {
    const error = t.throws(() => compilePattern(source), { instanceOf: PatternError });
    t.is(error.code, 'bad_pattern');
  });
}

const anySource = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      '1',
      '.',
      String.raw`\d`,
      String.raw`\w`,
      '[ab]',
      '[^a]',
      '[a-c1]',
      String.raw`\.`,
      '^',
      '$',
      '[-a]',
    ),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a}|${b})`),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,}', '*?', '+?'))
      .map(([a, end]) => `(?:${a})${end}`),
    tie('node').map((a) => `(${a})`),
  ),
})).node;

test('patterns match what the regular expressions of the language match', (t) => {
  fc.assert(
    fc.property(anySource, fc.stringMatching(/^[ab1.-]{0,8}$/), (source, text) => {
      let pattern;
      try {
        pattern = compilePattern(source);
      } catch (error) {
        fc.pre(!(error instanceof PatternError));
        throw error;
      }
      t.is(matchPattern(pattern, text) !== null, new RegExp(`^(?:${source})$`).test(text), `${source} on ${text}`);
    }),
    { numRuns: runs(5_000) },
  );
});

const SLOW = [
  '(a+)+b',
  '(a|a)*b',
  '(a|aa)+b',
  '(.*)*b',
  'a*a*a*a*a*a*a*a*a*a*b',
  '((a?){100})b',
  String.raw`(\d+)*\d*x`,
];

for (const source of SLOW) {
  test(`${source} takes no longer than others do`, (t) => {
    const pattern = compilePattern(source);
    const start = process.hrtime.bigint();
    for (const text of ['a'.repeat(128), '1'.repeat(128)]) t.is(matchPattern(pattern, text), null);
    t.true(Number(process.hrtime.bigint() - start) / 1e6 < 10_000);
  });
}
