import test, { type ExecutionContext } from 'ava';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/md/index.js';
import type { MdFacts } from '../../src/collectors/md/schema.js';
import { type Shim, createShimHost } from '../helpers/shim-host.js';

const UUID = '3aaa0122:29827cfa:5331ad66:ca767371';

async function onHost(t: ExecutionContext, mdstat: string | null, mdadm?: Shim) {
  const cat = { files: { '/proc/mdstat': mdstat } };
  const shim = await createShimHost(mdadm === undefined ? { cat } : { cat, mdadm });
  t.teardown(shim.close);
  const run = async (previous?: unknown) => {
    const { collected, failures } = await collectHost(shim.transport, {
      collectors: [collector],
      host: shim.host,
      previous: () => (previous === undefined ? undefined : { facts: previous, elapsedSeconds: 300 }),
    });
    const facts = collected[0]?.facts as MdFacts;
    return {
      facts,
      stored: JSON.parse(JSON.stringify(facts)) as unknown,
      pools: collected[0]?.observations.pools,
      failures,
    };
  };
  const asked = async (): Promise<string[]> =>
    (await shim.calls()).filter(({ tool }) => tool === 'mdadm').map(({ args }) => args.join(' '));
  return { shim, run, asked };
}

const DETAIL = { args: '--detail /dev/md1', file: 'md/mdadm-detail-4.1-degraded.txt' };
const EXPORT = { args: '--detail --export /dev/md1', file: 'md/mdadm-detail-export-4.2.txt' };

test('an array has its UUID from the first collection on, and mdadm is asked only then', async (t) => {
  const { run, asked } = await onHost(t, 'md/mdstat-5.10.txt', { answers: [DETAIL, EXPORT] });
  const first = await run();
  t.deepEqual(first.failures, []);
  const md1 = first.pools?.items.find(({ name }) => name === 'md1');
  t.is(md1?.identity, `md:${UUID}`);
  t.deepEqual(
    md1?.members.map(({ path, state }) => `${path} ${state}`),
    ['/dev/sdj1 spare rebuilding', '/dev/sdi1 active sync', '/dev/sdg1 active sync'],
  );
  t.is(first.pools?.items.find(({ name }) => name === 'md0')?.identity, 'md:md0');
  t.is((await asked()).length, 12);
  const second = await run(first.stored);
  t.is(second.pools?.items.find(({ name }) => name === 'md1')?.identity, `md:${UUID}`);
  t.is(second.pools?.items.find(({ name }) => name === 'md1')?.members[0]?.state, 'spare rebuilding');
  t.is((await asked()).length, 12);
});

test('either form of mdadm’s answer is enough for the identity', async (t) => {
  for (const answer of [DETAIL, EXPORT]) {
    const { run } = await onHost(t, 'md/mdstat-5.10.txt', { answers: [answer] });
    const { pools } = await run();
    t.is(pools?.items.find(({ name }) => name === 'md1')?.identity, `md:${UUID}`);
  }
});

test('a member that fails makes mdadm be asked again, and the identity stays though it is silent', async (t) => {
  const { shim, run, asked } = await onHost(t, 'md/mdstat-5.10.txt', { answers: [DETAIL, EXPORT] });
  const first = await run();
  await shim.replace('mdadm', {
    answers: [{ stderr: 'mdadm: must be super-user to perform this action\n', exitCode: 1 }],
  });
  await shim.replace('cat', {
    answers: [
      {
        stdout: `md1 : active raid5 sdj1[4](F) sdi1[2] sdg1[0]
      1953260544 blocks super 1.2 level 5, 512k chunk, algorithm 2 [3/2] [U_U]
      
unused devices: <none>
`,
      },
    ],
  });
  const second = await run(first.stored);
  t.deepEqual(second.failures, []);
  t.is(second.pools?.items[0]?.identity, `md:${UUID}`);
  t.is(second.pools?.items[0]?.members[0]?.state, 'faulty');
  t.is((await asked()).length, 14);
});

test('another array under the same name is another array', async (t) => {
  const { shim, run } = await onHost(t, 'md/mdstat-5.10.txt', { answers: [DETAIL, EXPORT] });
  const first = await run();
  await shim.replace('mdadm', 'exit 1');
  await shim.replace('cat', {
    answers: [
      {
        stdout: 'md1 : active raid1 sdy1[1] sdz1[0]\n      100 blocks super 1.2 [2/2] [UU]\n\nunused devices: <none>\n',
      },
    ],
  });
  const second = await run(first.stored);
  t.is(second.pools?.items[0]?.identity, 'md:md1');
});

test('without mdadm an array goes by its name; without md there is nothing, and nothing is wrong', async (t) => {
  const plain = await (await onHost(t, 'md/mdstat-2.6.32.txt')).run();
  t.deepEqual(plain.failures, []);
  t.deepEqual(
    plain.pools?.items.map(({ identity }) => identity),
    ['md:md0', 'md:md1'],
  );
  const none = await onHost(t, null, 'exit 0');
  const { pools, failures, facts } = await none.run();
  t.deepEqual(failures, []);
  t.false(facts.loaded);
  t.deepEqual(pools, { types: ['mdraid'], complete: true, items: [] });
  t.deepEqual(await none.asked(), ['--detail --scan'], 'mdadm might know of arrays all the same');
});
