import test from 'ava';
import { parseSmartAnswer } from '../../src/collectors/smart/parser.js';
import type { SmartAnswer } from '../../src/collectors/smart/schema.js';
import { planAsks } from '../../src/collectors/smart/plan.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { fixture, outputOf } from './fixtures.js';

const ask = (text: string, exitCode = 0, guard = true) =>
  parseSmartAnswer({ ...outputOf(text), exitCode }, { type: 'sat', guard });
const read = (name: string): SmartAnswer => ask(fixture(`smart/${name}`)).value;
const json = (document: object, exitCode = 0, guard = true): SmartAnswer =>
  ask(JSON.stringify(document), exitCode, guard).value;
const attributeOf = ({ report }: SmartAnswer, id: number) => report.attributes.find((attribute) => attribute.id === id);

test('7.0, a healthy SATA disk: identity, verdict, temperature, hours, attributes', (t) => {
  const answer = read('ata-7.0.json');
  t.like(answer.report, {
    source: 'smartctl',
    protocol: 'ata',
    deviceType: 'sat',
    state: 'read',
    reason: null,
    passed: true,
    exitStatus: 0,
    temperatureCelsius: 34,
    powerOnHours: 13912,
    powerCycles: 37,
    wearPercent: null,
    nvme: null,
    scsi: null,
    errorLogEntries: '0',
  });
  t.like(answer.traits, {
    model: 'ST4000DM004-2CV104',
    serial: 'ZFN0ABCD',
    wwn: '0x5000c500a1b2c3d4',
    sizeBytes: '4000787030016',
    rotational: true,
  });
  t.deepEqual(attributeOf(answer, 5), {
    id: 5,
    name: 'Reallocated_Sector_Ct',
    value: 100,
    worst: 100,
    threshold: 10,
    prefailure: true,
    failed: 'never',
    raw: '0',
    rawText: '0',
  });
});

test('188 stays raw, three packed words and all; a counter beyond 2^53 keeps every digit', (t) => {
  const answer = read('ata-7.0.json');
  t.like(attributeOf(answer, 188), { raw: '8590065666', rawText: '2 2 2' });
  t.is(attributeOf(answer, 241)?.raw, '18446744073709551615');
  t.is(attributeOf(answer, 240)?.raw, '233650119219265');
});

test('the exact text beside a number counts, where the tool prints one', (t) => {
  const log = { data_units_read: 1.2e30, data_units_read_s: '1200000000000000000000000000001', percentage_used: 1 };
  const { report } = json({ device: { protocol: 'NVMe' }, nvme_smart_health_information_log: log });
  t.is(report.nvme?.readBytes, String(1200000000000000000000000000001n * 512000n));
  t.is(read('nvme-7.5-failing.json').report.nvme?.mediaErrors, '18446744073709551615');
});

test('7.2, failing: exit status 216 as it is, the verdict, the attribute that failed, the newest self-test', (t) => {
  const answer = read('ata-7.2-failing.json');
  t.like(answer.report, { passed: false, exitStatus: 216, state: 'read', errorLogEntries: '57' });
  t.like(attributeOf(answer, 5), { failed: 'now', raw: '4120' });
  t.is(attributeOf(answer, 197)?.raw, '312');
  t.deepEqual(answer.report.selfTests, [
    { type: 'Extended offline', passed: false, status: 'Completed: read failure', atHours: 13900 },
    { type: 'Short offline', passed: true, status: 'Completed without error', atHours: 13000 },
    { type: 'Extended offline', passed: null, status: 'Aborted by host', atHours: 12000 },
  ]);
});

test('7.3: an absent verdict is not a bad one, and an exit code other than 0 is no failure to read', (t) => {
  const answer = read('ata-7.3-past.json');
  t.like(answer.report, { passed: null, state: 'read', exitStatus: 36 });
  t.is(attributeOf(answer, 1)?.failed, 'past');
  t.deepEqual(answer.report.messages, ['Read SMART Data failed: scsi error aborted command']);
});

test('when_failed in all its spellings; absent is not "never"', (t) => {
  const words = {
    '': 'never',
    '-': 'never',
    now: 'now',
    FAILING_NOW: 'now',
    past: 'past',
    In_the_past: 'past',
    odd: null,
  };
  for (const [when_failed, failed] of Object.entries(words)) {
    const { report } = json({ ata_smart_attributes: { table: [{ id: 5, name: 'X', when_failed }] } });
    t.is(report.attributes[0]?.failed, failed as never, when_failed);
  }
  t.is(json({ ata_smart_attributes: { table: [{ id: 5, name: 'X' }] } }).report.attributes[0]?.failed, null);
});

test('temperature: the current one first, then the low byte of 194 or 190 by their names', (t) => {
  t.is(read('ata-7.3-past.json').report.temperatureCelsius, 34);
  const table = (id: number, name: string, value: number) => ({
    ata_smart_attributes: { table: [{ id, name, raw: { value } }] },
  });
  t.is(json(table(190, 'Airflow_Temperature_Cel', 571736098)).report.temperatureCelsius, 34);
  t.is(json(table(194, 'Unknown_Attribute', 40)).report.temperatureCelsius, null);
  t.is(json(table(194, 'Temperature_Celsius', 0)).report.temperatureCelsius, null);
  t.is(json({ temperature: { current: -5 }, smart_status: { passed: true } }).report.temperatureCelsius, -5);
});

test('7.5: power_mode is an object, and costs nothing; unknown fields are kept with every digit', (t) => {
  const { report } = read('ata-7.5.json');
  t.like(report, { state: 'read', passed: true, temperatureLimits: { warning: 60, critical: 65 } });
  t.is(report.attributes.length, 13);
  t.deepEqual(report.other['some_new_thing'], { a: 1, big: '18446744073709551615' });
});

for (const name of ['asleep-7.0.json', 'asleep-7.2.json', 'asleep-7.3.json', 'asleep-7.5.json', 'asleep-exit2.json']) {
  test(`${name}: asleep, never failed, without any value`, (t) => {
    const { report } = read(name);
    t.like(report, { state: 'asleep', passed: null, temperatureCelsius: null, attributes: [] });
    t.truthy(report.reason);
  });
}

test('exit code 3 without the wish to leave it asleep, or with an error, is no sleep', (t) => {
  t.is(json({ smartctl: { exit_status: 3 } }, 3, false).report.state, 'unavailable');
  const messages = [{ string: 'open failed', severity: 'error' }];
  t.is(json({ smartctl: { exit_status: 3, messages } }, 3).report.state, 'unavailable');
});

test('a standby that comes with data is no sleep: some SSDs claim it all the time', (t) => {
  const { report } = json({ power_mode: 'STANDBY', smart_status: { passed: true }, temperature: { current: 30 } });
  t.is(report.state, 'read');
});

test('wear: endurance_used, percentage used, page 7 of the statistics, then attributes by name and never by number', (t) => {
  t.is(read('ata-7.4-ssd.json').report.wearPercent, 7);
  t.is(read('ata-7.1-mx500.json').report.wearPercent, 21);
  t.is(read('nvme-7.5-failing.json').report.wearPercent, 130);
  const pages = (valid: boolean) => [
    { number: 7, table: [{ name: 'Percentage Used Endurance Indicator', value: 8, flags: { valid } }] },
  ];
  t.is(json({ ata_device_statistics: { pages: pages(true) } }).report.wearPercent, 8);
  t.is(json({ ata_device_statistics: { pages: pages(false) } }).report.wearPercent, null);
  const named = (id: number, name: string, value: number, raw: number) =>
    json({ ata_smart_attributes: { table: [{ id, name, value, raw: { value: raw } }] } }).report.wearPercent;
  t.is(named(177, 'Wear_Leveling_Count', 93, 118), 7);
  t.is(named(202, 'Data_Address_Mark_Errs', 93, 5), null);
  t.is(named(231, 'Temperature_Celsius', 60, 40), null);
  t.is(named(231, 'SSD_Life_Left', 88, 88), 12);
  t.is(named(202, 'Percent_Lifetime_Used', 98, 2), 2);
  t.is(named(233, 'Media_Wearout_Indicator', 200, 0), null);
});

test('NVMe: the health log, bytes out of units, identity by EUI-64', (t) => {
  const { report, traits } = read('nvme-7.2.json');
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
  t.like(report, { protocol: 'nvme', passed: true, temperatureCelsius: 41, powerOnHours: 8765, powerCycles: 321 });
  t.like(traits, { serial: 'S4EWNX0M123456B', wwn: 'eui.0025385101b2c3d4', rotational: false, transport: 'nvme' });
});

test('NVMe, failing: warning bits, spare below its threshold, wear above 100, the failed self-test', (t) => {
  const { report } = read('nvme-7.5-failing.json');
  t.like(report.nvme, { criticalWarning: 5, availableSparePercent: 4, usedPercent: 130 });
  t.deepEqual(report.temperatureLimits, { warning: 82, critical: 85 });
  t.deepEqual(
    report.selfTests.map(({ passed }) => passed),
    [false, true, null],
  );
});

test('SAS: defects, uncorrected errors, self-tests with their codes, the logical unit as the name', (t) => {
  const { report, traits } = read('sas-7.3.json');
  t.like(report, {
    protocol: 'scsi',
    passed: true,
    powerOnHours: 42011,
    temperatureLimits: { warning: null, critical: 60 },
  });
  t.like(report.scsi, {
    grownDefects: '2',
    readUncorrected: '0',
    writeUncorrected: '1',
    verifyUncorrected: '0',
    asc: null,
  });
  t.deepEqual(
    report.selfTests.map(({ type, passed, atHours }) => [type, passed, atHours]),
    [
      ['Background long', false, 42000],
      ['Background short', true, 30000],
    ],
  );
  t.like(traits, {
    vendor: 'SEAGATE',
    model: 'ST3000NM0023',
    wwn: '0x5000c5005e6f7a8b',
    transport: 'sas',
    firmware: 'GS10',
  });
});

test('SAS of 7.0, failing behind a controller: sense codes and defects', (t) => {
  const { report, traits } = read('megaraid-0-7.0.json');
  t.like(report, { passed: false, exitStatus: 8 });
  t.like(report.scsi, { asc: 0x5d, ascq: 0x10, grownDefects: '1873', readUncorrected: '14', verifyUncorrected: null });
  t.like(traits, { vendor: 'HGST', model: 'HUC101812CSS204', firmware: 'FU29' });
});

for (const name of [
  'usb-unknown.json',
  'virtio-7.3.json',
  'no-device.json',
  'megaraid-4-missing.json',
  'no-smart.json',
]) {
  test(`${name}: not available, with the tool's reason, and not failed`, (t) => {
    const { report } = read(name);
    t.like(report, { state: 'unavailable', passed: null, attributes: [] });
    t.truthy(report.reason);
  });
}

test('of an answer that is cut off only bad news counts; its identity does in any case', (t) => {
  const good = ask(fixture('smart/ata-7.0-cut.json'));
  t.like(good.value.report, { state: 'unavailable', reason: 'The answer was cut off.' });
  t.is(good.value.traits.serial, 'ZFN0ABCD');
  t.true(good.errors[0] instanceof ParseError);
  t.like(read('ata-7.2-failing-cut.json').report, { state: 'read', passed: false });
});

test('nothing at all, or a beginning of JSON, is a ParseError with the line', (t) => {
  const { message } = t.throws(() => ask('', 137), { instanceOf: ParseError });
  t.regex(message, /empty/);
  const early = ask(fixture('smart/cut-early.json'));
  t.is(early.value.report.reason, 'The answer was cut off.');
  t.is(early.errors.length, 1);
  t.throws(() => ask('{"a":'), { instanceOf: ParseError });
});

test('one field of another shape costs that field and no other', (t) => {
  const document = JSON.parse(fixture('smart/ata-7.0.json')) as Record<string, unknown>;
  for (const key of Object.keys(document)) {
    for (const value of [null, 7, 'text', [], {}, [[]], { a: { b: 1 } }]) {
      const { report } = json({ ...document, [key]: value });
      t.is(report.state, 'read', key);
      if (key !== 'smart_status') t.true(report.passed, key);
      if (key !== 'ata_smart_attributes') t.is(report.attributes.length, 13, key);
      if (key !== 'temperature') t.is(report.temperatureCelsius, 34, key);
    }
  }
});

test('noise before and behind the JSON does not matter', (t) => {
  const text = `Warning: something\n${fixture('smart/ata-7.0.json')}\ntrailing words`;
  t.like(ask(text).value.report, { passed: true, state: 'read' });
});

test('a disk and the members behind it by the same path are asked one after the other', (t) => {
  const entries = [
    { path: '/dev/sdz', type: 'scsi' },
    { path: '/dev/sdz', type: 'cciss,0' },
    { path: '/dev/sdz', type: 'cciss,1' },
    { path: '/dev/bus/0', type: 'megaraid,3' },
  ];
  const asks = planAsks({ listing: undefined, scan: { entries, complete: true }, known: [] });
  t.deepEqual(new Set(asks.map(({ lane }) => lane)), new Set(['sdz', '/dev/bus/0']));
  t.is(asks.length, 4);
});
