import test from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector as smart } from '../../src/collectors/smart/index.js';
import { createShimHost, type ShimHost } from '../helpers/shim-host.js';

const NEW = { versions: { smartctl: 'smartctl 7.2 2020-12-30 r5155' } };
const box = (name: string) => ({
  answers: [
    {
      stdout: JSON.stringify({
        blockdevices: [
          {
            name,
            type: 'disk',
            tran: 'usb',
            rota: true,
            rm: false,
            serial: '152D0578ABCD',
            size: 1000204886016,
            model: 'USB 3.0 Box',
          },
        ],
      }),
    },
  ],
});
const UNKNOWN = { file: 'smart/usb-unknown.json', exitCode: 1 };

async function collect(shim: ShimHost, facts?: unknown) {
  const previous = facts === undefined ? {} : { previous: () => ({ facts, elapsedSeconds: 1800 }) };
  const { collected, failures } = await collectHost(shim.transport, {
    collectors: [smart],
    host: shim.host,
    ...previous,
  });
  return { facts: collected[0]?.facts, failures, device: collected[0]?.observations.devices?.items[0] };
}

const types = async (shim: ShimHost): Promise<string[]> =>
  (await shim.calls()).filter(({ args }) => args.includes('-x')).map(({ args }) => args[args.indexOf('-d') + 1] ?? '');

test('an unknown bridge: the types are tried in turn in one go, and the one that worked is remembered by serial', async (t) => {
  const smartctl = {
    answers: [
      { args: /--scan/, stdout: '{"devices":[]}' },
      { args: '*-d sntasmedia /dev/sd?', file: 'smart/usb-sntasmedia.json' },
      { args: /./, ...UNKNOWN },
    ],
  };
  const shim = await createShimHost({ lsblk: box('sdb'), smartctl }, NEW);
  t.teardown(shim.close);
  const first = await collect(shim);
  t.deepEqual(await types(shim), ['sat', 'sntasmedia']);
  t.like(first.device, { type: 'nvme', transport: 'usb', serial: 'S4EWNX0M123456B' });
  t.like(first.device?.smart, { state: 'read', deviceType: 'sntasmedia' });
  t.deepEqual(first.device?.identities, ['eui:0025385101b2c3d4', 'serial:S4EWNX0M123456B', 'serial:152D0578ABCD']);
  await shim.replace('lsblk', box('sdf'));
  const second = await collect(shim, first.facts);
  t.deepEqual((await types(shim)).slice(2), ['sntasmedia']);
  t.is(second.device?.name, 'sdf');
  t.deepEqual(second.device?.identities, first.device?.identities);
});

test('a bridge that nothing fits is not available, with the reason, and has not failed', async (t) => {
  const smartctl = {
    answers: [
      { args: /--scan/, stdout: '{"devices":[]}' },
      { args: /./, ...UNKNOWN },
    ],
  };
  const shim = await createShimHost({ lsblk: box('sdb'), smartctl }, NEW);
  t.teardown(shim.close);
  const { device, failures } = await collect(shim);
  t.deepEqual(failures, []);
  t.deepEqual(await types(shim), ['sat', 'sntasmedia', 'sntjmicron', 'sntrealtek']);
  t.like(device?.smart, { state: 'unavailable', passed: null });
  t.regex(device?.smart?.reason ?? '', /Unknown USB bridge/);
  t.deepEqual(device?.identities, ['serial:152D0578ABCD']);
});

test('a sleeping disk behind a bridge ends the search: it is not woken by further tries', async (t) => {
  const smartctl = {
    answers: [
      { args: /--scan/, stdout: '{"devices":[{"name":"/dev/sdb","type":"scsi"}]}' },
      { args: /./, file: 'smart/asleep-7.2.json', exitCode: 3 },
    ],
  };
  const shim = await createShimHost({ lsblk: box('sdb'), smartctl }, NEW);
  t.teardown(shim.close);
  const { device } = await collect(shim);
  t.deepEqual(await types(shim), ['sat']);
  t.is(device?.smart?.state, 'asleep');
  t.true(
    (await shim.calls()).filter(({ args }) => args.includes('-x')).every(({ args }) => args.includes('standby,3')),
  );
});

test('an asleep disk keeps the identity that it told when it was awake', async (t) => {
  const scan = { args: /--scan/, stdout: '{"devices":[{"name":"/dev/sdb","type":"sat"}]}' };
  const shim = await createShimHost(
    { lsblk: box('sdb'), smartctl: { answers: [scan, { args: /./, file: 'smart/usb-sat.json' }] } },
    NEW,
  );
  t.teardown(shim.close);
  const awake = await collect(shim);
  await shim.replace('smartctl', { answers: [scan, { args: /./, file: 'smart/asleep-exit2.json', exitCode: 2 }] });
  const asleep = await collect(shim, awake.facts);
  t.is(asleep.device?.smart?.state, 'asleep');
  t.true(asleep.device?.identities.includes('serial:WD-WX21DA812345'));
  t.is(asleep.device?.serial, 'WD-WX21DA812345');
});
