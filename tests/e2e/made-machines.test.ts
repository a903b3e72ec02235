import test from 'ava';
import type { StorageDevice, StoragePool } from '../../src/domain/inventory/resources.js';
import { createMachine, type MachineFolder, type MadeDisk, type MadeMachine } from '../helpers/made-machine.js';
import { readShimCalls } from '../helpers/shim-host.js';
import { enrolFleet, type EnrolledFleet } from '../helpers/system-fleet.js';
import { startSystem, type TestSystem } from '../helpers/system.js';

const disk = (serial: string, rest: Omit<MadeDisk, 'serial'> = {}): MadeDisk => ({ serial, ...rest });

const MACHINES: Readonly<Record<string, MadeMachine>> = {
  archive: {
    disks: [
      disk('A1'),
      disk('A2', { asleep: true }),
      disk('A3', { passed: false }),
      disk('A4', { attributes: { 197: 8 } }),
    ],
    pools: { tank: 'ONLINE', backup: 'DEGRADED' },
  },
  mover: { disks: [disk('M1', { attributes: { 9: 100 } }), disk('M2'), disk('M3')] },
  large: {
    disks: Array.from({ length: 60 }, (_, n) => disk(`L${n}`)),
    pools: Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`pool${n}`, 'ONLINE' as const])),
  },
};

let system: TestSystem;
let enrolled: EnrolledFleet;
const machines = new Map<string, MachineFolder>();

test.before(async () => {
  system = await startSystem({ worker: 'in_process' });
  for (const [name, machine] of Object.entries(MACHINES)) machines.set(name, await createMachine(machine));
  enrolled = await enrolFleet(
    system,
    [...machines].map(([name, { path }]) => ({
      name,
      setEnv: `HOME=${path} PATH=${path}:/usr/local/bin:/usr/bin:/bin`,
    })),
  );
});
test.after.always(async () => {
  await system?.stop();
  await enrolled?.fleet.stop();
  for (const machine of machines.values()) await machine.close();
});

async function collect(): Promise<void> {
  const run = await system.waitForRun((await system.startRun()).id, 120_000);
  if (run.state !== 'completed' || run.servers.failed > 0) throw new Error(JSON.stringify(run));
}

async function list<T>(kind: string, name: string, more = ''): Promise<T[]> {
  const path = `/api/infrastructure/${kind}?limit=500&serverId=${enrolled.id(name)}${more}`;
  return (await system.ask<{ items: T[] }>('GET', path)).items;
}

async function devices(name: string, more = ''): Promise<Map<string | null, StorageDevice>> {
  return new Map((await list<StorageDevice>('storage', name, more)).map((device) => [device.serial, device]));
}

test.serial('disks and pools of machines over SSH are there after one run, each with its health', async (t) => {
  t.timeout(180_000);
  await collect();
  const archive = await devices('archive');
  t.deepEqual(
    [...archive].map(([serial, { name, type, health }]) => [serial, name, type, health]),
    [
      ['A1', 'sda', 'hdd', 'healthy'],
      ['A2', 'sdb', 'hdd', 'unknown'],
      ['A3', 'sdc', 'hdd', 'failing'],
      ['A4', 'sdd', 'hdd', 'warning'],
    ],
  );
  t.like(archive.get('A1'), { temperatureCelsius: 31, powerOnHours: 12_345, sizeBytes: 4_000_787_030_016 });
  const pools = await list<StoragePool>('pools', 'archive');
  t.deepEqual(
    pools.filter(({ type }) => type === 'zfs').map(({ name, state, health }) => [name, state, health]),
    [
      ['backup', 'DEGRADED', 'degraded'],
      ['tank', 'ONLINE', 'healthy'],
    ],
  );
  t.is(pools.find(({ name }) => name === 'backup')?.members.find(({ state }) => state === 'FAULTED')?.readErrors, 12);
  t.is((await devices('large')).size, 60);
  t.is((await list<StoragePool>('pools', 'large')).filter(({ type }) => type === 'zfs').length, 20);
});

test.serial('a sleeping disk was asked with the guard that leaves it asleep, and with nothing else', async (t) => {
  const calls = await readShimCalls(machines.get('archive')?.path ?? '');
  const asked = calls.filter(({ tool, args }) => tool === 'smartctl' && args.includes('/dev/sdb'));
  t.true(asked.length > 0);
  for (const { args } of asked) t.true(args.join(' ').includes('-n standby'), args.join(' '));
});

test.serial('a second run collects nothing twice', async (t) => {
  t.timeout(180_000);
  await collect();
  t.is((await devices('large', '&includeGone=true')).size, 60);
  t.is((await list<StorageDevice>('storage', 'large', '&includeGone=true')).length, 60);
  t.is((await list<StorageDevice>('storage', 'archive', '&includeGone=true')).length, 4);
});

test.serial(
  'a disk that moves keeps its row and history, a replaced one begins its own, growth is failing',
  async (t) => {
    t.timeout(180_000);
    const before = await devices('mover');
    // M1 moves from sda to sdc, M2 grows pending sectors, M3 is replaced by M4.
    await machines.get('mover')?.become({
      disks: [disk('M4'), disk('M2', { attributes: { 197: 16 } }), disk('M1', { attributes: { 9: 101 } })],
    });
    await collect();
    const after = await devices('mover');
    t.deepEqual([...after.keys()], ['M4', 'M2', 'M1']);
    t.is(after.get('M1')?.id, before.get('M1')?.id);
    t.is(after.get('M1')?.name, 'sdc');
    t.is(after.get('M2')?.id, before.get('M2')?.id);
    t.is(after.get('M2')?.health, 'failing');
    t.false([...before.values()].some(({ id }) => id === after.get('M4')?.id));
    const gone = (await list<StorageDevice>('storage', 'mover', '&includeGone=true')).find(
      ({ serial }) => serial === 'M3',
    );
    t.not(gone?.goneAt, null);
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const path = `/api/infrastructure/storage/${before.get('M1')?.id}/attributes?attribute=9&from=${from}`;
    const history = await system.ask<{ series: { points: [string, number][] }[] }>('GET', path);
    const hours = history.series.flatMap(({ points }) => points.map(([, value]) => value));
    t.true(hours.includes(100) && hours.includes(101), JSON.stringify(hours));
  },
);

test.serial('a disk that falls asleep keeps what was known of it', async (t) => {
  t.timeout(180_000);
  await machines
    .get('mover')
    ?.become({ disks: [disk('M4', { asleep: true }), disk('M2'), disk('M1', { attributes: { 9: 102 } })] });
  await collect();
  const device = (await devices('mover')).get('M4');
  t.is(device?.health, 'healthy');
  t.is(device?.powerOnHours, 12_345);
  t.not(device?.staleSince, null);
});

test.serial('what changed since yesterday names it', async (t) => {
  const { items } = await system.ask<{ items: { resourceName: string; kind: string; field: string | null }[] }>(
    'GET',
    `/api/infrastructure/changes?limit=500&resourceType=storage_device&serverId=${enrolled.id('mover')}`,
  );
  const told = items.map(({ kind, field }) => (field === null ? kind : `${kind} ${field}`));
  for (const expected of ['appeared', 'gone', 'changed path', 'changed health'])
    t.true(told.includes(expected), `${expected}: ${told.join(', ')}`);
});
