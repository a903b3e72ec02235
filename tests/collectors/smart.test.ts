import test, { type ExecutionContext } from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector as disks } from '../../src/collectors/disks/index.js';
import { collector as smart } from '../../src/collectors/smart/index.js';
import type { DeviceObservation } from '../../src/domain/inventory/storage-device.js';
import { createShimHost, type Shim, type ShimHost, type ShimHostOptions } from '../helpers/shim-host.js';

type Answers = readonly { args: string | RegExp; file?: string; stdout?: string; exitCode?: number }[];

const NEW = { versions: { smartctl: 'smartctl 7.3 2022-02-28 r5338' } };

function lsblkOf(...devices: readonly object[]): Shim {
  return {
    answers: [{ stdout: JSON.stringify({ blockdevices: devices.map((device) => ({ type: 'disk', ...device })) }) }],
  };
}

function scanOf(...entries: readonly (readonly [path: string, type: string])[]): string {
  return JSON.stringify({ smartctl: { exit_status: 0 }, devices: entries.map(([name, type]) => ({ name, type })) });
}

async function hostOf(
  t: ExecutionContext,
  shims: Record<string, Shim>,
  options: ShimHostOptions = NEW,
): Promise<ShimHost> {
  const shim = await createShimHost(shims, options);
  t.teardown(shim.close);
  return shim;
}

const smartctl = (scan: string, answers: Answers): Shim => ({
  answers: [{ args: /--scan/, stdout: scan }, ...answers],
});

async function collect(shim: ShimHost, previous?: unknown) {
  const collection = await collectHost(shim.transport, {
    collectors: [smart],
    host: shim.host,
    ...(previous === undefined
      ? {}
      : { previous: () => ({ facts: JSON.parse(JSON.stringify(previous)) as unknown, elapsedSeconds: 1800 }) }),
  });
  const { facts, observations, samples } = collection.collected[0]!;
  const devices = observations.devices?.items ?? [];
  return { ...collection, facts, samples, devices, complete: observations.devices?.complete };
}

const line = ({ name, type, identities, smart: report }: DeviceObservation): string =>
  [name, type, report?.state ?? 'not asked', identities.join(' ')].join(' | ');
const asked = async (shim: ShimHost): Promise<string[]> =>
  (await shim.calls())
    .filter(({ tool, args }) => tool === 'smartctl' && args.includes('-x'))
    .map(({ args }) => args.join(' '));

const HDD = {
  name: 'sdb',
  tran: 'sata',
  rota: true,
  vendor: 'ATA',
  serial: 'ZFN0ABCD',
  wwn: '0x5000c500a1b2c3d4',
  size: 4000787030016,
};
const SSD = {
  name: 'sda',
  tran: 'sata',
  rota: false,
  vendor: 'ATA',
  serial: 'S3Z9NB0K123456A',
  wwn: '0x5002538e40a1b2c3',
  size: 512110190592,
};
const NVME = { name: 'nvme0n1', tran: 'nvme', rota: false, serial: 'S4EWNX0M123456B', wwn: 'eui.0025385101b2c3d4' };

test('each device is asked once with its type: disks that spin with the guard, the others without', async (t) => {
  const shim = await hostOf(t, {
    lsblk: lsblkOf(SSD, HDD, NVME),
    smartctl: smartctl(scanOf(['/dev/sda', 'sat'], ['/dev/sdb', 'sat'], ['/dev/nvme0', 'nvme']), [
      { args: '*/dev/sda', file: 'smart/ata-7.4-ssd.json' },
      { args: '*/dev/sdb', file: 'smart/ata-7.0.json' },
      { args: '*/dev/nvme0', file: 'smart/nvme-7.2.json' },
    ]),
  });
  const { devices, failures, complete } = await collect(shim);
  t.deepEqual(failures, []);
  t.true(complete);
  t.deepEqual(devices.map(line), [
    'sda | ssd | read | wwn:5002538e40a1b2c3 serial:S3Z9NB0K123456A',
    'sdb | hdd | read | wwn:5000c500a1b2c3d4 serial:ZFN0ABCD',
    'nvme0n1 | nvme | read | eui:0025385101b2c3d4 serial:S4EWNX0M123456B',
  ]);
  t.deepEqual((await asked(shim)).toSorted(), [
    '--json=c -x -d nvme /dev/nvme0',
    '--json=c -x -d sat /dev/sda',
    '--json=c -x -n standby,3 -d sat /dev/sdb',
  ]);
});

test('the listing is asked for once, whoever needs it', async (t) => {
  const shim = await hostOf(t, {
    lsblk: lsblkOf(HDD),
    smartctl: smartctl(scanOf(), [{ args: '*/dev/sdb', file: 'smart/ata-7.0.json' }]),
  });
  const { collected } = await collectHost(shim.transport, { collectors: [disks, smart], host: shim.host });
  t.is((await shim.calls()).filter(({ tool, args }) => tool === 'lsblk' && args.includes('-J')).length, 1);
  t.deepEqual(
    collected.map(({ observations }) => observations.devices?.items[0]?.identities),
    Array.from({ length: 2 }, () => ['wwn:5000c500a1b2c3d4', 'serial:ZFN0ABCD']),
  );
});

test('a sleeping disk stays asleep and present: its identity, no values, no new device', async (t) => {
  const answer = { args: '*-n standby,3*/dev/sdb', file: 'smart/asleep-7.2.json', exitCode: 3 };
  const shim = await hostOf(t, { lsblk: lsblkOf(HDD), smartctl: smartctl(scanOf(['/dev/sdb', 'sat']), [answer]) });
  const { devices, failures, complete, samples } = await collect(shim);
  t.deepEqual(failures, []);
  t.true(complete);
  t.deepEqual(devices.map(line), ['sdb | hdd | asleep | wwn:5000c500a1b2c3d4 serial:ZFN0ABCD']);
  t.deepEqual(
    samples.map(({ metric, value }) => [metric, value]),
    [['smart_passed', null]],
  );
});

test('a disk that was sda and is sdc, and sleeps: the same identity, its type from the last time', async (t) => {
  const answers: Answers = [
    { args: '*-d sat /dev/sda', file: 'smart/ata-7.0.json' },
    { args: '*-d sat /dev/sdc', file: 'smart/asleep-7.5.json', exitCode: 3 },
  ];
  const shim = await hostOf(t, {
    lsblk: lsblkOf({ ...HDD, name: 'sda' }),
    smartctl: smartctl(scanOf(['/dev/sda', 'sat']), answers),
  });
  const first = await collect(shim);
  await shim.replace('lsblk', lsblkOf({ ...HDD, name: 'sdc', wwn: null }));
  await shim.replace('smartctl', smartctl(scanOf(['/dev/sdc', 'sat']), answers));
  const second = await collect(shim, first.facts);
  t.deepEqual(second.devices.map(line), ['sdc | hdd | asleep | wwn:5000c500a1b2c3d4 serial:ZFN0ABCD']);
  t.like(second.devices[0], { model: 'ST4000DM004-2CV104', path: '/dev/sdc' });
});

test('members behind a controller: by their place, with their own serials; the volume is one virtual device', async (t) => {
  const shim = await hostOf(t, {
    lsblk: lsblkOf({
      name: 'sda',
      rota: true,
      vendor: 'DELL',
      model: 'PERC H730 Mini',
      hctl: '0:2:0:0',
      wwn: '0x61866da0a1b2c3d4e5f60718293a4b5c',
    }),
    smartctl: {
      answers: [
        { args: /--scan/, file: 'smart/scan-7.2-megaraid.json' },
        { args: '*-d megaraid,0 /dev/bus/0', file: 'smart/megaraid-0-7.0.json', exitCode: 8 },
        { args: '*-d sat+megaraid,3 /dev/bus/0', file: 'smart/megaraid-3-7.2.json' },
        { args: '*-d megaraid,4 /dev/bus/0', file: 'smart/megaraid-4-missing.json', exitCode: 2 },
      ],
    },
  });
  const { devices, failures } = await collect(shim);
  t.deepEqual(failures, []);
  t.deepEqual(devices.map(line), [
    'megaraid,0 | hdd | read | wwn:5000cca0701a2b3c serial:08GABCDE',
    'megaraid,3 | hdd | read | wwn:5000c500a1b2c427 serial:ZC1MEMB3',
    'megaraid,4 | other | unavailable | path:/dev/bus/0 megaraid,4',
    'sda | virtual | not asked | wwn:61866da0a1b2c3d4e5f60718293a4b5c',
  ]);
  t.deepEqual(devices[0]?.smart?.deviceType, 'megaraid,0');
  t.false((await asked(shim)).some((call) => call.includes('/dev/sda')));
});

test('a member that sleeps is known by its place; one that nobody ever read is not made up', async (t) => {
  const scan = scanOf(['/dev/bus/0', 'megaraid,3']);
  const awake = smartctl(scan, [{ args: '*megaraid,3*', file: 'smart/megaraid-3-7.2.json' }]);
  const asleep = smartctl(scan, [{ args: '*megaraid,3*', file: 'smart/asleep-7.0.json', exitCode: 3 }]);
  const shim = await hostOf(t, { lsblk: lsblkOf(), smartctl: asleep });
  const never = await collect(shim);
  t.deepEqual(never.devices, []);
  t.false(never.complete);
  await shim.replace('smartctl', awake);
  const { facts } = await collect(shim);
  await shim.replace('smartctl', asleep);
  t.deepEqual((await collect(shim, facts)).devices.map(line), [
    'megaraid,3 | hdd | asleep | wwn:5000c500a1b2c427 serial:ZC1MEMB3',
  ]);
});

test('a disk that is seen by itself and behind its controller is one device, with the name people know', async (t) => {
  const shim = await hostOf(t, {
    lsblk: lsblkOf({ ...HDD, tran: 'sas', hctl: '0:0:3:0' }),
    smartctl: smartctl(scanOf(['/dev/sdb', 'sat'], ['/dev/bus/0', 'sat+megaraid,3']), [
      { args: '*/dev/sdb', file: 'smart/no-device.json', exitCode: 2 },
      { args: '*megaraid,3*', file: 'smart/ata-7.0.json' },
    ]),
  });
  t.deepEqual((await collect(shim)).devices.map(line), ['sdb | hdd | read | wwn:5000c500a1b2c3d4 serial:ZFN0ABCD']);
});

test('two paths of a multipath disk are asked once', async (t) => {
  const path = { tran: 'sas', rota: true, wwn: '0x5000c5005e6f7a8b', serial: 'Z1Y0ABCD0000C432ABCD' };
  const shim = await hostOf(t, {
    lsblk: lsblkOf({ ...path, name: 'sda' }, { ...path, name: 'sdb' }),
    smartctl: smartctl(scanOf(['/dev/sda', 'scsi'], ['/dev/sdb', 'scsi']), [{ args: /./, file: 'smart/sas-7.3.json' }]),
  });
  t.deepEqual((await collect(shim)).devices.map(line), [
    'sda | hdd | read | wwn:5000c5005e6f7a8b serial:Z1Y0ABCD0000C432ABCD',
  ]);
  t.is((await asked(shim)).length, 1);
});

test('a scan calls a SATA disk SCSI: it is asked as what it is', async (t) => {
  const shim = await hostOf(t, {
    lsblk: lsblkOf(SSD),
    smartctl: smartctl(scanOf(['/dev/sda', 'scsi']), [
      { args: '*-d sat /dev/sda', file: 'smart/ata-7.4-ssd.json' },
      { args: '*-d scsi /dev/sda', file: 'smart/scsi-view-of-sata.json' },
    ]),
  });
  const { devices } = await collect(shim);
  t.like(devices[0]?.smart, { state: 'read', deviceType: 'sat', protocol: 'ata' });
});

test('virtio, QEMU, zram, zd, loop, dm and md are not asked; a scan without devices is no failure', async (t) => {
  const names = ['vda', 'xvdb', 'zram0', 'zd0', 'loop0', 'dm-0', 'md0'].map((name) => ({ name, rota: true, size: 1 }));
  const shim = await hostOf(t, {
    lsblk: lsblkOf(...names, { name: 'sda', vendor: 'QEMU', model: 'QEMU HARDDISK', rota: true }),
    smartctl: { answers: [{ args: /--scan/, file: 'smart/scan-7.3-virtio.json' }] },
  });
  const { devices, failures, complete } = await collect(shim);
  t.deepEqual(failures, []);
  t.true(complete);
  t.deepEqual(await asked(shim), []);
  t.deepEqual(devices.map(line), [
    'vda | virtual | not asked | path:/dev/vda',
    'xvdb | virtual | not asked | path:/dev/xvdb',
    'sda | virtual | not asked | path:/dev/sda',
  ]);
});

test('disks that the scan did not list are asked, too; a scan that failed says nothing of what is gone', async (t) => {
  const shim = await hostOf(t, {
    lsblk: lsblkOf(HDD),
    smartctl: {
      answers: [
        { args: /--scan/, stdout: '{"smartctl":{"exit_status":2}}', exitCode: 2 },
        { args: '*-d sat /dev/sdb', file: 'smart/ata-7.0.json' },
      ],
    },
  });
  const { devices, complete, failures } = await collect(shim);
  t.is(devices[0]?.smart?.state, 'read');
  t.false(complete);
  t.is(failures.length, 1);
});

test('one disk that fails costs only itself, and stays present', async (t) => {
  const shim = await hostOf(t, {
    lsblk: lsblkOf(SSD, HDD),
    smartctl: smartctl(scanOf(['/dev/sda', 'sat'], ['/dev/sdb', 'sat']), [
      { args: '*/dev/sda', stdout: '', exitCode: 2 },
      { args: '*/dev/sdb', file: 'smart/ata-7.2-failing.json', exitCode: 216 },
    ]),
  });
  const { devices, failures } = await collect(shim);
  t.is(failures.length, 1);
  t.like(devices[0]?.smart, { state: 'unavailable', passed: null });
  t.like(devices[1]?.smart, { state: 'read', passed: false, exitStatus: 216 });
});
