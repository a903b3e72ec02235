import test from 'ava';
import { fc, runs } from '../../../helpers/properties.js';
import { COUNTERS } from '../../../../src/domain/inventory/disks/counters.js';
import { COUNTER_RULES } from '../../../../src/domain/inventory/disks/counter-rules.js';
import {
  DeviceMemory,
  HealthReason,
  judgeDevice,
  NO_MEMORY,
  ThresholdOverrides,
} from '../../../../src/domain/inventory/disks/judge-device.js';
import { DeviceHealth, DeviceType, SmartReport } from '../../../../src/domain/inventory/storage-device.js';
import { anyAttribute, anyMoment, anyPast, anyReport, big, count, healthOf, RANK, START } from './arbitrary-reports.js';
import { BAD_THINGS, removals } from './report-changes.js';
import { ata, attribute, nvme, scsi } from './reports.js';

/** Puts one counter of the table into a report, under a name by which it counts. */
function setCounter(report: SmartReport, key: string, value: bigint): SmartReport {
  const place = COUNTERS.find((row) => row.key === key)?.place;
  const text = String(value);
  if (place === undefined) throw new Error(`no counter ${key}`);
  if ('nvme' in place) return { ...report, nvme: { ...nvme().nvme!, ...report.nvme, [place.nvme]: text } };
  if ('scsi' in place) return { ...report, scsi: { ...scsi().scsi!, ...report.scsi, [place.scsi]: text } };
  if ('ataErrorLog' in place) return { ...report, errorLogEntries: text };
  const others = report.attributes.filter(({ id }) => id !== place.attribute);
  return { ...report, attributes: [...others, attribute(place.attribute, text)] };
}

for (const { key, place } of COUNTERS) {
  // Of packed words only the words can be compared.
  const top = 'attribute' in place && place.words === true ? 0xffffn : 2n ** 64n - 1n;
  const anyValue = fc.oneof(fc.bigInt(0n, 60n), fc.bigInt(0n, top));

  test(`severity never falls as the counter ${key} rises`, (t) => {
    fc.assert(
      fc.property(anyReport, anyPast, anyMoment, fc.tuple(anyValue, anyValue), (report, past, hours, values) => {
        const [low, high] = values[0] < values[1] ? values : [values[1], values[0]];
        const when = past.endHours + hours;
        const before = healthOf(setCounter(report, key, low), past.memory, when);
        const after = healthOf(setCounter(report, key, high), past.memory, when);
        return RANK[after] >= RANK[before];
      }),
      { numRuns: runs(600) },
    );
    t.pass();
  });
}

test('severity never falls as the counter rises under overrides', (t) => {
  const override = fc.record(
    { ignore: fc.boolean(), warningAbove: count, failingAbove: count, growthDays: fc.nat(60) },
    { requiredKeys: [] },
  );
  const overrides = fc.dictionary(fc.constantFrom('5', '197', '9', 'media_errors', 'grown_defects'), override);
  fc.assert(
    fc.property(anyReport, anyPast, overrides, fc.tuple(big, big), (report, { memory, endHours }, own, values) => {
      const [low, high] = values[0] < values[1] ? values : [values[1], values[0]];
      const own9 = (value: bigint): SmartReport => ({ ...report, attributes: [attribute(9, value.toString())] });
      const parsed = ThresholdOverrides.parse(own);
      return ['5', '197', 'media_errors', 'grown_defects', '9'].every((key) => {
        const set = (value: bigint): SmartReport => (key === '9' ? own9(value) : setCounter(report, key, value));
        const [before, after] = [set(low), set(high)].map((each) => healthOf(each, memory, endHours + 1, parsed));
        return RANK[after ?? 'unknown'] >= RANK[before ?? 'unknown'];
      });
    }),
    { numRuns: runs(500) },
  );
  t.pass();
});

for (const [name, worsen] of Object.entries(BAD_THINGS)) {
  test(`adding ${name} never lowers the severity`, (t) => {
    fc.assert(
      fc.property(anyReport, anyPast, anyMoment, (report, { memory, endHours }, hours) => {
        // FAILED of an NVMe whose bits nobody knows is taken for the worst; to learn that it was the heat is no addition.
        const saysFailed = report.passed === false || ((report.exitStatus ?? 0) & 8) !== 0;
        fc.pre(!saysFailed || (report.nvme?.criticalWarning ?? 0) !== 0);
        // Without positive evidence it is the former verdict that speaks: new evidence may clear it.
        fc.pre(memory.last?.health !== 'failing');
        const when = endHours + hours;
        return RANK[healthOf(worsen(report), memory, when)] >= RANK[healthOf(report, memory, when)];
      }),
      { numRuns: runs(500) },
    );
    t.pass();
  });
}

test('removing a field never turns another verdict into failing', (t) => {
  fc.assert(
    fc.property(anyReport, anyPast, anyMoment, (report, { memory, endHours }, hours) => {
      // A device that was failing stays so until something says otherwise; here absence alone is to be blamed.
      fc.pre(memory.last?.health !== 'failing');
      const at = new Date(START + (endHours + hours) * 3_600_000);
      const judge = (each: SmartReport | null): DeviceHealth =>
        judgeDevice({ report: each, type: 'hdd', memory, at }).health;
      fc.pre(judge(report) !== 'failing');
      for (const [name, remove] of removals(report)) t.not(judge(remove(report)), 'failing', name);
    }),
    { numRuns: runs(1000) },
  );
});

test('the order of the attributes changes nothing', (t) => {
  const twice = fc.array(anyAttribute, { maxLength: 12 });
  const shuffled = twice.chain((attributes) =>
    fc.tuple(fc.constant(attributes), fc.shuffledSubarray(attributes, { minLength: attributes.length })),
  );
  fc.assert(
    fc.property(anyReport, anyPast, shuffled, (report, { memory, endHours }, [attributes, others]) => {
      const at = new Date(START + (endHours + 1) * 3_600_000);
      const judge = (each: typeof attributes) =>
        judgeDevice({ report: { ...report, attributes: each }, type: 'hdd', memory, at });
      t.deepEqual(judge(attributes), judge(others));
    }),
    { numRuns: runs(500) },
  );
});

test('every verdict is a valid one, names its cause, and its memory survives JSON and its schema', (t) => {
  fc.assert(
    fc.property(anyReport, anyPast, anyMoment, fc.constantFrom(...DeviceType.options), (report, past, hours, type) => {
      SmartReport.parse(report);
      const at = new Date(START + (past.endHours + hours) * 3_600_000);
      const { health, reasons, memory } = judgeDevice({ report, type, memory: past.memory, at });
      DeviceHealth.parse(health);
      t.deepEqual(HealthReason.array().parse(reasons), [...reasons]);
      if (health === 'warning' || health === 'failing') {
        t.true(reasons.some(({ severity, message, source }) => severity === health && message !== '' && source !== ''));
      } else {
        t.true(reasons.every(({ severity }) => severity === 'info'));
      }
      if (health === 'unknown' && type !== 'virtual') t.true(reasons.length > 0);
      t.deepEqual(DeviceMemory.parse(JSON.parse(JSON.stringify(memory))), memory);
    }),
    { numRuns: runs(1500) },
  );
});

test('no digit of a counter is lost in the memory', (t) => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 128n), (value) => {
      const { memory } = judgeDevice({
        report: nvme({ mediaErrors: value.toString() }),
        type: 'nvme',
        memory: NO_MEMORY,
        at: new Date(START),
      });
      return memory.counters['media_errors']?.value === value.toString();
    }),
  );
  t.pass();
});

test('no raw of the vendor-packed attributes is ever a reason', (t) => {
  fc.assert(
    fc.property(count, count, fc.constantFrom(1, 7, 190, 194, 195, 9), (before, after, id) => {
      const { memory } = judgeDevice({
        report: ata({ [id]: before }),
        type: 'hdd',
        memory: NO_MEMORY,
        at: new Date(START),
      });
      return healthOf(ata({ [id]: after }), memory, 1) === 'healthy';
    }),
  );
  t.pass();
});

test('each rule is about a counter of the table, and each has its source and meaning', (t) => {
  const keys = new Set(COUNTERS.map(({ key }) => key));
  t.is(keys.size, COUNTERS.length);
  for (const { counter, source, meaning } of COUNTER_RULES) {
    t.true(keys.has(counter), counter);
    t.true(source !== '' && meaning !== '', counter);
  }
  for (const key of keys)
    t.true(
      COUNTER_RULES.some(({ counter }) => counter === key),
      key,
    );
});
