import { fc } from '../../../helpers/properties.js';

const number = fc
  .oneof(fc.nat(12), fc.constantFrom(2019, 2024, 20240105, 20240211, 202401, 1700000000, 5512))
  .map(String);
const numbers = fc.array(number, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
const lead = fc.constantFrom('', '', '', 'v', 'release-', 'jammy-', 'arm64v8-', 'RELEASE.', 'nightly-', 'debian-');
const prerelease = fc.constantFrom(
  '',
  '',
  '',
  'rc1',
  'rc2',
  '-rc.1',
  '-rc',
  'b1',
  '-beta.2',
  '-alpha',
  '.CR1',
  '-dev.3',
);
const suffix = fc.constantFrom(
  '',
  ...'-alpine -alpine3.19 -ls132 -ls133 -debian-11-r12 -debian-11-r13 -amd64 -arm64v8 -1 -2 -20240105'.split(' '),
  ...'-g1234abc -gabcdef1 -jdk-slim u292 .RELEASE _7 -dev -2024-01-05'.split(' '),
);

/** Tags near to each other, so that many of them can be compared. */
export const anyTag = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(lead, numbers, prerelease, suffix).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/) },
  { weight: 1, arbitrary: fc.constantFrom('latest', 'stable', 'sha-1234567', 'pr-12', '2024-01-05', '2024-01-06') },
);

/** A current tag and others, many of the same variant. */
export const anyRepository = fc.tuple(lead, suffix, fc.integer({ min: 1, max: 4 })).chain(([before, after, count]) => {
  const version = fc.array(number, { minLength: count, maxLength: count }).map((parts) => parts.join('.'));
  const alike = fc.tuple(version, prerelease).map(([text, label]) => `${before}${text}${label}${after}`);
  const tags = fc.array(fc.oneof({ weight: 3, arbitrary: alike }, anyTag), { maxLength: 12 });
  return fc.record({ current: fc.oneof({ weight: 9, arbitrary: alike }, anyTag), tags });
});
