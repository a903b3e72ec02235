import test from 'ava';
import { parseNvmeController, parseNvmeHealth, parseNvmeList } from '../../src/collectors/smart/parse-nvme.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { fixture, outputOf } from './fixtures.js';

const health = (name: string) =>
  parseNvmeHealth(outputOf(fixture(`smart/nvme-cli-${name}-smart-log.json`))).value.report;

for (const version of ['1.12', '1.9', '2.3']) {
  test(`smart-log of ${version}: whole numbers, fractions or texts, and Kelvin, are the same facts`, (t) => {
    const report = health(version);
    t.like(report, {
      source: 'nvme',
      state: 'read',
      passed: null,
      exitStatus: null,
      temperatureCelsius: 41,
      powerOnHours: 8765,
      powerCycles: 321,
      wearPercent: 3,
    });
    t.deepEqual(report.nvme, {
      criticalWarning: 0,
      availableSparePercent: 100,
      spareThresholdPercent: 10,
      usedPercent: 3,
      mediaErrors: '0',
      errorLogEntries: '1',
      unsafeShutdowns: '12',
      readBytes: '6320987136000',
      writtenBytes: '12009875968000',
    });
  });
}

test('smart-log of 2.11: critical_warning is an object, and a counter of 128 bits keeps every digit', (t) => {
  const report = health('2.11');
  t.is(report.nvme?.criticalWarning, 4);
  t.is(report.nvme?.readBytes, String(340282366920938463463n * 512000n));
});

test('id-ctrl: names without their padding, limits in Celsius, 0 is no limit', (t) => {
  const { value } = parseNvmeController(outputOf(fixture('smart/nvme-cli-id-ctrl.json')));
  t.like(value.traits, { serial: 'S4EWNX0M123456B', model: 'Samsung SSD 970 EVO Plus 1TB', firmware: '2B2QEXM7' });
  t.deepEqual(value.temperatureLimits, { warning: 85, critical: null });
});

test('id-ctrl: a total capacity of 0 is none told, and takes nothing from the size that the list gives', (t) => {
  const text = fixture('smart/nvme-cli-id-ctrl.json').replace('"tnvmcap": 1000204886016', '"tnvmcap": 0');
  const { value } = parseNvmeController(outputOf(text));
  t.is(value.traits.sizeBytes, null);
});

test('list: the flat one, and the one of subsystems since 2.11', (t) => {
  for (const name of ['2.3', '2.11']) {
    const { value, errors } = parseNvmeList(outputOf(fixture(`smart/nvme-cli-${name}-list.json`)));
    t.deepEqual(errors, []);
    t.true(value.complete);
    t.is(value.devices.length, 1);
    t.is(value.devices[0]?.path, '/dev/nvme0n1');
    t.like(value.devices[0]?.traits, { serial: 'S4EWNX0M123456B', sizeBytes: '1000204886016' });
  }
});

test('cut off, or no JSON: nothing good is believed of it', (t) => {
  const text = fixture('smart/nvme-cli-2.11-smart-log.json');
  const bad = parseNvmeHealth(outputOf(text.slice(0, 300)));
  t.is(bad.errors.length, 1);
  t.throws(() => parseNvmeHealth(outputOf('NVMe status: INVALID_FIELD')), { instanceOf: ParseError });
  t.throws(() => parseNvmeHealth(outputOf('')), { instanceOf: ParseError });
});
