import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import type { Collector, FollowUp } from '../../src/collectors/collector.js';
import { loadCollectors } from '../../src/collectors/registry.js';
import type { CommandResult } from '../../src/platform/commands/index.js';
import { EQUIPPED_HOST as host, fuzzParsers } from '../helpers/parser-fuzz.js';
import { fixture, fixtureNames, okResult } from './fixtures.js';

const collectors = await loadCollectors();
const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 1_000_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_121);

/** Amounts that may be below zero; everything else never is. */
const SIGNED: ReadonlySet<string> = new Set(['time', 'temperatures', 'certificates', 'smart', 'controllers', 'disks']);
/** Wear goes beyond what was rated. */
const BEYOND_100 = /endurance|wear|percentage_used/;

test(`${INPUTS} mutated outputs: every parser throws nothing but its typed error, and hangs on none`, (t) => {
  t.timeout(900_000);
  const startedAt = performance.now();
  const report = fuzzParsers(collectors, INPUTS, SEED);
  const parsers = Object.keys(report.commands).length;
  t.log(
    `${report.inputs} inputs to ${parsers} parsers in ${Math.round((performance.now() - startedAt) / 1000)} s: ` +
      `${report.understood} understood, ${report.refused} refused, ${report.untyped.length} untyped throws; ` +
      `slowest ${report.slowest.ms.toFixed(0)} ms (${report.slowest.command}, ${report.slowest.bytes} bytes)`,
  );
  t.deepEqual(report.untyped, []);
  t.true(report.slowest.ms < 5_000, JSON.stringify(report.slowest));
});

function seedsOf({ name }: Collector): string[] {
  return fixtureNames(name)
    .filter((path) => !path.endsWith('.md'))
    .map(fixture);
}

/** A real output, whole or with a piece cut out, put in or repeated; or garbage. */
function textOf(seeds: readonly string[]): fc.Arbitrary<string> {
  const garbage = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({
      unit: fc.constantFrom('0', '9', '-', '.', ' ', '\n', ':', '/', '%', '\t', '[', '{', '"', 'k', '\u001e'),
    }),
  );
  const mutated = fc
    .record({
      seed: fc.constantFrom(...seeds),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(40),
      piece: garbage,
    })
    .map(({ seed, at, cut, piece }) => {
      const position = Math.floor(at * seed.length);
      return seed.slice(0, position) + piece + seed.slice(position + cut);
    });
  return fc.oneof(garbage, { arbitrary: mutated, weight: 4 }, { arbitrary: fc.constantFrom(...seeds), weight: 2 });
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(numbersIn);
  return [];
}

interface Texts {
  readonly next: () => string;
}

function answer(keys: readonly { key: string; id: string }[], texts: Texts): Map<string, CommandResult> {
  return new Map(keys.map(({ key, id }) => [key, okResult(id, key, texts.next())]));
}

/** Both rounds of a collection whose every command answers some text. */
async function collectTexts(collector: Collector, texts: Texts, previous: unknown) {
  const plan = collector.plan(host, previous);
  const results = answer(
    Object.values(plan).map(({ key, facts }) => ({ key, id: facts.id })),
    texts,
  );
  const reading = collector.read({ plan, results, previous });
  const followUps: Readonly<Record<string, FollowUp>> = collector.followUps(reading, host);
  const asked = Object.values(followUps).map(({ invocation }) => ({ key: invocation.key, id: invocation.facts.id }));
  return collector.finish(reading, { followUps, results: answer(asked, texts), elapsedSeconds: 300 });
}

for (const collector of collectors) {
  test(`${collector.name}: no output makes NaN, Infinity, a negative amount, or facts it would not take back`, async (t) => {
    t.timeout(300_000);
    const seeds = seedsOf(collector);
    await fc.assert(
      fc.asyncProperty(fc.array(textOf(seeds), { minLength: 1, maxLength: 6 }), async (pool) => {
        let at = 0;
        const texts = { next: () => pool[(at += 1) % pool.length] ?? '' };
        const first = await collectTexts(collector, texts, undefined);
        const stored: unknown = first.facts === undefined ? undefined : JSON.parse(JSON.stringify(first.facts));
        const second = await collectTexts(collector, texts, stored);
        for (const { samples, facts, failures } of [first, second]) {
          for (const value of numbersIn([samples, facts])) {
            if (!Number.isFinite(value) || (value < 0 && !SIGNED.has(collector.name))) t.fail(`${value}`);
          }
          const slip = failures.find(({ message }) => message.includes('the collector itself failed'));
          if (slip !== undefined) t.fail(slip.message);
          for (const { metric, value } of samples) {
            if (metric.endsWith('_percent') && !BEYOND_100.test(metric) && value !== null && value > 100.000_001)
              t.fail(`${metric} ${value}`);
          }
        }
      }),
      { numRuns: runs(300) },
    );
    t.pass();
  });
}
