import test, { type ExecutionContext } from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/md/index.js';
import { readDetailState } from '../../src/collectors/md/parse-detail-state.js';
import { parseMdstat } from '../../src/collectors/md/parser.js';
import { parseScan } from '../../src/collectors/md/parse-scan.js';
import { MdArray } from '../../src/domain/inventory/pools/md-array.js';
import { judgeMdHealth } from '../../src/domain/inventory/pools/md-health.js';
import { createShimHost, type Shim } from '../helpers/shim-host.js';
import { fixture, outputOf } from './fixtures.js';

const ABSENT: Shim = { files: { '/proc/mdstat': null } };
const UNREADABLE: Shim = "echo 'cat: /proc/mdstat: Permission denied' >&2; exit 1";
const SCAN = { args: '--detail --scan', file: 'md/mdadm-scan-4.2.txt' };
const DETAIL = { args: '--detail /dev/md1', file: 'md/mdadm-detail-4.1-degraded.txt' };
const CONTAINER = { args: '--detail /dev/md/imsm0', file: 'md/mdadm-detail-imsm-4.2.txt' };
const SILENT = { stderr: 'mdadm: must be super-user to perform this action\n', exitCode: 1 };

async function onHost(t: ExecutionContext, cat: Shim, mdadm?: Shim) {
  const shim = await createShimHost(mdadm === undefined ? { cat } : { cat, mdadm });
  t.teardown(shim.close);
  const run = async (previous?: unknown) => {
    const { collected, failures } = await collectHost(shim.transport, {
      collectors: [collector],
      host: shim.host,
      previous: () => (previous === undefined ? undefined : { facts: previous, elapsedSeconds: 300 }),
    });
    const pools = collected[0]?.observations.pools;
    return { stored: JSON.parse(JSON.stringify(collected[0]?.facts)) as unknown, pools, failures };
  };
  const asked = async () =>
    (await shim.calls()).filter(({ tool }) => tool === 'mdadm').map(({ args }) => args.join(' '));
  return { shim, run, asked };
}

test('where the kernel’s list is absent or unreadable mdadm tells the arrays, their states and their UUIDs', async (t) => {
  for (const cat of [ABSENT, UNREADABLE]) {
    const { run } = await onHost(t, cat, { answers: [SCAN, DETAIL, CONTAINER, SILENT] });
    const { pools } = await run();
    t.deepEqual(
      pools?.items.map(({ identity, name, state, health }) => `${identity} ${name} ${state} ${health}`),
      [
        'md:3aaa0122:29827cfa:5331ad66:ca767371 md1 active degraded',
        'md:d4b0c5a1:11223344:55667788:99aabbcc md/imsm0 inactive healthy',
        'md:0badcafe:11223344:55667788:99aabbcc md/Volume0_0 unknown unknown',
        'md:11112222:33334444:55556666:77778888 md9 inactive failed',
      ],
    );
    const [md1] = pools?.items ?? [];
    t.is(md1?.sizeBytes, String(1_953_260_544 * 1024));
    t.deepEqual(md1?.progress, { kind: 'rebuild', percent: 12, etaSeconds: null });
    t.deepEqual(md1?.reasons, ['2 of 3 slots work: no redundancy is left']);
    t.deepEqual(
      md1?.members.map(({ path, state }) => `${path} ${state}`),
      ['/dev/sdg1 active sync', '/dev/sdj1 spare rebuilding', '/dev/sdi1 active sync'],
    );
    t.false(pools?.complete, 'an array that mdadm does not name is not gone');
  }
});

test('mdadm is asked in place of the kernel once an hour, and what it said holds until then', async (t) => {
  const { run, asked } = await onHost(t, ABSENT, { answers: [SCAN, DETAIL, SILENT] });
  const first = await run();
  let last = first;
  for (let count = 1; count < 12; count += 1) last = await run(last.stored);
  t.is((await asked()).length, 5);
  t.deepEqual(last.pools, first.pools);
  await run(last.stored);
  t.is((await asked()).length, 10);
});

test('an answer that fails keeps what mdadm said before; the kernel’s list takes its place as soon as it is there', async (t) => {
  const { shim, run, asked } = await onHost(t, ABSENT, { answers: [SCAN, DETAIL, SILENT] });
  const first = await run();
  await shim.replace('mdadm', { answers: [SILENT] });
  let last = first;
  for (let count = 0; count < 12; count += 1) last = await run(last.stored);
  t.is((await asked()).length, 6);
  t.deepEqual(last.pools, first.pools);
  await shim.replace('cat', { files: { '/proc/mdstat': 'md/mdstat-none.txt' } });
  const listed = await run(last.stored);
  t.deepEqual(listed.pools, { types: ['mdraid'], complete: true, items: [] });
  t.is((await asked()).length, 6);
});

test('a list that cannot be read is not an empty one; one that is not there is', async (t) => {
  for (const mdadm of [undefined, { answers: [SILENT] }]) {
    const hidden = await (await onHost(t, UNREADABLE, mdadm)).run();
    t.deepEqual(hidden.pools, { types: ['mdraid'], complete: false, items: [] });
    t.regex(hidden.failures[0]?.message ?? '', /\/proc\/mdstat: it cannot be read.*Permission denied/);
    const absent = await (await onHost(t, ABSENT, mdadm)).run();
    t.deepEqual(absent.pools, { types: ['mdraid'], complete: true, items: [] });
    t.deepEqual(absent.failures, []);
  }
  const parsed = parseMdstat({ ...outputOf(''), exitCode: 1 });
  t.false(parsed.value.complete);
});

test('slots and copies of mdadm’s text are judged as those of the kernel', (t) => {
  const array = readDetailState(outputOf(fixture('md/mdadm-detail-raid10-4.3.txt')), 'md1')!;
  t.is(array.slots, 'U_UU');
  t.is(array.nearCopies, 2);
  t.deepEqual(
    array.members.filter(({ faulty }) => faulty).map(({ device, number }) => `${device} ${number}`),
    ['sdb1 1'],
  );
  t.deepEqual(array.operation, {
    kind: 'resync',
    state: 'waiting',
    percent: null,
    etaSeconds: null,
    bytesPerSecond: null,
  });
  const verdict = judgeMdHealth({ ...array, uuid: null, detail: null, mismatches: null });
  t.deepEqual(verdict.reasons, ['3 of 4 slots work: no redundancy is left']);
});

test('the words of a state are those of the kernel', (t) => {
  const stateOf = (words: string): string | undefined =>
    readDetailState(outputOf(`        Raid Level : raid1\n             State : ${words}\n`), 'md0')?.state;
  t.is(stateOf('clean'), 'active');
  t.is(stateOf('active, FAILED, Not Started '), 'inactive');
  t.is(stateOf('inactive'), 'inactive');
  t.is(stateOf('broken'), 'broken');
  t.is(stateOf('read-auto'), 'active (auto-read-only)');
  t.is(stateOf('something new'), 'something new');
  t.is(stateOf(''), 'unknown');
});

test('no text makes these parsers throw or give what is not valid', (t) => {
  const seeds = [fixture('md/mdadm-detail-raid10-4.3.txt'), fixture('md/mdadm-scan-4.2.txt')];
  const pieces = ['-1', '\n', ' : ', 'State', '9'.repeat(30), '/dev/', 'ARRAY /dev/md0', '%', '[', '('];
  const mutated = fc
    .tuple(fc.constantFrom(...seeds), fc.nat(1500), fc.nat(40), fc.oneof(fc.constantFrom(...pieces), fc.string()))
    .map(([seed, at, cut, piece]) => seed.slice(0, at) + piece + seed.slice(at + cut));
  fc.assert(
    fc.property(mutated, fc.boolean(), (text, truncated) => {
      const output = { ...outputOf(text), truncated };
      parseScan(output);
      const array = readDetailState(output, 'md1');
      if (array === undefined) return;
      judgeMdHealth(MdArray.parse({ ...array, uuid: null, detail: null, mismatches: null }));
    }),
    { numRuns: runs(2000) },
  );
  t.pass();
});

test('the list of Unraid’s own driver is none of md’s: no arrays, and nothing wrong', (t) => {
  const text = 'sbName=/boot/config/super.dat\nsbVersion=2.9.17\nmdState=STARTED\ndiskName.0=\nrdevName.0=sdb\n';
  t.deepEqual(parseMdstat(outputOf(text)), { value: { loaded: true, arrays: [], complete: true }, errors: [] });
});
