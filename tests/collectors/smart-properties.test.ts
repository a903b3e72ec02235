import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { parseNvmeController, parseNvmeHealth, parseNvmeList } from '../../src/collectors/smart/parse-nvme.js';
import { parseScan } from '../../src/collectors/smart/parse-scan.js';
import { parseSmartAnswer } from '../../src/collectors/smart/parser.js';
import { collector as smart } from '../../src/collectors/smart/index.js';
import { DeviceObservation, SmartReport } from '../../src/domain/inventory/storage-device.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { fixture, fixtureNames, okResult, outputOf } from './fixtures.js';

const SEEDS = [...fixtureNames('smart'), ...fixtureNames('disks')]
  .filter((name) => !name.endsWith('README.md'))
  .map(fixture);
const HOST = { tools: { smartctl: '7.3', lsblk: '' }, sudo: 'root' } as const;

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    'null',
    '-1',
    '1e999',
    '99999999999999999999',
    ':',
    ',',
    '\n',
    'true',
    '{"value":',
  ),
);
/** A real answer with a piece cut out, put in, or cut off behind it. */
const mutated = fc
  .record({
    seed: fc.constantFrom(...SEEDS),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(60),
    piece,
    end: fc.boolean(),
  })
  .map(({ seed, at, cut, piece: put, end }) => {
    const position = Math.floor(at * seed.length);
    return seed.slice(0, position) + put + (end ? '' : seed.slice(position + cut));
  });
/** A real document with the value of one field replaced by anything. */
const replaced = fc
  .record({
    seed: fc.constantFrom(...SEEDS.filter((seed) => seed.startsWith('{'))),
    at: fc.nat(),
    value: fc.oneof(fc.jsonValue(), fc.double(), fc.bigInt().map(String)),
  })
  .map(({ seed, at, value }) => {
    let document: unknown;
    try {
      document = JSON.parse(seed);
    } catch {
      return seed;
    }
    const places: (() => void)[] = [];
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const key of Object.keys(node)) {
        places.push(() => Object.assign(node, { [key]: value }));
        walk((node as Record<string, unknown>)[key]);
      }
    };
    walk(document);
    places[at % Math.max(1, places.length)]?.();
    return JSON.stringify(document);
  });
const anyText = fc.oneof(mutated, replaced, fc.string({ unit: 'binary' }));

const ask = (text: string, exitCode: number, truncated: boolean) =>
  parseSmartAnswer({ ...outputOf(text), exitCode, truncated }, { type: 'sat', guard: true });

function onlyParseErrors<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

test('property: no answer makes anything but a report that its schema takes back, or a ParseError', (t) => {
  fc.assert(
    fc.property(anyText, fc.nat(255), fc.boolean(), (text, exitCode, truncated) => {
      const answer = onlyParseErrors(() => ask(text, exitCode, truncated));
      if (answer === undefined) return;
      const stored: unknown = JSON.parse(JSON.stringify(answer.value.report));
      t.deepEqual(SmartReport.parse(stored), answer.value.report);
    }),
    { numRuns: runs(6000) },
  );
});

test('property: a scan and the answers of nvme-cli make nothing but values or ParseErrors', (t) => {
  fc.assert(
    fc.property(anyText, fc.boolean(), (text, truncated) => {
      const output = { ...outputOf(text), truncated };
      for (const parse of [parseScan, parseNvmeList, parseNvmeHealth, parseNvmeController])
        onlyParseErrors(() => parse(output));
    }),
    { numRuns: runs(3000) },
  );
  t.pass();
});

test('property: leaving anything out of a healthy answer never makes it failed', (t) => {
  const names = ['ata-7.0.json', 'ata-7.4-ssd.json', 'nvme-7.2.json', 'ata-7.5.json'];
  const documents = names.map((name) => JSON.parse(fixture(`smart/${name}`)) as Record<string, unknown>);
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.array(fc.nat(40), { maxLength: 12 }), (document, left) => {
      const kept = Object.fromEntries(Object.entries(document).filter((_entry, index) => !left.includes(index)));
      const { report } = ask(JSON.stringify(kept), 0, false).value;
      t.not(report.passed, false);
      t.false(report.attributes.some(({ failed }) => failed === 'now'));
      t.true(report.nvme === null || report.nvme.criticalWarning === 0 || report.nvme.criticalWarning === null);
    }),
    { numRuns: runs(1000) },
  );
});

test('property: cutting an answer off never makes a failing device healthy, nor a healthy one failing', (t) => {
  const cases = [
    ['ata-7.2-failing.json', false],
    ['nvme-7.5-failing.json', false],
    ['ata-7.0.json', true],
    ['nvme-7.2.json', true],
  ] as const;
  fc.assert(
    fc.property(fc.constantFrom(...cases), fc.double({ min: 0, max: 0.999, noNaN: true }), ([name, healthy], share) => {
      const text = fixture(`smart/${name}`).trim();
      const answer = onlyParseErrors(() => ask(text.slice(0, Math.floor(share * text.length)), 0, false));
      if (answer === undefined) return;
      const { state, passed } = answer.value.report;
      if (state === 'read') t.is(passed, false);
      if (healthy) t.not(state, 'read');
    }),
    { numRuns: runs(1000) },
  );
});

test('property: no digit of any raw number is lost', (t) => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (value) => {
      const text = `{"ata_smart_attributes":{"table":[{"id":188,"name":"Command_Timeout","raw":{"value":${value}}}]}}`;
      t.is(ask(text, 0, false).value.report.attributes[0]?.raw, String(value));
      const nvme = `{"nvme_smart_health_information_log":{"media_errors":${value}}}`;
      t.is(ask(nvme, 0, false).value.report.nvme?.mediaErrors, String(value));
    }),
  );
});

test('property: a whole collection of anything has valid observations, and each identity once', (t) => {
  fc.assert(
    fc.property(
      fc.array(anyText, { minLength: 2, maxLength: 2 }),
      fc.array(anyText, { maxLength: 6 }),
      (first, later) => {
        const plan = smart.plan(HOST, undefined);
        const results = new Map(
          Object.values(plan).map(({ key, facts }, index) => [key, okResult(facts.id, key, first[index] ?? '')]),
        );
        const reading = smart.read({ plan, results, previous: undefined });
        const followUps = smart.followUps(reading, HOST);
        for (const [index, { invocation }] of Object.values(followUps).entries()) {
          results.set(
            invocation.key,
            okResult(invocation.facts.id, invocation.key, later[index % Math.max(1, later.length)] ?? ''),
          );
        }
        const collected = smart.collect({ plan, results, previous: undefined, elapsedSeconds: undefined, followUps });
        t.false(
          collected.failures.some(({ message }) => message.includes('the collector itself failed')),
          JSON.stringify(collected.failures),
        );
        const devices = collected.observations.devices?.items ?? [];
        for (const device of devices) DeviceObservation.parse(JSON.parse(JSON.stringify(device)));
        const identities = devices.flatMap((device) => device.identities);
        t.is(new Set(identities).size, identities.length, JSON.stringify(identities));
        t.true(collected.samples.every(({ value }) => value === null || Number.isFinite(value)));
        const again = smart.collect({
          plan,
          results,
          previous: JSON.parse(JSON.stringify(collected.facts ?? null)),
          elapsedSeconds: 1,
          followUps,
        });
        t.false(again.failures.some(({ message }) => message.includes('the collector itself failed')));
      },
    ),
    { numRuns: runs(1500) },
  );
});
