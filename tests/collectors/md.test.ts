import test from 'ava';
import { mdadmDetail, mdSysfs } from '../../src/collectors/md/command.js';
import { collector } from '../../src/collectors/md/index.js';
import { mergeDetails, parseMdadm } from '../../src/collectors/md/parse-mdadm.js';
import { parseMdstat } from '../../src/collectors/md/parser.js';
import { parseMdSysfs } from '../../src/collectors/md/parse-sysfs.js';
import { planMd, signatureOf } from '../../src/collectors/md/plan.js';
import type { MdFacts } from '../../src/collectors/md/schema.js';
import { PoolObservation } from '../../src/domain/inventory/storage-pool.js';
import { invoke, runBatch } from '../../src/platform/commands/index.js';
import { shellTransport } from '../platform/commands/shell-transport.js';
import { fixture, okResult, outputOf } from './fixtures.js';

const host = { tools: { mdadm: 'mdadm - v4.2' }, sudo: 'root' } as const;

/** What a collection of this text comes to, with what sysfs says. */
function collect(text: string, options: { sysfs?: string; previous?: unknown } = {}) {
  const plan = collector.plan(host, options.previous);
  const stat = plan['stat']!;
  const results = new Map([[stat.key, okResult('md.stat', stat.key, text)]]);
  const sysfs = invoke(mdSysfs, { names: [], links: false });
  results.set(sysfs.key, okResult('md.sysfs', sysfs.key, options.sysfs ?? ''));
  const collected = collector.collect({
    plan,
    results,
    previous: options.previous,
    elapsedSeconds: 300,
    followUps: { sysfs: { invocation: sysfs, lane: 'md' } },
  });
  const pools = collected.observations.pools;
  const named = (name: string): PoolObservation =>
    PoolObservation.parse(pools?.items.find((item) => item.name === name));
  return { ...collected, facts: collected.facts as MdFacts, pools, named };
}

const file = (name: string) => collect(fixture(`md/${name}`));
const codes = (pool: PoolObservation): string[] => pool.findings.map(({ code, severity }) => `${severity} ${code}`);

test('each array of a kernel of today, by what is wanted and what works', (t) => {
  const { pools, failures, facts } = file('mdstat-5.10.txt');
  t.deepEqual(failures, []);
  t.true(pools?.complete);
  t.deepEqual(pools?.types, ['mdraid']);
  t.deepEqual(
    pools?.items.map(({ name, state, health }) => `${name}: ${state}, ${health}`),
    [
      'md2: active, degraded',
      'md1: active, degraded',
      'md0: active, healthy',
      'md127: active (auto-read-only), healthy',
      'md3: active, healthy',
      'md_d0: active, healthy',
    ],
  );
  t.deepEqual(
    facts.arrays.map(({ level, sizeBytes, metadata }) => `${level} ${sizeBytes} ${metadata}`),
    [
      `raid6 ${15_627_540_480 * 1024} 1.2`,
      `raid5 ${1_953_260_544 * 1024} 1.2`,
      `raid1 ${1_046_528 * 1024} 1.2`,
      `raid10 ${3_750_481_920 * 1024} 1.2`,
      `raid0 ${7_813_770_240 * 1024} 1.2`,
      `linear ${209_713_152 * 1024} 1.2`,
    ],
  );
});

test('degraded is wanted minus working slots, also when the failed member was removed and nothing is marked', (t) => {
  const { named } = file('mdstat-5.10.txt');
  t.deepEqual(codes(named('md2')), ['warning array_degraded', 'warning member_faulty']);
  t.is(named('md2').details['slotsMissing'], 1);
  const removed = fixture('md/mdstat-5.10.txt').replace(' sdd1[3](F)', '');
  t.is(collect(removed).named('md2').health, 'degraded');
  t.is(collect(removed).named('md2').details['slotsMissing'], 1);
});

test('a rebuild has percent, time and speed; delayed and pending ones have none, and the array is fine', (t) => {
  const { named, facts } = file('mdstat-5.10.txt');
  t.deepEqual(named('md1').progress, { kind: 'rebuild', percent: 12.6, etaSeconds: 7650 });
  t.deepEqual(codes(named('md1')), ['critical redundancy_exhausted', 'warning rebuilding']);
  t.is(facts.arrays[1]?.operation?.bytesPerSecond, 111_562 * 1024);
  t.deepEqual(named('md0').progress, { kind: 'resync', percent: null, etaSeconds: null });
  t.deepEqual(named('md127').progress, { kind: 'resync', percent: null, etaSeconds: null });
  t.is(facts.arrays[3]?.operation?.state, 'waiting');
});

test('flags of members: write-mostly, faulty, journal, replacement, spare', (t) => {
  t.true(
    file('mdstat-5.10.txt').facts.arrays[2]?.members.some(
      ({ device, writeMostly }) => device === 'sdk1' && writeMostly,
    ),
  );
  const backup = file('mdstat-imsm-6.1.txt').named('md/backup');
  t.deepEqual(
    backup.members.map(({ path, role }) => `${path} ${role}`),
    ['/dev/sdf1 data', '/dev/sde1 journal', '/dev/sdg1 replacement', '/dev/sdh1 spare'],
  );
  const journal = fixture('md/mdstat-imsm-6.1.txt').replace('sde1[0](J)', 'sde1[0](J)(F)');
  t.true(codes(collect(journal).named('md/backup')).includes('critical journal_faulty'));
});

test('a check is healthy and no finding; read-only is fine', (t) => {
  const backup = file('mdstat-imsm-6.1.txt').named('md/backup');
  t.is(backup.state, 'active (read-only)');
  t.is(backup.health, 'healthy');
  t.deepEqual(backup.findings, []);
  t.deepEqual(backup.progress, { kind: 'check', percent: 27.5, etaSeconds: 3300 });
});

test('inactive is a failure, except for the container of an IMSM or DDF array', (t) => {
  const { named } = file('mdstat-imsm-6.1.txt');
  t.is(named('md127').health, 'healthy');
  t.is(named('md127').details['container'], true);
  t.is(named('md127').sizeBytes, null);
  t.is(named('md126').health, 'healthy');
  t.is(named('md5').health, 'failed');
  t.is(named('md5').members[0]?.state, 'inactive');
  t.is(
    collect(fixture('md/mdstat-imsm-6.1.txt').replace('external:imsm', 'external:ddf')).named('md127').health,
    'healthy',
  );
});

test('an old kernel: no metadata words, further lines in front, unused devices behind', (t) => {
  const { pools, facts, failures } = file('mdstat-2.6.32.txt');
  t.deepEqual(failures, []);
  t.true(pools?.complete);
  t.deepEqual(
    facts.arrays.map(({ name, metadata, slots }) => `${name} ${metadata} ${slots}`),
    ['md0 0.90 UU', 'md1 0.90 UUUU'],
  );
  t.deepEqual(pools?.items[1]?.progress, { kind: 'resync', percent: 0.4, etaSeconds: 13_458 });
  t.is(pools?.items[1]?.health, 'healthy');
});

test('more missing than a level survives is a failure; the last redundancy gone is critical', (t) => {
  const { named } = file('mdstat-failed-5.15.txt');
  t.is(named('md10').health, 'failed');
  t.is(named('md11').health, 'failed');
  t.is(named('md11').state, 'broken');
  t.is(named('md12').health, 'degraded');
  t.true(codes(named('md12')).includes('critical redundancy_exhausted'));
  t.is(named('md13').health, 'degraded');
  t.true(codes(named('md13')).includes('critical redundancy_exhausted'));
  t.is(named('md14').health, 'failed');
  t.is(named('md15').health, 'degraded');
  t.deepEqual(codes(named('md15')), ['warning array_degraded', 'warning reshaping']);
  t.is(named('md16').health, 'failed');
});

test('striping with a faulty member has failed, whatever its first line says', (t) => {
  const text = fixture('md/mdstat-5.10.txt').replace('sdn1[1] sdm1[0]', 'sdn1[1](F) sdm1[0]');
  t.is(collect(text).named('md3').health, 'failed');
});

test('a slot with another letter does not work, a flag that nobody knows is passed over', (t) => {
  const { named, failures } = file('mdstat-synology-4.4.txt');
  t.deepEqual(failures, []);
  t.is(named('md2').health, 'degraded');
  t.true(codes(named('md2')).includes('critical redundancy_exhausted'));
  t.is(named('md2').members.length, 3);
  t.is(named('md1').details['slotsMissing'], 9);
});

test('the system mirror of a NAS has a slot for every bay: empty bays are no loss, a lost half is', (t) => {
  const text = fixture('md/mdstat-synology-4.4.txt');
  t.is(collect(text).named('md1').health, 'healthy');
  t.deepEqual(collect(text).named('md1').findings, []);
  const alone = text.replace(' sata3p2[2] sata2p2[1]', '').replace('[12/3] [UUU_________]', '[12/1] [U___________]');
  t.is(collect(alone).named('md1').health, 'degraded');
  t.is(collect(text.replace('sata3p2[2]', 'sata3p2[2](F)')).named('md1').health, 'degraded');
  t.is(collect(text.replace('md1 :', 'md7 :')).named('md7').health, 'degraded');
  t.is(collect(text.replace('[12/3] [UUU_________]', '[4/3] [UUU_]')).named('md1').health, 'degraded');
});

test('a personality that is not known is degraded when slots are missing, and never failed by a guess', (t) => {
  const text = (slots: string): string =>
    `Personalities : [raid9]\nmd0 : active raid9 sda1[0] sdb1[1]\n      100 blocks super 1.2 ${slots}\n\nunused devices: <none>\n`;
  t.is(collect(text('[4/4] [UUUU]')).named('md0').health, 'healthy');
  t.is(collect(text('[4/1] [U___]')).named('md0').health, 'degraded');
  t.is(collect(text('')).named('md0').health, 'unknown');
});

test('no arrays, and no md at all, are answers: complete, empty, no failure', (t) => {
  t.deepEqual(file('mdstat-none.txt').pools, { types: ['mdraid'], complete: true, items: [] });
  const stderr = Buffer.from('cat: /proc/mdstat: No such file or directory\n');
  const absent = parseMdstat({ ...outputOf(''), exitCode: 1, stderr });
  t.deepEqual(absent, { value: { loaded: false, arrays: [], complete: true }, errors: [] });
});

test('a list without its end is not complete: what is missing is not gone', (t) => {
  const whole = fixture('md/mdstat-5.10.txt');
  t.false(collect(whole.slice(0, whole.indexOf('unused'))).pools?.complete);
  t.false(parseMdstat({ ...outputOf(whole), truncated: true }).value.complete);
});

test('mismatches count after a check that is over, by sysfs or by what was seen to run', (t) => {
  const idle = fixture('md/mdstat-2.6.32.txt').replace(/ {6}\[>.*\n/, '');
  const sysfs = (last: string): string => `md1 mismatch_cnt 2048\n${last}md1 sync_action idle\n`;
  const told = collect(idle, { sysfs: sysfs('md1 last_sync_action check\n') }).named('md1');
  t.deepEqual(codes(told), ['warning mismatches']);
  t.is(told.health, 'healthy');
  t.deepEqual(codes(collect(idle, { sysfs: sysfs('md1 last_sync_action resync\n') }).named('md1')), []);
  t.deepEqual(codes(collect(idle, { sysfs: sysfs('') }).named('md1')), []);
  const checking = collect(fixture('md/mdstat-2.6.32.txt').replace('resync =', 'check ='), { sysfs: sysfs('') });
  t.deepEqual(codes(checking.named('md1')), []);
  t.deepEqual(codes(collect(idle, { sysfs: sysfs(''), previous: checking.facts }).named('md1')), [
    'warning mismatches',
  ]);
});

test('slots that the list lacks are taken from sysfs; those it has are not', (t) => {
  const text = 'md0 : active raid1 sda1[0]\n      100 blocks super 1.2\n\nunused devices: <none>\n';
  t.is(collect(text, { sysfs: 'md0 raid_disks 2\nmd0 degraded 1\n' }).named('md0').health, 'degraded');
  const whole = fixture('md/mdstat-5.10.txt');
  t.is(collect(whole, { sysfs: 'md0 raid_disks 2\nmd0 degraded 1\n' }).named('md0').health, 'healthy');
});

test('mdadm’s text and its exported form give one picture: UUID in lower case, states, layout', (t) => {
  const text = parseMdadm(outputOf(fixture('md/mdadm-detail-4.1-degraded.txt'))).value.detail;
  const exported = parseMdadm(outputOf(fixture('md/mdadm-detail-export-4.2.txt'))).value.detail;
  t.is(text?.uuid, '3aaa0122:29827cfa:5331ad66:ca767371');
  t.is(exported?.uuid, text?.uuid);
  t.deepEqual(text?.members, [
    { path: '/dev/sdg1', state: 'active sync', slot: 0 },
    { path: '/dev/sdj1', state: 'spare rebuilding', slot: 1 },
    { path: '/dev/sdi1', state: 'active sync', slot: 2 },
  ]);
  const merged = mergeDetails(text!, exported!);
  t.is(merged?.layout, 'left-symmetric');
  t.is(merged?.chunkSize, '512K');
  t.is(merged?.arrayName, 'store:1');
  t.deepEqual(merged?.members, text?.members);
  t.deepEqual(mergeDetails(null, exported!)?.members[1], { path: '/dev/sdj1', state: 'spare', slot: null });
});

test('mdadm of a container, of a missing slot, and without rights', (t) => {
  const container = parseMdadm(outputOf(fixture('md/mdadm-detail-imsm-4.2.txt'))).value.detail;
  t.is(container?.level, 'container');
  t.deepEqual(
    container?.members.map(({ path }) => path),
    ['/dev/sda', '/dev/sdb'],
  );
  const removed = parseMdadm(outputOf('       -       0        0        1      removed\n')).value.detail;
  t.deepEqual(removed?.members, [{ path: '', state: 'removed', slot: 1 }]);
  t.is(parseMdadm(outputOf('')).value.detail, null);
});

test('UUIDs that udev linked are read, other links are not', (t) => {
  const { links, arrays } = parseMdSysfs(
    outputOf(
      'link /dev/disk/by-id/md-uuid-3aaa0122:29827cfa:5331ad66:ca767371 ../../md1\n' +
        'link /dev/disk/by-id/md-uuid-3aaa0122:29827cfa:5331ad66:ca767371-part1 ../../md1p1\nmd1 degraded 0\n',
    ),
  ).value;
  t.deepEqual([...links], [['md1', '3aaa0122:29827cfa:5331ad66:ca767371']]);
  t.is(arrays.get('md1')?.get('degraded'), '0');
});

test('mdadm is asked for what is new or changed, not while something runs, and once an hour where it is silent', (t) => {
  const text = fixture('md/mdstat-2.6.32.txt');
  const stat = parseMdstat(outputOf(text)).value;
  const asked = (value: typeof stat, previous?: MdFacts): string[] =>
    Object.keys(planMd(value, host, previous)).filter((slot) => slot !== 'sysfs');
  t.deepEqual(asked(stat), ['detail md0', 'export md0', 'detail md1', 'export md1']);
  const silent = collect(text).facts;
  t.deepEqual(asked(stat, silent), []);
  const hourLater: MdFacts = { ...silent, arrays: silent.arrays.map((array) => ({ ...array, unanswered: 12 })) };
  t.is(asked(stat, hourLater).length, 4);
  const answered: MdFacts = {
    ...silent,
    arrays: silent.arrays.map((array) => ({ ...array, detailFor: array.signature, unanswered: 0 })),
  };
  t.deepEqual(asked(parseMdstat(outputOf(text.replace('0.4%', '55.1%'))).value, answered), []);
  const failing = parseMdstat(outputOf(text.replace('[2/2] [UU]', '[2/1] [U_]'))).value;
  t.deepEqual(asked(failing, answered), ['detail md0', 'export md0']);
  t.is(planMd(stat, { tools: {}, sudo: 'root' }, undefined)['detail md0'], undefined);
  t.not(signatureOf(failing.arrays[0]!), signatureOf(stat.arrays[0]!));
});

test('names that could leave their folder are never part of a command', (t) => {
  const stat = parseMdstat(
    outputOf('md/../x : active raid1 sda[0]\n-rf : active raid1 sda[0]\nunused devices: <none>\n'),
  ).value;
  t.is(stat.arrays.length, 2);
  t.deepEqual(planMd(stat, host, undefined), {});
  t.throws(() => invoke(mdadmDetail, { name: '../sda', exported: false }), { code: 'validation_failed' });
  t.throws(() => invoke(mdSysfs, { names: ['../../x'], links: false }), { code: 'validation_failed' });
});

for (const shell of ['/bin/sh', '/bin/bash']) {
  test(`the sysfs script ends well in ${shell} where there are no arrays and no links`, async (t) => {
    const invocation = invoke(mdSysfs, { names: ['md0', 'md!backup'], links: true });
    const { results } = await runBatch(shellTransport({ shell }), { commands: [invocation], host });
    t.is(results[0]?.status, 'ok');
    t.is(results[0]?.stderr.toString(), '');
  });
}
