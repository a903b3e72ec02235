import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import type { FollowUp } from '../../src/collectors/collector.js';
import { collector as md } from '../../src/collectors/md/index.js';
import { collector as zfs } from '../../src/collectors/zfs/index.js';
import { PoolObservation } from '../../src/domain/inventory/storage-pool.js';
import type { ReadOnlyInvocation } from '../../src/platform/commands/index.js';
import { fixture, fixtureNames, okResult } from './fixtures.js';

const host = { tools: { zpool: '', zfs: '', mdadm: '' }, sudo: 'root' } as const;
const SEEDS = [...fixtureNames('zfs'), ...fixtureNames('md')].map(fixture);
const PIECES = [
  '0',
  '-1',
  '1.2K',
  '\t',
  '\n',
  ' : ',
  '[2/1] [U_]',
  '(F)',
  'ONLINE',
  '"',
  '{',
  '}',
  'NaN',
  '%',
  '9'.repeat(30),
];

const mutated = fc
  .record({
    seed: fc.constantFrom(...SEEDS),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(60),
    piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 20 })),
  })
  .map(({ seed, at, cut, piece }) => {
    const position = Math.floor(at * seed.length);
    return seed.slice(0, position) + piece + seed.slice(position + cut);
  });
const text = fc.oneof(mutated, fc.constantFrom(...SEEDS), fc.string({ unit: 'binary', maxLength: 100 }));

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

for (const collector of [zfs, md]) {
  test(`${collector.name}: whatever the commands answer, in both rounds, gives facts and pools that are valid`, (t) => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 5, maxLength: 5 }), fc.nat(3), (texts, exitCode) => {
        let previous: unknown;
        for (const turn of [0, 1, 2]) {
          const plan = collector.plan(host, previous);
          const answer = ({ key, facts }: ReadOnlyInvocation, index: number) =>
            [key, { ...okResult(facts.id, key, texts[(index + turn) % 5] ?? ''), exitCode }] as const;
          const results = new Map(Object.values(plan).map(answer));
          const reading = collector.read({ plan, results, previous });
          const followUps: Readonly<Record<string, FollowUp>> = collector.followUps(reading, host);
          for (const [key, result] of Object.values(followUps).map(({ invocation }, index) =>
            answer(invocation, index),
          ))
            results.set(key, result);
          const { facts, samples, observations, failures } = collector.collect({
            plan,
            results,
            previous,
            followUps,
            elapsedSeconds: 300,
          });
          t.false(
            failures.some(({ message }) => message.includes('the collector itself failed')),
            JSON.stringify(failures),
          );
          t.true(numbersIn([facts, samples]).every((value) => Number.isFinite(value) && value >= 0));
          t.true(samples.every(({ unit, value }) => unit !== 'percent' || value === null || value <= 100));
          const pools = observations.pools?.items ?? [];
          for (const pool of pools) PoolObservation.parse(pool);
          t.is(new Set(pools.map(({ identity }) => identity)).size, pools.length);
          previous = facts === undefined ? undefined : JSON.parse(JSON.stringify(facts));
        }
      }),
      { numRuns: runs(1500) },
    );
  });

  test(`${collector.name}: megabytes of hostile text are read in a moment`, (t) => {
    const hostile = [
      ' '.repeat(2_000_000),
      `\t${'a '.repeat(1_000_000)}`,
      `  pool: x\nconfig:\n${`\t${' '.repeat(1900)}x\n`.repeat(1000)}`,
      `  pool: x\nconfig:\n${'\t  disk ONLINE 0 0 0\n'.repeat(90_000)}`,
      `md0 : active raid1 ${'sda[0](S) '.repeat(200_000)}\n 1 blocks [2/2] [${'U'.repeat(100_000)}]\n`,
      'md0 : active\n'.repeat(100_000),
      `{"pools":{${Array.from({ length: 40_000 }, (_, index) => `"p${index}":{"vdevs":{"a":{"guid":1}}}`).join()}}}`,
      `{"pools":{"p":{"vdevs":{${Array.from({ length: 20_000 }, (_, index) => `"d${index}":{"guid":${index}}`).join()}}}}}`,
      '% done, '.repeat(200_000),
      'a\tb\tc\td\te\tf\tONLINE\t1\n'.repeat(60_000),
    ];
    const plan = collector.plan(host, undefined);
    for (const [number, bytes] of hostile.entries()) {
      const started = performance.now();
      const results = new Map(Object.values(plan).map(({ key, facts }) => [key, okResult(facts.id, key, bytes)]));
      collector.collect({ plan, results, previous: undefined, elapsedSeconds: 300 });
      const took = performance.now() - started;
      t.true(took < 3000, `number ${number} took ${Math.round(took)} ms`);
    }
  });
}
