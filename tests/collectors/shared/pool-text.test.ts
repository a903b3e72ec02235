import test from 'ava';
import { fc } from '../../helpers/properties.js';
import {
  boundText,
  isoOf,
  readClock,
  readDuration,
  readLocalDate,
  readRounded,
} from '../../../src/collectors/shared/pool-text.js';

test('rounded counters keep their size: powers of 1024, a fraction, with and without a B', (t) => {
  t.deepEqual(readRounded('0'), { value: '0', exact: true });
  t.deepEqual(readRounded('18446744073709551615'), { value: '18446744073709551615', exact: true });
  t.deepEqual(readRounded('1.2K'), { value: '1228', exact: false });
  t.deepEqual(readRounded('0B'), { value: '0', exact: true });
  t.deepEqual(readRounded('9.08T'), { value: '9983565580206', exact: false });
  t.deepEqual(readRounded('2GiB'), { value: '2147483648', exact: false });
  for (const text of ['', '-', 'x', '1.2.3', '-5', '1e9', undefined]) t.is(readRounded(text), undefined);
});

test('a rounded counter is never 0 when the count is not', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999 }), fc.constantFrom('K', 'M', 'G', 'T', 'P', 'E'), (count, unit) => {
      t.true(BigInt(readRounded(`${count / 100}${unit}`)?.value ?? '0') > 0n);
    }),
  );
});

test('durations in every form that tools print, and nothing else', (t) => {
  const forms: readonly (readonly [string, number | undefined])[] = [
    ['5h4m', 18_240],
    ['57h5m', 205_500],
    ['0 days 00:19:47', 1187],
    ['1 days 02:55:32', 96_932],
    ['11:16:03', 40_563],
    ['127.5min', 7650],
    ['1d 2h3m', 93_780],
    ['soon', undefined],
    ['-1h5m', undefined],
    ['', undefined],
  ];
  for (const [text, seconds] of forms) t.is(readDuration(text), seconds, text);
});

test('local dates need an offset; impossible ones are none', (t) => {
  t.is(readLocalDate('Sun Jan  4 05:06:07 2026', 3600), '2026-01-04T04:06:07.000Z');
  t.is(readLocalDate('Sun Jan 14 05:28:12 CET 2024', -19_800), '2024-01-14T10:58:12.000Z');
  t.is(readLocalDate('Sun Jan 14 05:28:12 2024', undefined), undefined);
  t.is(readLocalDate('Sun Foo 14 05:28:12 2024', 0), undefined);
  t.is(readLocalDate('yesterday', 0), undefined);
  t.is(isoOf(0), undefined);
  t.is(isoOf(9e15), undefined);
});

test('the clock of the host with its distance from UTC', (t) => {
  t.deepEqual(readClock('1705219200 +0530'), { epochSeconds: 1_705_219_200, offsetSeconds: 19_800 });
  t.deepEqual(readClock('1705219200 -0330'), { epochSeconds: 1_705_219_200, offsetSeconds: -12_600 });
  t.is(readClock('Sun Jan 14'), undefined);
});

test('texts are bounded, without control characters and half characters', (t) => {
  t.is(boundText('a\u0000b\u001b[31m\n'), 'a b [31m');
  t.is(boundText(`${'x'.repeat(199)}😀`), 'x'.repeat(199));
});
