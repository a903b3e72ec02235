import test from 'ava';
import { parseBlockDevices } from '../../src/collectors/disks/parser.js';
import { outputOf } from './fixtures.js';

const listing = (devices: readonly object[]) =>
  parseBlockDevices(outputOf(JSON.stringify({ blockdevices: devices })), 'smartctl').value;

test('a name in the place of the serial: the only serial of a disk made up by a hypervisor or an array, none of a real one that has yet to tell', (t) => {
  const name = '60022480abcdef0123456789abcdef01';
  const san = '600c0ff000123456789abcde01000000';
  const { disks } = listing([
    { name: 'sda', type: 'disk', size: 1, vendor: 'Msft    ', model: 'Virtual Disk    ', serial: name, wwn: null },
    { name: 'sdc', type: 'disk', size: 1, vendor: 'HPE     ', model: 'MSA 2050 SAN', tran: 'fc', serial: san },
    {
      name: 'sdb',
      type: 'disk',
      size: 1,
      vendor: 'SEAGATE ',
      model: 'ST6000NM0034',
      tran: 'sas',
      serial: '5000c500861234ab',
    },
  ]);
  t.deepEqual(
    disks.map(({ type, serial, identities }) => [type, serial, identities]),
    [
      ['virtual', name, [`wwn:${name}`]],
      ['other', san, [`wwn:${san}`]],
      ['other', null, ['wwn:5000c500861234ab']],
    ],
  );
});
