import { fc, runs } from '../../../helpers/properties.js';
import test from 'ava';
import type { DeviceObservation } from '../../../../src/domain/inventory/storage-device.js';
import type { KnownDevice } from '../../../../src/domain/inventory/tracking/known-device.js';
import { trackDevices, type DeviceAnswer } from '../../../../src/domain/inventory/tracking/track-devices.js';
import { atMinute, device, smart, sorted } from '../../../activities/inventory/observations-fixture.js';

let made = 0;
const newId = (): string => `id-${String((made += 1)).padStart(8, '0')}`;

/** One tick after the other, each with its answers; all devices and events at the end. */
function follow(ticks: readonly (readonly DeviceAnswer[])[]): { devices: KnownDevice[]; events: string[] } {
  const stored = new Map<string, KnownDevice>();
  const events: string[] = [];
  for (const [n, answers] of ticks.entries()) {
    const tracked = trackDevices({ known: [...stored.values()], answers, at: atMinute(n * 5), newId });
    for (const { id } of tracked.absorbed) stored.delete(id);
    for (const changed of tracked.changed) stored.set(changed.id, changed);
    events.push(...tracked.events.map(({ kind, field }) => [kind, field].filter((word) => word !== null).join(' ')));
  }
  return { devices: [...stored.values()], events };
}

const answer = (items: readonly DeviceObservation[], collector = 'disks', complete = true): DeviceAnswer => ({
  collector,
  observed: { items, complete },
});

// Every two of them are linked by a third: whoever sees which, it is one disk.
const IDENTITY_SETS = [
  ['wwn:a', 'serial:A'],
  ['serial:A'],
  ['wwn:a'],
  ['eui:1', 'wwn:a'],
  ['eui:1', 'serial:A'],
  ['eui:1'],
];
const sighting = fc.record({
  identities: fc.constantFrom(...IDENTITY_SETS),
  name: fc.constantFrom('sda', 'sdb', 'sdc', 'nvme0n1', 'megaraid,3'),
  collector: fc.constantFrom('disks', 'smart', 'controllers'),
  withSmart: fc.boolean(),
  complete: fc.boolean(),
});

test('whatever is seen of a disk, by whom, under which name and in which order, it is one device', (t) => {
  const plain = { name: 'sda', collector: 'disks', withSmart: false, complete: true } as const;
  const all = IDENTITY_SETS.map((identities) => ({ ...plain, identities }));
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 25 }), fc.nat(), (sightings, at) => {
      const order = sightings.toSpliced(at % (sightings.length + 1), 0, ...all);
      const ticks = order.map(({ identities, name, collector, withSmart, complete }) => {
        const seen = device('A', { identities, name, smart: withSmart ? smart() : null });
        return [answer([seen], collector, complete)];
      });
      const { devices } = follow([...ticks, ...ticks.slice(0, 3)]);
      t.is(devices.length, 1);
      t.is(devices[0]?.goneAt, null);
      t.deepEqual(devices[0]?.identities.toSorted(), ['eui:1', 'serial:A', 'wwn:a']);
    }),
    { numRuns: runs(500) },
  );
});

test('any number of disks that change places at every start stay as many, each with its row', (t) => {
  const serials = ['A', 'B', 'C', 'D', 'E'];
  const NAMES = ['sda', 'sdb', 'sdc', 'sdd', 'sde'];
  fc.assert(
    fc.property(fc.array(fc.shuffledSubarray(NAMES, { minLength: 5 }), { minLength: 1, maxLength: 8 }), (starts) => {
      const ticks = starts.map((names) => {
        const items = serials.map((serial, n) => device(serial, { name: names[n] ?? '' }));
        return [
          answer(items),
          answer(
            items.map((item) => ({ ...item, smart: smart() })),
            'smart',
          ),
        ];
      });
      const { devices, events } = follow(ticks);
      t.deepEqual(sorted(devices.map(({ serial }) => serial)), serials);
      t.is(new Set(devices.map(({ name }) => name)).size, 5);
      t.true(events.every((event) => event === 'appeared' || event === 'changed path'));
    }),
    { numRuns: runs(300) },
  );
});

test('repeating a tick gives the same devices and no event', (t) => {
  const items = [device('A'), device('B', { name: 'sdb', smart: smart() })];
  const known = follow([[answer(items), answer(items, 'smart')]]).devices;
  const again = trackDevices({ known, answers: [answer(items), answer(items, 'smart')], at: atMinute(0), newId });
  t.deepEqual(again.events, []);
  t.deepEqual(again.changed, known);
});

test('a weaker observation never erases what a stronger one said', (t) => {
  const blank = { model: null, serial: null, firmware: null, sizeBytes: null, vendor: null, type: 'other' as const };
  const { devices } = follow([
    [answer([device('A', { smart: smart() })], 'smart')],
    [answer([device('A', { ...blank, identities: ['wwn:a'] })])],
    [answer([device('A', { ...blank, identities: ['wwn:a'] })], 'smart', false)],
  ]);
  const [only] = devices;
  t.deepEqual([only?.model, only?.serial, only?.sizeBytes, only?.type], ['ST4000DM004', 'A', '4000787030016', 'hdd']);
});

test('the name people know a disk by is kept when a controller knows it as a member', (t) => {
  const behind = device('A', { name: 'megaraid,3', path: '/dev/bus/0', smart: smart() });
  const { devices, events } = follow([
    [answer([device('A')])],
    [answer([behind], 'smart')],
    [answer([behind], 'smart')],
  ]);
  t.deepEqual(
    devices.map(({ name }) => name),
    ['sda'],
  );
  t.deepEqual(events, ['appeared']);
});

test('two collectors that know different names of what is at one node at one time mean one disk', (t) => {
  const bridge = device('A', { identities: ['wwn:bridge'], serial: null });
  const inside = device('A', { identities: ['serial:A'], wwn: null, smart: smart() });
  t.is(follow([[answer([bridge]), answer([inside], 'smart')]]).devices.length, 1);
  // With serials that contradict each other they are two, also at one node.
  const other = device('B', { identities: ['serial:B'], wwn: null, smart: smart() });
  t.is(follow([[answer([device('A')]), answer([other], 'smart')]]).devices.length, 2);
});

test('namespaces of one NVMe drive are devices of their own, and two paths to one disk are one', (t) => {
  const space = (n: number) => device('N', { name: `nvme0n${n}`, identities: [`eui:${n}`, 'serial:N'], type: 'nvme' });
  t.is(follow([[answer([space(1), space(2)])], [answer([space(2), space(1)])]]).devices.length, 2);
  const paths = [device('M', { name: 'sdc' }), device('M', { name: 'sdb' })];
  const { devices, events } = follow([[answer(paths)], [answer(paths.toReversed())]]);
  t.deepEqual(
    devices.map(({ name }) => name),
    ['sdb'],
  );
  t.deepEqual(events, ['appeared']);
});

test('a virtual disk without a name of its own is known by its place, and only there', (t) => {
  const bare = (name: string) => device('', { name, identities: [`path:/dev/${name}`], serial: null, wwn: null });
  const { devices, events } = follow([[answer([bare('vda')])], [answer([bare('vda')])], [answer([bare('vdb')])]]);
  t.is(devices.length, 2);
  t.deepEqual(events, ['appeared', 'appeared', 'gone']);
});
