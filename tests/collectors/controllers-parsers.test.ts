import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { readCelsius, readSectorSize } from '../../src/collectors/controllers/fields.js';
import { readInquiry } from '../../src/collectors/controllers/inquiry.js';
import { readKeyLine } from '../../src/collectors/controllers/key-lines.js';
import { parseArcconf } from '../../src/collectors/controllers/parse-arcconf.js';
import { parseMegacli } from '../../src/collectors/controllers/parse-megacli.js';
import { parseSsacli } from '../../src/collectors/controllers/parse-ssacli.js';
import { parseStorcli } from '../../src/collectors/controllers/parse-storcli.js';
import { controllersFactsSchema, type Controller } from '../../src/collectors/controllers/schema.js';
import {
  isAbsent,
  memberCondition,
  partCondition,
  volumeCondition,
  withoutProgress,
} from '../../src/collectors/controllers/states.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { fixture, fixtureNames, outputOf } from './fixtures.js';

const read = (name: string) => outputOf(fixture(`controllers/${name}`));
const pick = <K extends keyof Controller['members'][number]>(controller: Controller | undefined, ...keys: K[]) =>
  controller?.members.map((member) => keys.map((key) => member[key]));

test('storcli: a controller that is well, with its virtual drives and its cache vault', (t) => {
  const { value, errors } = parseStorcli(read('storcli-007.28-controllers.json'));
  t.deepEqual(errors, []);
  t.deepEqual(value, [
    {
      source: 'storcli',
      number: '0',
      model: 'AVAGO MegaRAID SAS 9361-8i',
      serial: 'SK81234567',
      firmware: '4.680.00-8577',
      state: 'Optimal',
      condition: 'good',
      temperatureCelsius: 62,
      volumes: [
        { id: '0/0', name: 'system', level: 'RAID1', state: 'Optl', condition: 'optimal' },
        { id: '1/1', name: 'data', level: 'RAID6', state: 'Optl', condition: 'optimal' },
      ],
      batteries: [{ kind: 'cachevault', state: 'Optimal', condition: 'good', temperatureCelsius: 27 }],
      members: [],
    },
  ]);
});

test('storcli: its drives, one of them asleep, with names as smartctl has them', (t) => {
  const { value, errors } = parseStorcli(read('storcli-007.28-drives.json'));
  t.deepEqual(errors, []);
  t.deepEqual(value[0]?.members[0], {
    name: 'megaraid,8',
    path: '/c0/e252/s0',
    serial: 'ZL2PVAA8',
    wwn: '5000c500e54f0ebb',
    vendor: null,
    model: 'ST16000NM001G-2KK103',
    firmware: 'SN03',
    type: 'hdd',
    transport: 'sata',
    sizeBytes: '16000900661248',
    state: 'Onln',
    condition: 'good',
    spunDown: false,
    alert: false,
    temperatureCelsius: 28,
    powerOnHours: null,
    wearPercent: null,
    mediaErrors: '0',
    otherErrors: '0',
    predictiveFailures: '0',
  });
  t.deepEqual(pick(value[0], 'serial', 'type', 'state', 'spunDown', 'temperatureCelsius')?.slice(1), [
    ['ZL2PYBB6', 'hdd', 'Onln', true, null],
    ['S6CZNX0T123456', 'ssd', 'DHS', false, 28],
  ]);
});

test('storcli 1.23: degraded arrays, a bad battery, and a controller that gives no answer costs itself', (t) => {
  const { value, errors } = parseStorcli(read('storcli-1.23-degraded-controllers.json'));
  t.is(value.length, 1);
  t.like(value[0], { condition: 'bad', temperatureCelsius: 71 });
  t.deepEqual(
    value[0]?.volumes.map(({ condition }) => condition),
    ['degraded', 'degraded', 'failed', null],
  );
  t.deepEqual(
    value[0]?.batteries.map(({ condition }) => condition),
    ['bad'],
  );
  t.is(errors.length, 1);
  t.regex(errors[0]?.message ?? '', /Unable to get controller information/);
});

test('storcli 1.23: failed, failing and rebuilding drives, a count beyond 2^53, no WWN for SAS', (t) => {
  const { value, errors } = parseStorcli(read('storcli-1.23-degraded-drives.json'));
  // That the second controller has no drives is no failure.
  t.deepEqual(errors, []);
  t.deepEqual(pick(value[0], 'serial', 'condition', 'alert', 'wwn', 'predictiveFailures'), [
    ['Z4D0AAAA', 'good', false, null, '0'],
    ['Z4D0BBBB', 'good', true, null, '4'],
    ['Z4D0CCCC', 'bad', false, null, '0'],
    ['Z4D0DDDD', 'good', true, null, '18446744073709551615'],
    [null, 'bad', false, null, '0'],
    ['Z4D0FFFF', null, false, null, '0'],
  ]);
});

test('storcli: an adapter without RAID tells of its drives at once, and of their health nothing', (t) => {
  const { value } = parseStorcli(read('storcli-007.27-hba-9500.json'));
  t.like(value[0]?.members[0], {
    name: 'storcli,c0/e23/s0',
    serial: 'ZLJ0AAAA',
    sizeBytes: null,
    condition: 'good',
    alert: null,
    mediaErrors: null,
    spunDown: null,
  });
});

test('no controller is an empty list with every tool, and no failure', (t) => {
  t.deepEqual(parseStorcli(read('storcli-none.json')), { value: [], errors: [] });
  t.deepEqual(parseMegacli(read('megacli-none.txt')), { value: [], errors: [] });
  t.deepEqual(parseSsacli(read('ssacli-none.txt')), { value: [], errors: [] });
  t.deepEqual(parseArcconf(read('arcconf-none.txt'), 1), { value: { found: 0, controller: undefined }, errors: [] });
});

test('what is no answer at all is a ParseError with every tool', (t) => {
  for (const text of ['', 'Segmentation fault', '{"Controllers":', '<html>']) {
    t.throws(() => parseStorcli(outputOf(text)), { instanceOf: ParseError });
    t.throws(() => parseMegacli(outputOf(text)), { instanceOf: ParseError });
    t.throws(() => parseSsacli(outputOf(text)), { instanceOf: ParseError });
    t.throws(() => parseArcconf(outputOf(text), 1), { instanceOf: ParseError });
  }
});

test('storcli JSON that was cut off gives the drives before the cut', (t) => {
  const text = fixture('controllers/storcli-007.28-drives.json');
  const cut = text.slice(0, text.indexOf('Drive /c0/e252/s2 - Detailed'));
  const { value, errors } = parseStorcli({ ...outputOf(cut), truncated: true });
  t.deepEqual(pick(value[0], 'serial')?.slice(0, 2), [['ZL2PVAA8'], ['ZL2PYBB6']]);
  t.is(errors.length, 1);
});

test('words that no table has mean neither good nor bad', (t) => {
  for (const judge of [memberCondition, volumeCondition, partCondition]) {
    t.is(judge('Frobnicating'), null);
    t.is(judge(null), null);
  }
  t.true(isAbsent('Not Installed') && isAbsent('Absent') && isAbsent(null) && !isAbsent('Failed'));
  t.is(withoutProgress('Recovering, 27% complete'), 'Recovering');
  t.is(withoutProgress('Degraded'), 'Degraded');
});

test('key lines of all three ways of writing them', (t) => {
  t.deepEqual(readKeyLine('Drive Temperature :33C (91.40 F)'), { key: 'drive temperature', value: '33C (91.40 F)' });
  t.deepEqual(readKeyLine(' Reported Channel,Device(T:L)   : 0,1(1:0)'), {
    key: 'reported channel,device(t:l)',
    value: '0,1(1:0)',
  });
  t.deepEqual(readKeyLine("Drive's position: DiskGroup: 0, Span: 0"), {
    key: "drive's position",
    value: 'DiskGroup: 0, Span: 0',
  });
  t.deepEqual(readKeyLine('  Learn Delay Interval:0 Hours'), { key: 'learn delay interval', value: '0 Hours' });
  t.is(readKeyLine('no key here'), undefined);
});

test('sizes are exact where the sectors and the text agree, and not told otherwise', (t) => {
  t.is(readSectorSize('3.638 TB [0x1d1c0beb0 Sectors]'), '4000787030016');
  t.is(readSectorSize('1.746 TB [0x1bf1f72b Sectors]'), (0x1bf1f72bn * 4096n).toString());
  t.is(readSectorSize('9.000 TB [0x10 Sectors]'), null);
  t.is(readSectorSize('N/A'), null);
  t.is(readCelsius('N/A'), null);
  t.is(readCelsius('Not Supported'), null);
});

test('inquiry data that does not fit its columns names no serial', (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 90 }), fc.constantFrom('sata', 'sas', 'nvme', null), (text, transport) => {
      const { serial } = readInquiry(`Inquiry Data: ${text}`, transport);
      return serial === undefined || /^[\w-]{4,20}$/.test(serial);
    }),
  );
  t.is(readInquiry(undefined, 'sata').serial, undefined);
});

const FILES = fixtureNames('controllers').map(fixture);
const garbage = fc.string({
  unit: fc.constantFrom('0', '9', ':', ' ', '\n', '#', '{', '"', '}', '[', 'Adapter ', 'in Slot 1'),
});
const mutated = fc
  .record({
    file: fc.constantFrom(...FILES),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(200),
    piece: garbage,
  })
  .map(({ file, at, cut, piece }) => {
    const position = Math.floor(at * file.length);
    return file.slice(0, position) + piece + file.slice(position + cut);
  });
const anyOutput = fc.oneof(garbage, fc.string({ unit: 'binary' }), mutated, fc.constantFrom(...FILES));

test('no output makes a parser throw anything but a ParseError, or give facts that its schema does not take', (t) => {
  const parsers = [
    (text: string) => parseStorcli(outputOf(text)).value,
    (text: string) => parseMegacli(outputOf(text)).value,
    (text: string) => parseSsacli(outputOf(text)).value,
    (text: string) => [parseArcconf(outputOf(text), 1).value.controller].filter((each) => each !== undefined),
  ];
  fc.assert(
    fc.property(anyOutput, (text) => {
      for (const parse of parsers) {
        try {
          const controllers = parse(text);
          t.deepEqual(controllersFactsSchema.parse(JSON.parse(JSON.stringify({ controllers }))), {
            controllers: [...controllers],
          });
        } catch (error) {
          t.true(error instanceof ParseError, String(error));
        }
      }
    }),
    { numRuns: runs(2000) },
  );
});
