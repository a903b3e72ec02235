import test from 'ava';
import { parseArcconf } from '../../src/collectors/controllers/parse-arcconf.js';
import { parseMegacli } from '../../src/collectors/controllers/parse-megacli.js';
import { parseSsacli } from '../../src/collectors/controllers/parse-ssacli.js';
import type { Controller } from '../../src/collectors/controllers/schema.js';
import { fixture, outputOf } from './fixtures.js';

const read = (name: string) => outputOf(fixture(`controllers/${name}`));
const pick = <K extends keyof Controller['members'][number]>(controller: Controller | undefined, ...keys: K[]) =>
  controller?.members.map((member) => keys.map((key) => member[key]));

test('MegaCli: drives of two adapters, by the columns of their inquiry data', (t) => {
  const { value } = parseMegacli(read('megacli-8.07-pdlist.txt'));
  t.deepEqual(pick(value[0], 'name', 'serial', 'model', 'firmware', 'type', 'wwn'), [
    ['megaraid,0', 'S1YHNXAG800001', 'SAMSUNG MZ7LM960HCHP-00003', 'GXT3003Q', 'ssd', '5002538c4002e713'],
    ['megaraid,1', 'WD-WMC130D0AAA1', 'WDC WD4000FYYZ-01UL1B1', '01.01K02', 'hdd', '50014ee2b0000001'],
    ['megaraid,2', 'WD-WMC130D0AAA2', 'WDC WD4000FYYZ-01UL1B1', '01.01K02', 'hdd', '50014ee2b0000002'],
    ['megaraid,3', null, null, null, 'hdd', null],
  ]);
  t.deepEqual(pick(value[0], 'condition', 'alert', 'spunDown', 'mediaErrors', 'temperatureCelsius'), [
    ['good', false, false, '0', 33],
    ['good', false, true, '0', null],
    ['good', true, false, '5', 33],
    ['bad', false, false, '0', 33],
  ]);
  t.like(value[1]?.members[0], {
    path: '/c1/s0',
    serial: '6SJ5NN3E',
    vendor: 'SEAGATE',
    model: 'ST3300657SS',
    firmware: 'ES64',
    wwn: null,
    temperatureCelsius: 40,
    sizeBytes: '300000000000',
  });
});

test('MegaCli: volumes of both spellings', (t) => {
  const { value } = parseMegacli(read('megacli-8.07-ldinfo.txt'));
  t.deepEqual(
    value.map(({ number, volumes }) => [number, volumes.map(({ id, name, condition }) => [id, name, condition])]),
    [
      [
        '0',
        [
          ['0', 'system', 'optimal'],
          ['1', null, 'degraded'],
        ],
      ],
      ['1', [['0', 'old', 'failed']]],
    ],
  );
});

test('MegaCli: a battery that works but is to be replaced is a bad one', (t) => {
  const { value } = parseMegacli(read('megacli-8.07-bbu.txt'));
  t.deepEqual(
    value.map(({ batteries }) => batteries),
    [
      [{ kind: 'cachevault', state: 'Optimal', condition: 'good', temperatureCelsius: 26 }],
      [{ kind: 'battery', state: 'Operational', condition: 'bad', temperatureCelsius: 31 }],
    ],
  );
});

test('MegaCli: the combined listing has a drive once, and does not take its state for a volume’s', (t) => {
  const { value } = parseMegacli(read('megacli-8.02-ldpdinfo.txt'));
  t.is(value.length, 1);
  t.deepEqual(
    value[0]?.volumes.map(({ condition }) => condition),
    ['degraded', 'optimal'],
  );
  t.deepEqual(pick(value[0], 'serial', 'state'), [['S1YHNXAG800001', 'Online, Spun Up']]);
});

test('ssacli: the states of arrays, cages and enclosures are not those of the controller', (t) => {
  const { value } = parseSsacli(read('ssacli-4.21.txt'));
  t.is(value.length, 1);
  t.like(value[0], {
    number: '0',
    model: 'HPE Smart Array P408i-a SR Gen10',
    serial: 'PEYHC0ARH123456',
    firmware: '6.52',
    condition: 'good',
    temperatureCelsius: 52,
  });
  t.deepEqual(value[0]?.volumes, [{ id: '1', name: 'LD-SSD', level: '6', state: 'OK', condition: 'optimal' }]);
  t.deepEqual(
    value[0]?.batteries.map(({ kind, condition }) => [kind, condition]),
    [
      ['battery', 'good'],
      ['cache', 'good'],
    ],
  );
  t.deepEqual(pick(value[0], 'name', 'serial', 'model', 'type', 'wearPercent', 'powerOnHours', 'temperatureCelsius'), [
    ['ssacli,2I:1:1', '1234AAAA0001', 'MTFDDAK960TCB', 'ssd', 2, 45068, 34],
    ['ssacli,2I:1:2', '1234AAAA0002', 'MTFDDAK960TCB', 'ssd', 96.5, null, 28],
  ]);
});

test('hpssacli: a failed drive, one about to fail, one rebuilding, one free, and a second adapter', (t) => {
  const { value } = parseSsacli(read('hpssacli-2.40-degraded.txt'));
  t.deepEqual(
    value.map(({ number, model }) => [number, model]),
    [
      ['0', 'Smart Array P420i'],
      ['1', 'Smart HBA H240'],
    ],
  );
  t.deepEqual(
    value[0]?.volumes.map(({ id, condition }) => [id, condition]),
    [
      ['1', 'degraded'],
      ['2', 'degraded'],
    ],
  );
  t.deepEqual(
    value[0]?.batteries.map(({ kind, condition }) => [kind, condition]),
    [
      ['battery', 'bad'],
      ['cache', 'bad'],
    ],
  );
  t.deepEqual(pick(value[0], 'serial', 'vendor', 'condition', 'alert', 'type'), [
    ['6SL0AAAA0000N302ABCD', 'HP', 'bad', true, 'hdd'],
    ['6SL0BBBB0000N302ABCD', 'HP', 'bad', null, 'hdd'],
    ['6SL0CCCC0000N302ABCD', 'HP', 'good', false, 'hdd'],
    ['WD-WCC130AAAA', null, 'good', false, 'hdd'],
  ]);
  t.deepEqual(value[1]?.batteries, []);
  t.deepEqual(pick(value[1], 'serial'), [['ZC10AAAA']]);
});

test('arcconf: drives without the enclosure, one of them powered off', (t) => {
  const { value } = parseArcconf(read('arcconf-2.05.txt'), 1);
  t.is(value.found, 1);
  t.like(value.controller, {
    model: 'Adaptec ASR8805',
    serial: '6A28636AAAA',
    firmware: '7.10-0 (33067)',
    condition: 'good',
    temperatureCelsius: 49,
    batteries: [],
  });
  t.deepEqual(value.controller?.volumes, [
    { id: '0', name: 'RAID6-ID0-7', level: '6 Reed-Solomon', state: 'Optimal', condition: 'optimal' },
  ]);
  t.deepEqual(pick(value.controller, 'name', 'serial', 'wwn', 'type', 'alert', 'spunDown', 'temperatureCelsius'), [
    ['arcconf,1,0', 'N8GPAAAA', '5000cca244c99044', 'hdd', false, false, 35],
    ['arcconf,1,1', 'N8GPBBBB', '5000cca244c9ffbb', 'hdd', false, true, 35],
    ['arcconf,1,2', 'S3Z0NX0K100001', '5002538e40000001', 'ssd', false, false, 35],
  ]);
});

test('arcconf: two controllers, warnings, a failed drive, drives without serial', (t) => {
  const first = parseArcconf(read('arcconf-1.8-degraded-1.txt'), 1).value;
  t.is(first.found, 2);
  t.deepEqual(
    first.controller?.volumes.map(({ condition }) => condition),
    ['degraded', 'failed'],
  );
  t.deepEqual(
    first.controller?.batteries.map(({ kind, condition }) => [kind, condition]),
    [['backup_unit', 'good']],
  );
  t.deepEqual(pick(first.controller, 'serial', 'condition', 'alert', 'wwn', 'mediaErrors'), [
    ['WD-WMC130D0AAA5', 'good', true, '5000cca244c99044', '14'],
    ['WD-WMC130D0AAA6', 'bad', false, null, '0'],
    [null, 'good', false, null, '0'],
    ['9XG0AAAA', 'good', null, null, '0'],
  ]);
  const second = parseArcconf(read('arcconf-1.8-degraded-2.txt'), 2).value;
  t.deepEqual(
    second.controller?.batteries.map(({ kind, condition }) => [kind, condition]),
    [['battery', 'bad']],
  );
  t.deepEqual(pick(second.controller, 'name', 'serial'), [['arcconf,2,0', '3KS0AAAA000097060AAA']]);
});
