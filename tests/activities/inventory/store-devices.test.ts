import test from 'ava';
import { keepObservations } from './kept-observations.js';
import {
  ASLEEP,
  atMinute,
  attribute,
  device,
  disks,
  newServerId,
  smart,
  smartOf,
  sorted,
  tick,
} from './observations-fixture.js';

const { devicesOf, eventsOf, told, store } = keepObservations(test);

test('a disk that moves from sda to sdc keeps its row, its first day and its history', async (t) => {
  const server = newServerId();
  await store.store([tick(server, 0, [disks(device('S1'), device('S2', { name: 'sdb' }))])]);
  const [before] = await devicesOf(server);
  await store.store([tick(server, 5, [disks(device('S2'), device('S1', { name: 'sdc' }))])]);
  const rows = await devicesOf(server);
  t.is(rows.length, 2);
  const moved = rows.find((row) => row.serial === 'S1');
  t.is(moved?.id, before?.id);
  t.is(moved?.path, '/dev/sdc');
  t.is(moved?.firstSeenAt.toISOString(), atMinute(0));
  t.deepEqual((await told(server)).slice(2).sort(), ['sda changed path', 'sdc changed path']);
  const [event] = (await eventsOf(server)).filter(({ resourceName }) => resourceName === 'sdc');
  t.deepEqual([event?.before, event?.after], ['/dev/sda', '/dev/sdc']);
});

test('a replaced disk begins its own history, and the former one is gone', async (t) => {
  const server = newServerId();
  await store.store([tick(server, 0, [disks(device('OLD'))])]);
  await store.store([tick(server, 5, [disks(device('NEW'))])]);
  const [former, present] = await devicesOf(server);
  t.is(former?.serial, 'OLD');
  t.is(former?.goneAt?.toISOString(), atMinute(5));
  t.is(present?.serial, 'NEW');
  t.is(present?.goneAt, null);
  t.deepEqual((await told(server)).sort(), ['sda appeared', 'sda appeared', 'sda gone']);
});

test('a replaced disk is told also by an answer that is not complete', async (t) => {
  const server = newServerId();
  await store.store([tick(server, 0, [disks(device('OLD'), device('OTHER', { name: 'sdb' }))])]);
  await store.store([tick(server, 5, [{ observations: { devices: { items: [device('NEW')], complete: false } } }])]);
  const rows = await devicesOf(server);
  t.deepEqual(
    rows.map(({ serial, goneAt }) => [serial, goneAt === null]),
    [
      ['OLD', false],
      ['OTHER', true],
      ['NEW', true],
    ],
  );
});

test('a disk that lsblk knew by its place alone is the one that SMART names later', async (t) => {
  const server = newServerId();
  const bare = { identities: ['path:/dev/sda'], serial: null, wwn: null, model: null };
  await store.store([tick(server, 0, [disks(device('S1', bare))])]);
  await store.store([tick(server, 30, [smartOf([device('S1', { smart: smart() })])])]);
  await store.store([tick(server, 35, [disks(device('S1', { ...bare, firmware: 'short' }))])]);
  const rows = await devicesOf(server);
  t.is(rows.length, 1);
  t.deepEqual(rows[0]?.identities, ['wwn:s1', 'serial:S1']);
  t.deepEqual([rows[0]?.model, rows[0]?.serial, rows[0]?.firmware], ['ST4000DM004', 'S1', 'CC43']);
  t.deepEqual(await told(server), ['sda appeared']);
});

test('two rows that turn out to be one disk become the older one, with the history of both', async (t) => {
  const server = newServerId();
  await store.store([tick(server, 0, [disks(device('S1', { identities: ['wwn:s1'], serial: null }))])]);
  const [older] = await devicesOf(server);
  const member1 = { name: 'megaraid,3', path: '/dev/bus/0' };
  const smartOnly = device('S1', { ...member1, identities: ['serial:S1'], wwn: null, smart: smart() });
  await store.store([tick(server, 5, [smartOf([smartOnly])])]);
  t.is((await devicesOf(server)).length, 2);
  await store.store([tick(server, 10, [disks(device('S1'))])]);
  const rows = await devicesOf(server);
  t.deepEqual(
    rows.map(({ id }) => id),
    [older?.id],
  );
  t.is(rows[0]?.name, 'sda');
  t.is(rows[0]?.health, 'healthy');
  t.true((await eventsOf(server)).every(({ resourceId }) => resourceId === older?.id));
});

test('devices that share a junk serial and differ in their world-wide names stay two', async (t) => {
  const server = newServerId();
  const junk = (wwn: string, name: string) =>
    device('000000000000', { name, wwn, identities: [`wwn:${wwn}`, 'serial:000000000000'] });
  for (const minute of [0, 5, 70])
    await store.store([tick(server, minute, [disks(junk('aa', 'sda'), junk('bb', minute === 5 ? 'sdc' : 'sdb'))])]);
  t.deepEqual(sorted((await devicesOf(server)).map(({ wwn }) => wwn)), ['aa', 'bb']);
});

test('a member behind a controller is not removed by lsblk, which cannot see it', async (t) => {
  const server = newServerId();
  const behind = device('S9', { name: 'megaraid,3', path: '/dev/bus/0', smart: smart() });
  await store.store([tick(server, 0, [disks(device('S1')), smartOf([behind, device('S1', { smart: smart() })])])]);
  await store.store([tick(server, 5, [disks(device('S1', { firmware: 'CC44' }))])]);
  t.deepEqual(
    (await devicesOf(server)).map(({ goneAt }) => goneAt),
    [null, null],
  );
  await store.store([tick(server, 30, [smartOf([device('S1', { smart: smart() })])])]);
  const gone = (await devicesOf(server)).filter(({ goneAt }) => goneAt !== null);
  t.deepEqual(
    gone.map(({ serial }) => serial),
    ['S9'],
  );
  await store.store([tick(server, 60, [smartOf([behind, device('S1', { smart: smart() })])])]);
  t.true((await devicesOf(server)).every(({ goneAt }) => goneAt === null));
  t.deepEqual((await told(server)).slice(-3), ['sda appeared', 'megaraid,3 gone', 'megaraid,3 returned']);
});

test('a pulled disk is gone although another disk keeps SMART from ever being complete', async (t) => {
  const server = newServerId();
  const both = [device('S1', { smart: smart() }), device('S2', { name: 'sdb', smart: smart() })];
  await store.store([
    tick(server, 0, [disks(...both.map((each) => ({ ...each, smart: null }))), smartOf(both, false)]),
  ]);
  await store.store([tick(server, 5, [disks(device('S1'))])]);
  t.true(
    (await devicesOf(server)).every(({ goneAt }) => goneAt === null),
    'SMART has not been asked again',
  );
  await store.store([tick(server, 30, [smartOf([device('S1', { smart: smart({ temperatureCelsius: 35 }) })], false)])]);
  t.deepEqual(
    (await devicesOf(server)).map(({ serial, goneAt }) => [serial, goneAt === null]),
    [
      ['S1', true],
      ['S2', false],
    ],
  );
});

test('a sleeping disk keeps its values and its verdict, and says since when they are old', async (t) => {
  const server = newServerId();
  const read = smart({ attributes: [attribute(5, 'Reallocated_Sector_Ct', '8')] });
  await store.store([tick(server, 0, [smartOf([device('S1', { smart: read })])])]);
  await store.store([tick(server, 30, [smartOf([device('S1', { smart: ASLEEP })])])]);
  await store.store([tick(server, 60, [smartOf([device('S1', { smart: ASLEEP })])])]);
  const [row] = await devicesOf(server);
  t.is(row?.health, 'warning');
  t.is(row?.smart['smart']?.report.temperatureCelsius, 34);
  t.is(row?.smart['smart']?.report.state, 'asleep');
  t.is(row?.smartCollectedAt?.toISOString(), atMinute(0));
  t.is(row?.smartStaleSince?.toISOString(), atMinute(30));
  await store.store([tick(server, 90, [smartOf([device('S1', { smart: read })])])]);
  t.is((await devicesOf(server))[0]?.smartStaleSince, null);
  t.deepEqual(await told(server), ['sda appeared']);
});

test('SMART that was not asked for stays, and a growing counter is told as a change of health', async (t) => {
  const server = newServerId();
  const withPending = (raw: string) =>
    device('S1', { smart: smart({ attributes: [attribute(197, 'Current_Pending_Sector', raw)] }) });
  await store.store([tick(server, 0, [disks(device('S1')), smartOf([withPending('0')])])]);
  await store.store([tick(server, 5, [disks(device('S1', { firmware: 'CC44' }))])]);
  t.is((await devicesOf(server))[0]?.health, 'healthy');
  await store.store([tick(server, 30, [smartOf([withPending('16')])])]);
  const [row] = await devicesOf(server);
  t.is(row?.health, 'failing');
  t.true(row?.reasons[0]?.message.includes('Current_Pending_Sector'));
  const [last] = (await eventsOf(server)).slice(-1);
  t.deepEqual([last?.field, last?.before, last?.after], ['health', 'healthy', 'failing']);
});

test('temperatures, hours and another tool’s wording are no history', async (t) => {
  const server = newServerId();
  const bySmart = (temperatureCelsius: number) =>
    device('S1', { firmware: 'SC60.CC43', model: 'Seagate ST4000DM004-2CV1', smart: smart({ temperatureCelsius }) });
  await store.store([tick(server, 0, [disks(device('S1'))])]);
  for (let minute = 30; minute <= 240; minute += 30) {
    await store.store([tick(server, minute, [disks(device('S1')), smartOf([bySmart(30 + (minute % 7))])])]);
  }
  t.deepEqual(await told(server), ['sda appeared']);
  t.is((await devicesOf(server))[0]?.model, 'Seagate ST4000DM004-2CV1');
  await store.store([tick(server, 270, [smartOf([{ ...bySmart(31), firmware: 'SC61' }])])]);
  t.deepEqual((await told(server)).slice(1), ['sda changed firmware']);
});
