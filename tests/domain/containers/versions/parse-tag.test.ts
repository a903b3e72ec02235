import test from 'ava';
import { parseTag } from '../../../../src/domain/containers/versions/parse-tag.js';

/** Tag; scheme; numbers; pre-release; counters; variant. */
const ROWS: readonly (readonly [string, string, string, string, string, string])[] = [
  ['v2.0.6.3-ls132', 'semver', '2.0.6.3', '', '132', 'v…-ls{n}'],
  ['1.25-alpine3.19', 'semver', '1.25', '', '', '…-alpine3.19'],
  ['14', 'semver', '14', '', '', '…'],
  ['14.1-bookworm', 'semver', '14.1', '', '', '…-bookworm'],
  ['18rc1', 'semver', '18', 'rc 1', '', '…'],
  ['2024.01.05', 'calendar', '2024.1.5', '', '', '…'],
  ['20240105', 'calendar', '20240105', '', '', '…'],
  ['nightly-20240105', 'calendar', '20240105', '', '', 'nightly-…'],
  ['nightly-2024-01-05', 'calendar', '2024.1.5', '', '', 'nightly-…'],
  ['RELEASE.2024-01-01T00-00-00Z', 'calendar', '2024.1.1.0.0.0', '', '', 'RELEASE.…'],
  ['9.0.0-rc.1', 'semver', '9.0.0', 'rc 1', '', '…'],
  ['1.2.3+build', 'semver', '1.2.3', '', '', '…+build'],
  ['8-jdk-slim', 'semver', '8', '', '', '…-jdk-slim'],
  ['3.12.0b1', 'semver', '3.12.0', 'b 1', '', '…'],
  ['jammy-20240111', 'calendar', '20240111', '', '', 'jammy-…'],
  ['4.4.0-debian-11-r12', 'semver', '4.4.0', '', '12', '…-debian-11-r{n}'],
  ['8u302-b08-jdk', 'semver', '8', '', '302.8', '…u{n}-b{n}-jdk'],
  ['1.32.8.7639-fb6452ebf-ls198', 'semver', '1.32.8.7639', '', '198', '…-{hash}-ls{n}'],
  ['1.0.0-alpha.1.2-slim', 'semver', '1.0.0', 'alpha 1.2', '', '…-slim'],
  ['2.0.1-SNAPSHOT', 'semver', '2.0.1', 'snapshot', '', '…'],
];

test('tags are read into scheme, numbers, pre-release, counters and variant', (t) => {
  for (const [tag, scheme, numbers, prerelease, counters, variant] of ROWS) {
    const parsed = parseTag(tag);
    const found = [
      tag,
      parsed?.scheme,
      parsed?.numbers.join('.'),
      parsed === null || parsed.prerelease === null
        ? ''
        : `${parsed.prerelease.label} ${parsed.prerelease.numbers.join('.')}`.trim(),
      parsed?.counters.join('.'),
      parsed?.variant,
    ];
    t.deepEqual(found, [tag, scheme, numbers, prerelease, counters, variant]);
  }
});

test('tags that name no version are read as none', (t) => {
  for (const tag of [
    'latest',
    'stable',
    'sha-abcdef1',
    'bookworm',
    'pg16',
    'debian-11',
    '1234567',
    '',
    'x'.repeat(200),
  ]) {
    t.is(parseTag(tag), null, tag);
  }
});

test('the architecture of a tag is named as images name it', (t) => {
  t.is(parseTag('1.2.3-arm64v8')?.architecture, 'arm64');
  t.is(parseTag('x86_64-1.2.3')?.architecture, 'amd64');
  t.is(parseTag('1.2.3-arm32v7-alpine')?.architecture, 'arm/v7');
  t.is(parseTag('1.2.3-alpine')?.architecture, null);
});
