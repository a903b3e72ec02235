import test from 'ava';
import type { ExecutionContext } from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/controllers/index.js';
import { controllersFactsSchema } from '../../src/collectors/controllers/schema.js';
import { judgeDevice, NO_MEMORY } from '../../src/domain/inventory/disks/judge-device.js';
import { DeviceObservation } from '../../src/domain/inventory/storage-device.js';
import { fixture } from './fixtures.js';
import { createShimHost, type Shim } from '../helpers/shim-host.js';

async function collect(t: ExecutionContext, shims: Readonly<Record<string, Shim>>) {
  const shim = await createShimHost(shims);
  t.teardown(shim.close);
  const { collected, failures } = await collectHost(shim.transport, { collectors: [collector], host: shim.host });
  const [one] = collected;
  if (one === undefined) throw new Error('nothing was collected');
  const items = one.observations.devices?.items ?? [];
  for (const item of items) DeviceObservation.parse(item);
  if (one.facts !== undefined)
    t.deepEqual(controllersFactsSchema.parse(JSON.parse(JSON.stringify(one.facts))), one.facts);
  const calls = (await shim.calls()).map(({ tool, args }) => [tool, ...args].join(' '));
  return { ...one, items, calls, failures };
}

function healthOf(observation: DeviceObservation): readonly [string | null, string] {
  const { smart: report, type, serial } = observation;
  return [serial, judgeDevice({ report, type, memory: NO_MEMORY, at: new Date() }).health];
}

const storcli = (version: string): Shim => ({
  answers: [
    { args: '/call show all J', file: `controllers/storcli-${version}-controllers.json` },
    { args: '/call/eall/sall show all J', file: `controllers/storcli-${version}-drives.json` },
  ],
});

test('a host without any of the tools is asked nothing', async (t) => {
  const { facts, calls, failures } = await collect(t, {});
  t.is(facts, undefined);
  t.deepEqual([calls, failures], [[], []]);
});

test('storcli is asked for controllers and then for drives, and each drive is a device by its serial', async (t) => {
  const { items, calls, observations, failures } = await collect(t, { storcli64: storcli('007.28') });
  t.deepEqual(calls, ['storcli64 /call show all J', 'storcli64 /call/eall/sall show all J']);
  t.deepEqual(failures, []);
  t.false(observations.devices?.complete);
  t.deepEqual(items[0]?.identities, ['wwn:5000c500e54f0ebb', 'serial:ZL2PVAA8']);
  t.like(items[0], { name: 'megaraid,8', path: '/c0/e252/s0', type: 'hdd', rotational: true });
  t.like(items[0]?.smart, { source: 'storcli', state: 'read', passed: true, deviceType: 'megaraid,8' });
  // At rest, and well by the firmware’s word.
  t.like(items[1]?.smart, {
    state: 'read',
    passed: true,
    other: { spunDown: true, controllerState: 'Onln', mediaErrors: '0', otherErrors: '0', predictiveFailures: '0' },
  });
  t.deepEqual(items.map(healthOf), [
    ['ZL2PVAA8', 'healthy'],
    ['ZL2PYBB6', 'healthy'],
    ['S6CZNX0T123456', 'healthy'],
  ]);
});

test('drives that failed or predict it are failing, whatever their other flag says; the others are not', async (t) => {
  const { items, samples, watched, failures } = await collect(t, { perccli64: storcli('1.23-degraded') });
  t.deepEqual(items.map(healthOf), [
    ['Z4D0AAAA', 'healthy'],
    ['Z4D0BBBB', 'failing'],
    ['Z4D0CCCC', 'failing'],
    ['Z4D0DDDD', 'failing'],
    ['Z4D0FFFF', 'unknown'],
  ]);
  t.deepEqual(items[0]?.identities, ['serial:Z4D0AAAA']);
  t.is(failures.length, 1);
  const valueOf = (name: string, label?: string) =>
    samples.find(
      ({ metric, labels }) => metric === name && (label === undefined || Object.values(labels).includes(label)),
    )?.value;
  t.is(valueOf('controller_healthy', '5AB01CD'), 0);
  t.deepEqual(
    ['0/239', '1/238', '2/237', '3/236'].map((id) => valueOf('controller_virtual_drive_state', id)),
    [1, 1, 2, null],
  );
  t.is(valueOf('controller_battery_healthy'), 0);
  t.is(valueOf('controller_drives'), 6);
  t.is(valueOf('controller_drives_failed'), 4);
  t.is(valueOf('controller_drive_media_errors_total', 'Z4D0BBBB'), 120);
  t.deepEqual(watched, {
    'controller 5AB01CD': 'Needs Attention',
    'virtualDrive 5AB01CD 0/239': 'Pdgd',
    'virtualDrive 5AB01CD 1/238': 'Dgrd',
    'virtualDrive 5AB01CD 2/237': 'OfLn',
    'virtualDrive 5AB01CD 3/236': 'Hmm',
    'battery 5AB01CD': 'Dgd (Needs Attention)',
  });
});

test('an adapter without RAID is asked once, and says nothing of health', async (t) => {
  const { items, calls } = await collect(t, {
    storcli: { answers: [{ args: '/call show all J', file: 'controllers/storcli-007.27-hba-9500.json' }] },
  });
  t.deepEqual(calls, ['storcli /call show all J']);
  t.deepEqual(
    items.map(({ serial, smart }) => [serial, smart]),
    [['ZLJ0AAAA', null]],
  );
});

test('a host with storcli and no controller has none, and no failure', async (t) => {
  const { facts, items, calls, failures } = await collect(t, {
    storcli64: { answers: [{ file: 'controllers/storcli-none.json', exitCode: 1 }] },
    MegaCli64: 'exit 1',
  });
  t.deepEqual(facts, { controllers: [] });
  t.deepEqual([items, failures], [[], []]);
  // MegaCli sees the same: it is not asked.
  t.deepEqual(calls, ['storcli64 /call show all J']);
});

test('MegaCli is asked for drives, volumes and batteries, which come to one controller each', async (t) => {
  const { facts, items, calls } = await collect(t, {
    MegaCli64: {
      answers: [
        { args: '-PDList *', file: 'controllers/megacli-8.07-pdlist.txt' },
        { args: '-LDInfo *', file: 'controllers/megacli-8.07-ldinfo.txt' },
        { args: '-AdpBbuCmd *', file: 'controllers/megacli-8.07-bbu.txt' },
      ],
    },
  });
  t.deepEqual(calls, [
    'MegaCli64 -PDList -aALL -NoLog',
    'MegaCli64 -LDInfo -Lall -aALL -NoLog',
    'MegaCli64 -AdpBbuCmd -aALL -NoLog',
  ]);
  const { controllers } = controllersFactsSchema.parse(facts);
  t.deepEqual(
    controllers.map(({ number, volumes, batteries, members }) => [
      number,
      volumes.length,
      batteries.length,
      members.length,
    ]),
    [
      ['0', 2, 1, 4],
      ['1', 1, 1, 1],
    ],
  );
  t.deepEqual(items.map(healthOf), [
    ['S1YHNXAG800001', 'healthy'],
    ['WD-WMC130D0AAA1', 'healthy'],
    ['WD-WMC130D0AAA2', 'failing'],
    ['6SJ5NN3E', 'healthy'],
  ]);
});

test('MegaCli that fails at the batteries still gives the rest', async (t) => {
  const { facts, failures } = await collect(t, {
    megacli: {
      answers: [
        { args: '-PDList *', file: 'controllers/megacli-8.07-pdlist.txt' },
        { args: '-LDInfo *', file: 'controllers/megacli-8.07-ldinfo.txt' },
        { args: '-AdpBbuCmd *', stdout: 'Segmentation fault', exitCode: 3 },
      ],
    },
  });
  const { controllers } = controllersFactsSchema.parse(facts);
  t.deepEqual(
    controllers.map(({ volumes, batteries }) => [volumes.length, batteries.length]),
    [
      [2, 0],
      [1, 0],
    ],
  );
  t.is(failures.length, 1);
  t.is(failures[0]?.class, 'parse_failed');
});

test('ssacli and hpssacli: states become verdicts', async (t) => {
  const well = await collect(t, {
    ssacli: { answers: [{ args: 'ctrl all show config detail', file: 'controllers/ssacli-4.21.txt' }] },
  });
  t.deepEqual(well.items.map(healthOf), [
    ['1234AAAA0001', 'healthy'],
    // Nearly all of its endurance is used.
    ['1234AAAA0002', 'warning'],
  ]);
  const ill = await collect(t, {
    hpssacli: { answers: [{ args: 'ctrl all show config detail', file: 'controllers/hpssacli-2.40-degraded.txt' }] },
  });
  t.deepEqual(ill.items.map(healthOf), [
    ['6SL0AAAA0000N302ABCD', 'failing'],
    ['6SL0BBBB0000N302ABCD', 'failing'],
    ['6SL0CCCC0000N302ABCD', 'healthy'],
    ['WD-WCC130AAAA', 'healthy'],
    ['ZC10AAAA', 'healthy'],
  ]);
  t.is(ill.watched['virtualDrive 001438023456789 2'], 'Recovering');
});

test('arcconf is asked for every controller there is', async (t) => {
  const { facts, items, calls } = await collect(t, {
    arcconf: {
      answers: [
        { args: 'getconfig 1', file: 'controllers/arcconf-1.8-degraded-1.txt' },
        { args: 'getconfig 2', file: 'controllers/arcconf-1.8-degraded-2.txt' },
      ],
    },
  });
  t.deepEqual(calls, ['arcconf getconfig 1', 'arcconf getconfig 2']);
  t.deepEqual(
    controllersFactsSchema.parse(facts).controllers.map(({ serial }) => serial),
    ['8C40111AAAA', 'BAD0'],
  );
  t.deepEqual(items.map(healthOf), [
    ['WD-WMC130D0AAA5', 'failing'],
    ['WD-WMC130D0AAA6', 'failing'],
    ['9XG0AAAA', 'unknown'],
    ['3KS0AAAA000097060AAA', 'healthy'],
  ]);
});

test('one tool that gives garbage costs itself, not the other', async (t) => {
  const { items, failures } = await collect(t, {
    storcli64: 'echo "error while loading shared libraries: libncurses.so.5"; exit 1',
    arcconf: { answers: [{ args: 'getconfig 1', file: 'controllers/arcconf-2.05.txt' }] },
  });
  t.deepEqual(
    items.map(({ serial }) => serial),
    ['N8GPAAAA', 'N8GPBBBB', 'S3Z0NX0K100001'],
  );
  t.is(failures.length, 1);
});

test('a drive at rest of whose health the controller says nothing is asleep', async (t) => {
  const text = fixture('controllers/storcli-007.28-drives.json').replaceAll(
    'flagged by drive": "No"',
    'flagged by drive": "N/A"',
  );
  const { items } = await collect(t, {
    storcli: { answers: [{ args: '/call show all J', stdout: text }] },
  });
  t.deepEqual(
    items.map(({ serial, smart }) => [serial, smart?.state, smart?.passed]),
    [
      ['ZL2PVAA8', 'read', null],
      ['ZL2PYBB6', 'asleep', null],
      ['S6CZNX0T123456', 'read', null],
    ],
  );
});
