import test from 'ava';
import { fc, runs } from '../../../helpers/properties.js';
import { ConstraintError, parseConstraint, satisfies } from '../../../../src/domain/containers/versions/constraint.js';

const holds = (constraint: string, version: string): boolean =>
  satisfies({ numbers: version.split('.').map(Number), prerelease: null }, parseConstraint(constraint));

/** Range; what lies within; what does not. */
const ROWS: readonly (readonly [string, string, string])[] = [
  ['^1.2.3', '1.2.3 1.2.4 1.9.0 1.2.3.4', '1.2.2 2.0.0 0.9.9'],
  ['^0.2.3', '0.2.3 0.2.9', '0.3.0 1.0.0 0.2.2'],
  ['^0.0.3', '0.0.3', '0.0.4 0.0.2'],
  ['^0', '0.0.0 0.9.9', '1.0.0'],
  ['^0.0', '0.0.9', '0.1.0'],
  ['^1', '1.0.0 1.9.9', '2.0.0 0.9.9'],
  ['^14', '14 14.5', '15 13'],
  ['~1.2.3', '1.2.3 1.2.9', '1.3.0 1.2.2'],
  ['~1.2', '1.2.0 1.2.9', '1.3.0'],
  ['~>1.2', '1.2.0 1.2.9', '1.3.0'],
  ['~1', '1.0.0 1.9.9', '2.0.0'],
  ['1.2.x', '1.2.0 1.2.9', '1.3.0 1.1.9'],
  ['1.X', '1.0.0', '2.0.0'],
  ['*', '0.0.0 99.0.0', ''],
  ['x', '0.0.0 99.0.0', ''],
  ['', '0.0.0 99.0.0', ''],
  ['^*', '0.0.0 99.0.0', ''],
  ['>*', '', '0.0.0 99.0.0'],
  ['>1.2', '1.3.0', '1.2.9 1.2.0'],
  ['>1', '2.0.0', '1.9.9'],
  ['>=1.2', '1.2.0', '1.1.9'],
  ['<=1.2', '1.2.9', '1.3.0'],
  ['<1.2', '1.1.9', '1.2.0'],
  ['1.2 - 1.4', '1.2.0 1.4.9', '1.1.9 1.5.0'],
  ['1.2.3 - 1.4.5', '1.2.3 1.4.5', '1.4.6'],
  ['^1 || ^3', '1.5.0 3.5.0', '2.5.0 4.0.0'],
  ['>=1.2 <1.4 || 2.x', '1.3.0 2.9.0', '1.4.0 3.0.0'],
];

test('ranges mean what they mean for packages', (t) => {
  for (const [range, within, outside] of ROWS) {
    for (const version of within.split(' ').filter(Boolean)) t.true(holds(range, version), `${version} in ${range}`);
    for (const version of outside.split(' ').filter(Boolean))
      t.false(holds(range, version), `${version} not in ${range}`);
  }
});

test('what is no range is refused with a reason and an example', (t) => {
  for (const text of [
    'latest',
    '>',
    '^',
    '1..2',
    '1.2.3-alpine',
    '1 - ',
    '>=1 - <2',
    '1.99999999999999999',
    '^'.repeat(300),
  ]) {
    const error = t.throws(() => parseConstraint(text), { instanceOf: ConstraintError }, text);
    t.regex(error.message, /Write it as \^1\.2/);
  }
});

test('no text makes it fail in another way', (t) => {
  const anyText = fc.oneof(fc.string({ maxLength: 300 }), fc.stringMatching(/^[\^~<>=0-9.x*| a-c-]{0,40}$/));
  fc.assert(
    fc.property(anyText, (text) => {
      try {
        satisfies({ numbers: [1, 2, 3], prerelease: null }, parseConstraint(text));
        return true;
      } catch (error) {
        return error instanceof ConstraintError;
      }
    }),
    { numRuns: runs(5_000) },
  );
  t.pass();
});
