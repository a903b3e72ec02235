import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { parseBlockDevices } from '../../src/collectors/disks/parser.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { fixture, outputOf } from './fixtures.js';

const parse = (name: string) => parseBlockDevices(outputOf(fixture(`disks/${name}`)), 'smartctl');
const listing = (devices: readonly object[]) =>
  parseBlockDevices(outputOf(JSON.stringify({ blockdevices: devices })), 'smartctl').value;
const summary = (name: string) =>
  parse(name).value.disks.map((disk) => [disk.name, disk.type, disk.transport, disk.identities.join(' ')].join(' | '));

test('2.27 writes everything as text, blanks at the end and escapes within: the same facts', (t) => {
  const { value, errors } = parse('lsblk-2.27.json');
  t.deepEqual(errors, []);
  t.true(value.complete);
  t.deepEqual(summary('lsblk-2.27.json'), [
    'sda | ssd | sata | wwn:5002538e40a1b2c3 serial:S3Z9NB0K123456A',
    'sdb | hdd | sata | wwn:5000c500a1b2c3d4 serial:ZFN0ABCD',
    'sdc | other | usb | serial:4C530001234567890123',
  ]);
  t.like(value.disks[1], { sizeBytes: '4000787030016', rotational: true, vendor: 'ATA', model: 'ST4000DM004-2CV1' });
  t.is(value.disks[2]?.model, 'Ultra Fit');
});

test('partitions, loops, optical drives, floppies and empty card readers are no disks', (t) => {
  const names = parse('lsblk-2.27.json').value.disks.map(({ name }) => name);
  t.deepEqual(names, ['sda', 'sdb', 'sdc']);
});

test('zd, zram, nbd, ram, md, dm and paths to a namespace are no disks, whatever TYPE says', (t) => {
  const names =
    'zd16 zram1 nbd3 ram0 md0 md127 dm-4 loop9 sr1 fd0 mtdblock0 nvme0c1n1 bcache0 drbd1 mmcblk0boot1 rbd0'.split(' ');
  t.deepEqual(listing(names.map((name) => ({ name, type: 'disk', size: 1 }))).disks, []);
});

test('2.34: two paths of a multipath disk are one device, also when one gives the WWN as its serial', (t) => {
  t.deepEqual(summary('lsblk-2.34.json'), [
    'sda | hdd | sas | wwn:5000c5005e6f7a8b serial:Z1Y0ABCD0000C432ABCD',
    'sdc | hdd | sata | wwn:5000cca252c1d2e3 serial:7SGABCDE',
    'sdd | hdd | sata | wwn:5000cca252c1d2f4 serial:7SGFGHIJ',
    'nvme0n1 | nvme | nvme | eui:0025385101b2c3d4 serial:S4EWNX0M123456B',
  ]);
  t.deepEqual(parse('lsblk-2.34.json').value.disks[0]?.aliases, ['sdb']);
  t.is(parse('lsblk-2.34.json').value.disks[1]?.model, 'WDC WD80EFAX-68LHPN0');
});

test('2.37: two disks in one USB box share its serial, and are told apart by their slots', (t) => {
  t.deepEqual(summary('lsblk-2.37.json'), [
    'sda | ssd | sas | wwn:55cd2e414f5a6b7c serial:PHYF123400ABCDEF',
    'mmcblk0 | other | mmc | serial:0x12ab34cd',
    'sdb | hdd | usb | serial:575832314441383132333435',
    'sdc | hdd | usb | serial:DD56419883891:0',
    'sdd | hdd | usb | serial:DD56419883891:1',
  ]);
});

test('2.40: the namespaces of one NVMe are one disk; a made-up name is no identity', (t) => {
  const [first, second] = parse('lsblk-2.40.json').value.disks;
  t.like(first, { name: 'nvme0n1', sizeBytes: String(2n * 1920383410176n), serial: 'S64GNE0R123456' });
  t.deepEqual(second?.identities, ['serial:S64GNE0R654321']);
});

test('2.23 has no JSON: pairs and raw columns give the same', (t) => {
  t.deepEqual(summary('lsblk-2.23-pairs.txt'), [
    'sda | hdd | sas | wwn:5000c5007a8b9c0d',
    'sdb | ssd | sata | wwn:55cd2e404b1c2d3e serial:BTWA123456AB480FGN',
  ]);
  t.deepEqual(summary('lsblk-2.23-raw.txt'), ['sda | hdd | sas | wwn:5000c5007a8b9c0d']);
  t.deepEqual(summary('lsblk-2.37-pairs.txt'), ['sda | hdd | sas | wwn:5000cca0701a2b3c serial:08GABCDE']);
  t.true(parse('lsblk-2.23-pairs.txt').value.complete);
});

test('/sys where there is no lsblk, with odd names of disks', (t) => {
  t.deepEqual(summary('sysfs-dsm.txt'), [
    'sata1 | hdd | sata | serial:WD-CA1ABCDE',
    'nvme0n1 | nvme | nvme | eui:6479a7712345678a serial:2250ABCD1234',
    'synoboot | hdd | usb | ',
  ]);
});

test('JSON that is cut off gives what is whole, an error with the place, and is not complete', (t) => {
  const { value, errors } = parse('lsblk-2.38-cut.json');
  t.deepEqual(
    value.disks.map(({ name }) => name),
    ['sda'],
  );
  t.false(value.complete);
  t.is(errors.length, 1);
  t.true(errors[0] instanceof ParseError);
});

test('disks of hypervisors and clouds, and volumes of RAID controllers, are virtual', (t) => {
  t.deepEqual(
    parse('lsblk-2.38-kvm.json').value.disks.map(({ type }) => type),
    ['virtual', 'virtual', 'virtual', 'virtual', 'virtual'],
  );
  t.deepEqual(
    parse('lsblk-2.38-raid.json').value.disks.map(({ type, transport }) => `${type} ${transport}`),
    Array.from({ length: 5 }, () => 'virtual raid'),
  );
  const models = [
    ['VMware  ', 'Virtual disk    '],
    ['ATA     ', 'VMware_Virtual_S'],
    ['ATA     ', 'VBOX HARDDISK   '],
    ['Msft    ', 'Virtual Disk    '],
    ['Google  ', 'PersistentDisk  '],
    ['Adaptec ', 'my volume       '],
    ['AMCC    ', '9650SE-2LP DISK '],
    ['Areca   ', 'ARC-1880-VOL#000'],
  ];
  for (const [vendor, model] of models) {
    t.is(listing([{ name: 'sda', type: 'disk', size: 1, rota: true, vendor, model }]).disks[0]?.type, 'virtual', model);
  }
});

test('real disks behind a pass-through controller stay what they are', (t) => {
  const { disks: found } = listing([
    { name: 'sda', type: 'disk', size: 1, rota: true, tran: 'sas', vendor: 'SEAGATE', model: 'ST4000NM0023' },
    { name: 'sdb', type: 'disk', size: 1, rota: false, tran: 'sas', vendor: 'ATA', model: 'MR-like SSD' },
    { name: 'sdc', type: 'disk', size: 1, rota: true, tran: 'sas', vendor: 'IBM-ESXS', model: 'ST600MP0015' },
  ]);
  t.deepEqual(
    found.map(({ type }) => type),
    ['hdd', 'ssd', 'hdd'],
  );
});

test('serials and names that were never set are no identity, nor are those that two disks share', (t) => {
  const sata = { type: 'disk', size: 1000, rota: false, tran: 'sata', vendor: 'ATA' };
  const { disks: found } = listing([
    { ...sata, name: 'sda', serial: 'AA00000000000001', wwn: '0x5000000000000000' },
    { ...sata, name: 'sdb', serial: 'AA00000000000001', wwn: '0x0000000000000000' },
    { ...sata, name: 'sdc', serial: '0123456789ABCDEF' },
    { ...sata, name: 'sdd', serial: 'GOOD1', wwn: '0x5aaaaaaa00000001' },
    { ...sata, name: 'sde', serial: 'GOOD2', wwn: '0x5aaaaaaa00000001' },
  ]);
  t.deepEqual(
    found.map(({ name, identities }) => `${name} ${identities.join()}`),
    ['sda ', 'sdb ', 'sdc ', 'sdd serial:GOOD1', 'sde serial:GOOD2'],
  );
});

test('a disk that moves from sda to sdc keeps its identity, and only its name changes', (t) => {
  const disk = { type: 'disk', size: 1000, rota: true, tran: 'sata', serial: 'MOVED1', wwn: '0x5000C500A1B2C3D4' };
  const before = listing([{ ...disk, name: 'sda' }]).disks[0];
  const after = listing([{ ...disk, name: 'sdc', wwn: 'naa.5000c500a1b2c3d4' }]).disks[0];
  t.deepEqual(before?.identities, after?.identities);
  t.false(before?.identities.some((identity) => identity.includes('sda')));
});

test('one broken field costs itself, a device without a name costs an error', (t) => {
  const { value, errors } = parseBlockDevices(
    outputOf(
      JSON.stringify({ blockdevices: [{ name: 'sda', type: 'disk', size: [], rota: 'perhaps' }, { size: 5 }, 7] }),
    ),
    'none',
  );
  t.like(value.disks[0], { name: 'sda', sizeBytes: null, rotational: null, type: 'other' });
  t.is(errors.length, 2);
});

test('sizes beyond 2^53 keep every digit', (t) => {
  t.is(
    parseBlockDevices(outputOf('{"blockdevices":[{"name":"sda","type":"disk","size":18446744073709551615}]}'), 'none')
      .value.disks[0]?.sizeBytes,
    '18446744073709551615',
  );
});

test('property: whatever is printed, nothing but ParseError, and identities never name a path', (t) => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt().map(String),
  );
  const device = fc.dictionary(
    fc.constantFrom(
      'name',
      'kname',
      'maj:min',
      'type',
      'size',
      'rota',
      'rm',
      'tran',
      'vendor',
      'model',
      'serial',
      'wwn',
      'hctl',
      'children',
    ),
    cell,
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(device).map((blockdevices) => JSON.stringify({ blockdevices })),
    fc.array(device).map((rows) =>
      rows
        .map((row) =>
          Object.entries(row)
            .map(([key, value]) => `${key.toUpperCase()}="${String(value)}"`)
            .join(' '),
        )
        .join('\n'),
    ),
  );
  fc.assert(
    fc.property(text, fc.boolean(), (stdout, truncated) => {
      try {
        const { value } = parseBlockDevices({ stdout: Buffer.from(stdout), truncated }, 'none');
        const all = value.disks.flatMap(({ identities }) => identities);
        t.is(new Set(all).size, all.length);
        t.false(all.some((identity) => identity.startsWith('path:')));
      } catch (error) {
        t.true(error instanceof ParseError, String(error));
      }
    }),
    { numRuns: runs(3000) },
  );
});
