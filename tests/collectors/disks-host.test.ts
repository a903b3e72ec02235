import test from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector as disks } from '../../src/collectors/disks/index.js';
import { createShimHost } from '../helpers/shim-host.js';

test('on a host: old lsblk refuses JSON, and is asked for pairs in the same command', async (t) => {
  const shim = await createShimHost({
    lsblk: {
      answers: [
        { args: /-J/, stderr: "lsblk: invalid option -- 'J'", exitCode: 1 },
        { args: /-P/, file: 'disks/lsblk-2.23-pairs.txt' },
      ],
    },
  });
  t.teardown(shim.close);
  const { collected, failures } = await collectHost(shim.transport, { collectors: [disks], host: shim.host });
  t.deepEqual(failures, []);
  t.deepEqual(
    collected[0]?.observations.devices?.items.map(({ name, smart }) => [name, smart]),
    [
      ['sda', null],
      ['sdb', null],
    ],
  );
  t.true(collected[0]?.observations.devices?.complete);
  t.is((await shim.calls()).filter(({ args }) => args.includes('-P')).length, 1);
});

test('on a host: columns that are too new are left out at last', async (t) => {
  const shim = await createShimHost({
    lsblk: {
      answers: [
        { args: /WWN/, stderr: 'lsblk: unknown column: WWN', exitCode: 1 },
        {
          args: /-P/,
          stdout: 'NAME="sda" KNAME="sda" MAJ:MIN="8:0" TYPE="disk" SIZE="5" ROTA="1" RM="0" MODEL="OLD"\n',
        },
      ],
    },
  });
  t.teardown(shim.close);
  const { collected } = await collectHost(shim.transport, { collectors: [disks], host: shim.host });
  t.like(collected[0]?.observations.devices?.items[0], { name: 'sda', identities: ['path:/dev/sda'], type: 'hdd' });
});

test('on a host: a disk without a name is left to SMART where there is SMART', async (t) => {
  const lsblk = {
    answers: [
      {
        stdout:
          '{"blockdevices":[{"name":"sda","type":"disk","size":5,"rota":true},{"name":"vda","type":"disk","size":5}]}',
      },
    ],
  };
  const names = async (tools: Record<string, string>): Promise<unknown> => {
    const shim = await createShimHost({ lsblk }, { versions: tools });
    t.teardown(shim.close);
    const { collected } = await collectHost(shim.transport, { collectors: [disks], host: shim.host });
    return collected[0]?.observations.devices?.items.map(({ identities }) => identities[0]);
  };
  t.deepEqual(await names({ smartctl: '7.3' }), ['path:/dev/vda']);
  t.deepEqual(await names({}), ['path:/dev/sda', 'path:/dev/vda']);
});

test('on this machine, with and without lsblk: no failure, and the listing is whole', async (t) => {
  for (const tools of [{ lsblk: '' }, {}]) {
    const shim = await createShimHost({}, { versions: tools as Record<string, string> });
    t.teardown(shim.close);
    const { collected, failures } = await collectHost(shim.transport, { collectors: [disks], host: shim.host });
    t.deepEqual(failures, []);
    t.not(collected[0]?.facts, undefined);
  }
});

test('series are labelled by serial or WWN, never by a name that changes', async (t) => {
  const shim = await createShimHost({ lsblk: { answers: [{ file: 'disks/lsblk-2.34.json' }] } });
  t.teardown(shim.close);
  const { collected } = await collectHost(shim.transport, { collectors: [disks], host: shim.host });
  const samples = collected[0]?.samples ?? [];
  t.like(samples[0], { metric: 'disks_total', value: 4 });
  t.deepEqual(
    samples.slice(1).map(({ labels }) => labels['device']),
    ['Z1Y0ABCD0000C432ABCD', '7SGABCDE', '7SGFGHIJ', 'S4EWNX0M123456B'],
  );
});
