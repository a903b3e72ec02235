import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { collector } from '../../src/collectors/btrfs/index.js';
import { parseBtrfsMounts } from '../../src/collectors/btrfs/parse-mounts.js';
import { parseScrub } from '../../src/collectors/btrfs/parse-scrub.js';
import { parseShowOrThrow } from '../../src/collectors/btrfs/parser.js';
import { parseDeviceStats } from '../../src/collectors/btrfs/parse-stats.js';
import { parseBalance, parseReplace } from '../../src/collectors/btrfs/parse-tasks.js';
import { parseUsage } from '../../src/collectors/btrfs/parse-usage.js';
import { btrfsFactsSchema } from '../../src/collectors/btrfs/schema.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { checkCollector } from '../helpers/collector-properties.js';
import { fixture, outputOf } from './fixtures.js';

test('no digit of a counter is lost', (t) => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (count) => {
      const text = parseDeviceStats(outputOf(`[/dev/sda].corruption_errs  ${count}\n`)).value;
      t.is(text[0]?.counters.corruption, String(count));
      const json = `{"device-stats":[{"device":"/dev/sda","devid":1,"read_io_errs":${count}}]}`;
      t.is(parseDeviceStats(outputOf(json)).value[0]?.counters.read, String(count));
    }),
  );
});

test('whatever btrfs prints, its parsers throw nothing but ParseError', (t) => {
  const seeds = [
    'show-4.4-some-missing.txt',
    'stats-6.2-missing.txt',
    'usage-4.15-single-full.txt',
    'scrub-6.2-finished.txt',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .record({
        seed: fc.constantFrom(...seeds),
        at: fc.nat(600),
        cut: fc.nat(30),
        piece: fc.string({ unit: 'binary' }),
      })
      .map(({ seed, at, cut, piece }) => {
        const whole = fixture(`btrfs/${seed}`);
        return whole.slice(0, at) + piece + whole.slice(at + cut);
      }),
  );
  fc.assert(
    fc.property(text, fc.boolean(), fc.nat(1), (printed, truncated, exitCode) => {
      const output = { ...outputOf(printed), truncated, exitCode };
      for (const parse of [
        () => parseShowOrThrow(output, truncated),
        () => parseDeviceStats(output),
        () => parseUsage(output, truncated),
        () => parseScrub(output),
        () => parseBalance(output),
        () => parseReplace(output),
        () => parseBtrfsMounts(output),
      ]) {
        try {
          parse();
        } catch (error) {
          t.true(error instanceof ParseError, String(error));
        }
      }
    }),
    { numRuns: runs(2000) },
  );
});

test('whatever btrfs prints in both rounds, the facts are taken back and the pools are whole', (t) => {
  checkCollector(t, collector, btrfsFactsSchema, ['btrfs']);
});
