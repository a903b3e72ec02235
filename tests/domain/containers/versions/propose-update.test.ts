import test from 'ava';
import { describeProposal, propose, type ConstraintRow, type Row } from './case.js';
import { BUILD_CASES, CALENDAR_CASES, PRERELEASE_CASES } from './odd-cases.js';
import { PLAIN_CASES, UNVERSIONED_CASES, VARIANT_CASES } from './plain-cases.js';
import { CONSTRAINT_CASES, PATTERN_CASES } from './policy-cases.js';

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  'plain versions': PLAIN_CASES,
  variants: VARIANT_CASES,
  'tags without a version': UNVERSIONED_CASES,
  'builds of one version': BUILD_CASES,
  calendars: CALENDAR_CASES,
  'pre-releases': PRERELEASE_CASES,
};

for (const [name, rows] of Object.entries(TABLES)) {
  test(`the table of ${name} holds`, (t) => {
    for (const [current, tags, expected] of rows) {
      t.is(describeProposal(propose(current, tags)), expected, `${current} among ${tags}`);
    }
  });
}

const POLICY_TABLES: Readonly<Record<'semver' | 'pattern', readonly ConstraintRow[]>> = {
  semver: CONSTRAINT_CASES,
  pattern: PATTERN_CASES,
};

for (const strategy of ['semver', 'pattern'] as const) {
  test(`the table of constraints for ${strategy} holds`, (t) => {
    for (const [constraint, current, tags, expected] of POLICY_TABLES[strategy]) {
      const proposal = propose(current, tags, { strategy, constraint });
      t.is(describeProposal(proposal), expected, `${constraint}: ${current} among ${tags}`);
    }
  });
}

test('the tables have more than two hundred rows', (t) => {
  const rows = [...Object.values(TABLES), ...Object.values(POLICY_TABLES)].reduce(
    (sum, table) => sum + table.length,
    0,
  );
  t.true(rows > 250, String(rows));
});
