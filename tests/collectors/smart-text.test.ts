import test from 'ava';
import { fc } from '../helpers/properties.js';
import { parseSmartAnswer } from '../../src/collectors/smart/parser.js';
import { parseScan } from '../../src/collectors/smart/parse-scan.js';
import type { SmartAnswer } from '../../src/collectors/smart/schema.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { fixture, outputOf } from './fixtures.js';

const parse = (text: string, exitCode = 0) =>
  parseSmartAnswer({ ...outputOf(text), exitCode }, { type: 'sat', guard: true });
const read = (name: string): SmartAnswer => parse(fixture(`smart/${name}`)).value;
const attributeOf = ({ report }: SmartAnswer, id: number) => report.attributes.find((attribute) => attribute.id === id);

test('6.6 -x, ATA: brief flags, NOW and Past, packed raws, three results of self-tests', (t) => {
  const answer = read('ata-6.6.txt');
  t.like(answer.report, {
    source: 'smartctl_text',
    protocol: 'ata',
    state: 'read',
    passed: true,
    temperatureCelsius: 34,
    powerOnHours: 53412,
    powerCycles: 61,
    errorLogEntries: '12',
  });
  t.is(answer.report.attributes.length, 10);
  t.like(attributeOf(answer, 5), { value: 200, threshold: 140, prefailure: true, failed: 'never', raw: '0' });
  t.like(attributeOf(answer, 197), { failed: 'now', raw: '8', prefailure: false });
  t.is(attributeOf(answer, 194)?.failed, 'past');
  t.like(attributeOf(answer, 188), { raw: String((1n << 32n) | (2n << 16n) | 3n), rawText: '1 2 3' });
  t.like(attributeOf(answer, 190), { raw: '34', rawText: '34 (Min/Max 20/45)' });
  t.deepEqual(
    answer.report.selfTests.map(({ passed, atHours }) => [passed, atHours]),
    [
      [false, 53400],
      [true, 53000],
      [null, 52000],
    ],
  );
  t.like(answer.traits, {
    model: 'WDC WD40EFRX-68WT0N0',
    serial: 'WD-WCC4E1234567',
    wwn: '0x50014ee2b6c7d8e9',
    sizeBytes: '4000787030016',
    rotational: true,
  });
});

test('5.43 -a, failing, with separators of another language: the whole table, not the one of failed attributes', (t) => {
  const answer = read('ata-5.43-a.txt');
  t.like(answer.report, { passed: false, temperatureCelsius: 38, powerOnHours: 40123, errorLogEntries: '314' });
  t.is(answer.report.attributes.length, 4);
  t.like(attributeOf(answer, 5), { failed: 'now', raw: '1999', prefailure: true });
  t.is(attributeOf(answer, 194)?.failed, 'past');
  t.is(answer.report.selfTests[0]?.passed, false);
  t.is(answer.traits.sizeBytes, '3000592982016');
});

test('6.6, SCSI: sense codes, defects, the last column of the error counters', (t) => {
  const { report, traits } = read('scsi-6.6.txt');
  t.like(report, { protocol: 'scsi', passed: false, temperatureCelsius: 30, powerOnHours: 51234 });
  t.deepEqual(report.scsi, {
    grownDefects: '42',
    readUncorrected: '7',
    writeUncorrected: '0',
    verifyUncorrected: '0',
    nonMediumErrors: '15',
    asc: 0x5d,
    ascq: 0x30,
  });
  t.deepEqual(
    report.selfTests.map(({ passed, atHours }) => [passed, atHours]),
    [
      [false, 51200],
      [true, 50000],
    ],
  );
  t.like(traits, { vendor: 'SEAGATE', model: 'ST600MM0006', wwn: '0x5000c5007a8b9c0d', transport: 'sas' });
});

test('6.6, NVMe: hexadecimal warning, thousands, wear above 100, limits', (t) => {
  const { report, traits } = read('nvme-6.6.txt');
  t.like(report, { protocol: 'nvme', passed: false, wearPercent: 104, powerOnHours: 12345, powerCycles: 1021 });
  t.like(report.nvme, { criticalWarning: 1, availableSparePercent: 4, mediaErrors: '3', readBytes: '632098304000' });
  t.deepEqual(report.temperatureLimits, { warning: 70, critical: 80 });
  t.deepEqual(traits.names, ['eui.5cd2e4a1b2c3d4e5']);
});

test('6.6: asleep is asleep, an unknown bridge is not available, and neither has failed', (t) => {
  t.like(read('asleep-6.6.txt').report, { state: 'asleep', passed: null, protocol: 'unknown' });
  const bridge = read('usb-unknown-6.6.txt').report;
  t.is(bridge.state, 'unavailable');
  t.regex(bridge.reason ?? '', /Unknown USB bridge/);
});

test('a row that was garbled costs itself', (t) => {
  const text = fixture('smart/ata-6.6.txt').replace('  5 Reallocated_Sector_Ct   PO--CK', '  5 Reallocated');
  const { value, errors } = parse(text);
  t.is(value.report.attributes.length, 9);
  t.is(errors.length, 1);
  t.regex(errors[0]?.message ?? '', /5 Reallocated/);
});

test('text that is no answer of smartctl is told as such', (t) => {
  const { value, errors } = parse('sh: something odd\n');
  t.is(value.report.state, 'unavailable');
  t.is(errors.length, 1);
});

test('the text of 6.6 cut anywhere never gives a worse verdict than the whole', (t) => {
  const whole = fixture('smart/ata-6.6.txt')
    .replace('NOW ', '-   ')
    .replace('Completed: read failure ', 'Completed without error ');
  fc.assert(
    fc.property(fc.nat(whole.length), (at) => {
      const { report } = parseSmartAnswer(
        { ...outputOf(whole.slice(0, at) || 'x'), truncated: true },
        { type: 'sat', guard: true },
      ).value;
      t.not(report.passed, false);
      t.false(report.attributes.some(({ failed }) => failed === 'now'));
      t.not(report.state, 'read');
    }),
  );
});

test('scan as JSON: types are kept as given; without any devices there is nothing to ask, and no error', (t) => {
  const scan = (name: string) => parseScan(outputOf(fixture(`smart/${name}`)));
  t.deepEqual(scan('scan-7.2.json'), {
    value: {
      entries: [
        { path: '/dev/sda', type: 'scsi' },
        { path: '/dev/sdb', type: 'sat' },
        { path: '/dev/nvme0', type: 'nvme' },
      ],
      complete: true,
    },
    errors: [],
  });
  t.deepEqual(scan('scan-7.3-virtio.json'), { value: { entries: [], complete: true }, errors: [] });
  t.deepEqual(
    scan('scan-7.2-megaraid.json').value.entries.map(({ type }) => type),
    ['scsi', 'megaraid,0', 'sat+megaraid,3', 'megaraid,4'],
  );
});

test('scan as text of 6.6, also devices that could not be opened', (t) => {
  const { value } = parseScan(outputOf(fixture('smart/scan-6.6.txt')));
  t.deepEqual(
    value.entries.map(({ path, type }) => `${path} ${type}`),
    ['/dev/sda scsi', '/dev/bus/0 megaraid,3', '/dev/sdb sat', '/dev/nvme0 nvme'],
  );
});

test('a scan that failed or was cut is not complete', (t) => {
  const cut = fixture('smart/scan-7.2.json').slice(0, 500);
  const half = parseScan(outputOf(cut));
  t.false(half.value.complete);
  t.is(half.errors.length, 1);
  t.throws(() => parseScan(outputOf('{"smartctl": {')), { instanceOf: ParseError });
  t.false(parseScan({ ...outputOf('=======> UNRECOGNIZED OPTION: json'), exitCode: 1 }).value.complete);
});

test('names that are no devices are refused: nothing a host says becomes an option', (t) => {
  const devices = ['--help', '/dev/../etc/passwd', '/dev/sda;reboot', 'sda', '/dev/ x'].map((name) => ({
    name,
    type: 'sat',
  }));
  const { value, errors } = parseScan(
    outputOf(
      JSON.stringify({ devices: [...devices, { name: '/dev/sdb', type: '-x' }, { name: '/dev/sdc', type: 'sat' }] }),
    ),
  );
  t.deepEqual(value.entries, [{ path: '/dev/sdc', type: 'sat' }]);
  t.is(errors.length, 6);
});
