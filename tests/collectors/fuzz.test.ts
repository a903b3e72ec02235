import test from 'ava';
import fc from 'fast-check';
import { loadCollectors } from '../../src/collectors/registry.js';
import { ParseError, type ReadOnlyInvocation } from '../../src/platform/commands/index.js';
import { fixture, fixtureNames, okResult, outputOf } from './fixtures.js';

const host = { tools: { awk: '', stat: '', ps: 'procps', systemctl: '' }, sudo: 'none' } as const;
const collectors = await loadCollectors();
const SEEDS = collectors.flatMap(({ name }) => fixtureNames(name)).map(fixture);

const garbage = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom('0', '9', '-', '.', ' ', '\n', ':', '/', '%', '\t', '[', '{', '"', 'k', '\u001e'),
  }),
);
/** A real output with a piece cut out, put in or repeated. */
const mutated = fc
  .record({
    seed: fc.constantFrom(...SEEDS),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(40),
    piece: garbage,
  })
  .map(({ seed, at, cut, piece }) => {
    const position = Math.floor(at * seed.length);
    return seed.slice(0, position) + piece + seed.slice(position + cut);
  });
const anyText = fc.oneof(garbage, { arbitrary: mutated, weight: 4 }, fc.constantFrom(...SEEDS));

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(numbersIn);
  return [];
}

for (const collector of collectors) {
  const plan = collector.plan(host, undefined);

  test(`${collector.name}: its parsers throw nothing but ParseError`, (t) => {
    const invocations: ReadOnlyInvocation[] = Object.values(plan);
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, truncated) => {
        for (const invocation of invocations) {
          try {
            invocation.parse({ ...outputOf(text), truncated });
          } catch (error) {
            t.true(error instanceof ParseError, String(error));
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test(`${collector.name}: no output makes NaN, Infinity, a negative amount, or facts it would not take back`, (t) => {
    const slots = Object.keys(plan);
    fc.assert(
      fc.property(fc.array(anyText, { minLength: slots.length, maxLength: slots.length }), (texts) => {
        const results = new Map(
          Object.values(plan).map(({ key, facts }, index) => [key, okResult(facts.id, key, texts[index] ?? '')]),
        );
        const input = { plan, results, elapsedSeconds: 300 };
        const first = collector.collect({ ...input, previous: undefined });
        const stored: unknown = first.facts === undefined ? undefined : JSON.parse(JSON.stringify(first.facts));
        const second = collector.collect({ ...input, previous: stored });
        for (const { samples, facts, failures } of [first, second]) {
          t.true(numbersIn([samples, facts]).every((value) => Number.isFinite(value) && value >= 0));
          t.false(
            failures.some(({ message }) => message.includes('the collector itself failed')),
            JSON.stringify(failures),
          );
        }
        for (const { metric, value } of first.samples) {
          if (metric.endsWith('_percent') && value !== null) t.true(value <= 100.000_001, `${metric} ${value}`);
        }
      }),
      { numRuns: 500 },
    );
  });
}
