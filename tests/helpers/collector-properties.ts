import type { ExecutionContext } from 'ava';
import { fc, runs } from './properties.js';
import type { z } from 'zod';
import type { Collector } from '../../src/collectors/collector.js';
import { PoolObservation } from '../../src/domain/inventory/storage-pool.js';
import type { CommandResult, ReadOnlyInvocation } from '../../src/platform/commands/index.js';
import { fixture, fixtureNames, okResult } from '../collectors/fixtures.js';

/** Fixtures with a piece cut out or put in, whole ones, and noise. */
function mutatedFixtures(folder: string): fc.Arbitrary<string> {
  const seeds = fixtureNames(folder).map(fixture);
  const noise = fc.string({ unit: 'binary', maxLength: 60 });
  const mutated = fc
    .record({ seed: fc.constantFrom(...seeds), at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(60), noise })
    .map(({ seed, at, cut, noise: piece }) => {
      const position = Math.floor(at * seed.length);
      return seed.slice(0, position) + piece + seed.slice(position + cut);
    });
  return fc.oneof(noise, fc.constantFrom(...seeds), { arbitrary: mutated, weight: 4 });
}

/**
 * Collects twice from such outputs, in both rounds, with the facts of the first time as `previous`: nothing of the
 * collector itself may fail, the stored facts must be taken back, and every pool and number must be whole.
 */
export function checkCollector(
  t: ExecutionContext,
  collector: Collector,
  schema: z.ZodType,
  tools: readonly string[],
): void {
  const host = { tools: Object.fromEntries(tools.map((tool) => [tool, ''])), sudo: 'root' } as const;
  const texts = fc.array(
    fc.record({ text: mutatedFixtures(collector.name), exitCode: fc.constantFrom(0, 0, 0, 1, 5) }),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(texts, (answers) => {
      let next = 0;
      const answer = ({ key, facts }: ReadOnlyInvocation): [string, CommandResult] => {
        const { text, exitCode } = answers[next++ % answers.length] ?? { text: '', exitCode: 0 };
        return [key, { ...okResult(facts.id, key, text), exitCode }];
      };
      let previous: unknown;
      for (const elapsedSeconds of [undefined, 300]) {
        const plan = collector.plan(host, previous);
        const first = new Map(Object.values(plan).map(answer));
        const followUps = collector.followUps(collector.read({ plan, results: first, previous }), host);
        const results = new Map([...first, ...Object.values(followUps).map(({ invocation }) => answer(invocation))]);
        const { facts, failures, observations, samples } = collector.collect({
          plan,
          results,
          previous,
          elapsedSeconds,
          followUps,
        });
        const broken = failures.filter(({ message }) => message.includes('the collector itself failed'));
        t.deepEqual(broken, []);
        for (const pool of observations.pools?.items ?? []) PoolObservation.parse(pool);
        t.true(samples.every(({ value }) => value === null || (Number.isFinite(value) && value >= 0)));
        t.true(samples.every(({ metric, value }) => !metric.endsWith('_percent') || (value ?? 0) <= 100));
        previous = facts === undefined ? undefined : JSON.parse(JSON.stringify(facts));
        t.deepEqual(previous, facts, 'plain JSON');
        if (facts !== undefined) t.deepEqual(schema.parse(previous), facts);
      }
    }),
    { numRuns: runs(500) },
  );
}
