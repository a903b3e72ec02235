import test from 'ava';
import { collector } from '../../src/collectors/zfs/index.js';
import { parsePoolList, parseUsage } from '../../src/collectors/zfs/parse-list.js';
import type { Dialect } from '../../src/collectors/zfs/parsed-status.js';
import { chooseDialect } from '../../src/collectors/zfs/plan.js';
import { outputOf } from './fixtures.js';
import { codes, collect, status } from './zfs-collect.js';

const host = { tools: { zpool: 'zfs-2.2.2-1', zfs: '' }, sudo: 'root' } as const;

test('nested groups: replacements and spares at work are not data yet, an offline disk is not fine', (t) => {
  const lake = collect({ status: status('status-0.8-degraded.txt') }).named('lake');
  t.is(lake.health, 'degraded');
  t.deepEqual(lake.progress, { kind: 'resilver', percent: 9.77, etaSeconds: 10_450 });
  t.deepEqual(
    lake.members.map(({ path, role, group }) => `${path} ${role} ${group ?? '-'}`),
    [
      'sda data raidz2-0',
      '9914353842215110000 data raidz2-0',
      'sdh replacement raidz2-0',
      'sdc data raidz2-0',
      'sdi spare raidz2-0',
      'sdd data raidz2-0',
      'sde data raidz2-0',
      'sdf data raidz2-0',
      'sdk log mirror-1',
      'sdl log mirror-1',
      'sdm cache -',
      'sdi spare -',
      'sdj spare -',
    ],
  );
  const told = codes(lake);
  t.true(told.includes('critical redundancy_exhausted'));
  t.true(told.includes('warning device_offline'));
  t.true(told.includes('warning spare_failed'));
  t.true(told.includes('critical data_errors'));
  t.true(told.includes('info resilvering'));
  t.is(lake.members.find(({ path }) => path === 'sdc')?.writeErrors, '117');
  t.is(lake.members.find(({ path }) => path === 'sdf')?.checksumErrors, '1259');
});

test('rounded counters become numbers near them, never 0, and are not compared with exact ones', (t) => {
  const rounded = collect({ status: status('status-0.6-permanent.txt'), dialect: 'rounded' });
  const data = rounded.named('data');
  t.is(data.members[0]?.checksumErrors, '1228');
  t.is(data.details['errorCountersExact'], false);
  const exact = status('status-0.6-permanent.txt').replace('1.2K', '1231').replace('5h4m', '05:04:00');
  t.true(codes(collect({ status: exact }, rounded.facts).named('data')).includes('warning device_errors'));
});

test('permanent errors are counted from the list, whatever the files are called', (t) => {
  const data = collect({ status: status('status-0.6-permanent.txt') }).named('data');
  t.is(data.details['dataErrors'], '3');
  t.true(codes(data).includes('critical data_errors'));
  t.true(codes(data).includes('warning scrub_errors'));
  t.is(data.health, 'healthy');
});

test('the old form: `scrub:`, groups without a number, a suspended pool, a list that may not be seen', (t) => {
  const { named } = collect({ status: status('status-solaris.txt'), dialect: 'rounded' });
  const legacy = named('legacy');
  t.is(legacy.health, 'failed');
  t.is(legacy.state, 'SUSPENDED');
  t.is(legacy.details['dataErrors'], '1');
  t.is(legacy.lastScrub?.finishedAt, '2010-02-02T10:16:03.000Z');
  t.is(legacy.members.length, 4);
  t.deepEqual(named('fine').progress, { kind: 'scrub', percent: 20.02, etaSeconds: 300 });
  t.is(named('fine').health, 'healthy');
  t.is(named('fine').members[0]?.path, 'c2t0d0');
});

test('draid: its distributed spare is a member, its parity is known, a paused scrub has no time to go', (t) => {
  const wide = collect({ status: status('status-2.1-draid.txt') }).named('wide');
  t.deepEqual(wide.progress, { kind: 'scrub', percent: 25, etaSeconds: null });
  t.true(codes(wide).includes('info scrub_paused'));
  t.true(codes(wide).includes('warning pool_degraded'));
  t.deepEqual(
    wide.members.map(({ path, role }) => `${path} ${role}`),
    ['L0 data', 'L1 data', 'draid2-0-0 spare', 'L2 data', 'L3 data', 'draid2-0-0 spare'],
  );
});

test('JSON, flat: siblings, GUIDs of 64 bits, counters to the last digit, progress by the rate of the pass', (t) => {
  const { named, failures, facts } = collect({
    status: status('status-2.3-flat.json'),
    dialect: 'json',
    clock: `${1_705_188_241 + 3600} +0000\n`,
  });
  t.deepEqual(failures, []);
  t.is(facts.dialect, 'json');
  const tank = named('tank');
  t.is(tank.identity, 'zfs:4620770592528249368');
  t.deepEqual(
    tank.members.map(({ role, group }) => `${role} ${group ?? '-'}`),
    [
      ...Array.from({ length: 3 }, () => 'data raidz1-0'),
      ...Array.from({ length: 2 }, () => 'special mirror-1'),
      'dedup -',
      'log -',
      'cache -',
      'spare -',
      'spare -',
    ],
  );
  t.is(tank.members[0]?.path, '/dev/disk/by-id/ata-INVENTED_4TB_WDAAAAAAA1-part1');
  t.is(tank.members[0]?.identity, '12841765308123764671');
  t.is(tank.members[1]?.checksumErrors, '9007199254740993');
  t.is(tank.health, 'healthy');
  t.deepEqual(tank.progress, { kind: 'scrub', percent: 25, etaSeconds: 10_800 });
  t.is(tank.lastScrub, null);
});

test('JSON, nested with text for numbers: other words for states, rounded counters, dates as text', (t) => {
  const { named, failures } = collect({ status: status('status-2.3-nested-text-numbers.json'), dialect: 'json' });
  t.deepEqual(failures, []);
  const lake = named('lake');
  t.is(lake.identity, 'zfs:17446744073709551610');
  t.deepEqual(
    lake.members.map(({ path, state }) => `${path} ${state}`),
    ['/dev/sda1 ONLINE', '/dev/sdb1 UNAVAIL', '/dev/sdc1 ONLINE', '/dev/sdd1 ONLINE'],
  );
  t.true(codes(lake).includes('warning pool_degraded'));
  t.is(lake.members[2]?.checksumErrors, '1228');
  t.is(lake.details['dataErrors'], '1536');
  t.is(lake.lastScrub?.finishedAt, '2024-01-13T23:43:48.000Z');
  t.is(lake.lastScrub?.errors, '2');
  t.is(named('pond').health, 'healthy');
  t.is(named('pond').lastScrub, null);
});

test('a row that is not understood costs that row; the listing is not complete then', (t) => {
  const { value, errors } = parsePoolList(outputOf('tank\t1\t1\t0\t-\t99%\tONLINE\t5\nbroken row\n'));
  t.is(errors.length, 1);
  t.false(value.complete);
  t.deepEqual(value.pools[0], {
    name: 'tank',
    sizeBytes: '1',
    usedBytes: '1',
    freeBytes: '0',
    fragmentationPercent: null,
    capacityPercent: 99,
    health: 'ONLINE',
    guid: '5',
  });
});

test('usage takes the pools only, also from a list of every dataset', (t) => {
  const { value } = parseUsage(outputOf('tank\t5\t6\t1\t/tank\ntank/home\t4\t6\t1\t/home\ntank@now\t0\t-\t1\t-\n'));
  t.deepEqual(value.pools, [{ name: 'tank', usedBytes: '5', availableBytes: '6' }]);
});

test('the dialect follows the version, and what worked where the version is not known', (t) => {
  const choose = (version: string, last?: Dialect): Dialect =>
    chooseDialect(
      { tools: { zpool: version }, sudo: 'root' },
      last === undefined ? undefined : { dialect: last, complete: true, collectedAtSeconds: null, pools: [] },
    );
  t.is(choose('zfs-2.3.1-1~bpo12+1'), 'json');
  t.is(choose('zfs-2.2.6-pve1'), 'exact');
  t.is(choose('zfs-0.8.3-1ubuntu12'), 'exact');
  t.is(choose('zfs-10.0.0'), 'json');
  t.is(choose(''), 'json');
  t.is(choose('', 'rounded'), 'rounded');
  t.is(choose('zfs-2.3.0', 'exact'), 'json');
  t.is(choose('zfs-2.2.0', 'json'), 'exact');
  t.deepEqual(collector.plan({ tools: {}, sudo: 'root' }, undefined), {});
  t.is(Object.keys(collector.plan(host, undefined)).length, 4);
});
