import test from 'ava';
import { parseScan } from '../../src/collectors/zfs/parse-scan.js';
import { codes, collect, full, status } from './zfs-collect.js';

test('each of several pools has its own state: the last one’s does not overwrite the others', (t) => {
  const { pools, failures, named } = full();
  t.deepEqual(failures, []);
  t.deepEqual(pools?.types, ['zfs']);
  t.true(pools?.complete);
  t.deepEqual(pools?.items.map(({ name, state, health }) => `${name} ${state} ${health}`).toSorted(), [
    'old pool FAULTED failed',
    'rpool DEGRADED degraded',
    'tank ONLINE healthy',
  ]);
  t.is(named('tank').identity, 'zfs:4620770592528249368');
  t.is(named('rpool').identity, 'zfs:17446744073709551610');
});

test('names with blanks, of pools and of devices, are whole', (t) => {
  const pool = full().named('old pool');
  t.deepEqual(
    pool.members.map(({ path, state }) => `${path}: ${state}`),
    ['disk with name: FAULTED'],
  );
  t.is(pool.sizeBytes, null);
});

test('special, dedup, logs, cache and spares are roles beside data, and cold spares are healthy', (t) => {
  const tank = full().named('tank');
  t.deepEqual(
    tank.members.map(({ role, group, state }) => `${role} ${group ?? '-'} ${state}`),
    [
      ...Array.from({ length: 3 }, () => 'data raidz1-0 ONLINE'),
      ...Array.from({ length: 2 }, () => 'special mirror-1 ONLINE'),
      ...Array.from({ length: 2 }, () => 'dedup mirror-2 ONLINE'),
      'log - ONLINE',
      'cache - ONLINE',
      'spare - AVAIL',
      'spare - INUSE',
    ],
  );
  t.false(codes(tank).some((code) => code.includes('spare')));
  t.deepEqual(tank.reasons, []);
});

test('counters are exact beyond 2^53, and what a tool adds behind them does not disturb', (t) => {
  const tank = full().named('tank');
  t.is(tank.members[1]?.checksumErrors, '9007199254740993');
  t.is(tank.members[1]?.readErrors, '3');
  t.is(tank.members[2]?.readErrors, '0');
  t.true(codes(tank).includes('warning device_errors'));
});

test('unknown lines (remove, checkpoint, expand and later ones) are kept and harm nothing', (t) => {
  const tank = full().named('tank');
  t.deepEqual(Object.keys(tank.details['sections'] as object), ['remove', 'checkpoint', 'expand', 'wobble']);
  t.false(JSON.stringify(tank.findings).includes('feature'));
});

test('a running scrub has a percentage and a time to go, in each of the forms of durations', (t) => {
  t.deepEqual(full().named('tank').progress, { kind: 'scrub', percent: 35.63, etaSeconds: 86_400 + 10_532 });
  const eta = (words: string) => parseScan(`scrub in progress since x 5.00% done, ${words} to go`)?.etaSeconds;
  t.is(eta('5h4m'), 18_240);
  t.is(eta('0 days 00:19:47'), 1187);
  t.is(eta('11:16:03'), 40_563);
  t.is(eta('1 days 02:55:32'), 96_932);
  t.is(eta('0h5m'), 300);
  t.is(parseScan('scrub in progress since x 0.01% done, no estimated completion time')?.etaSeconds, null);
});

test('a scrub that ended has its time in UTC by the host’s offset, and none when the offset is not known', (t) => {
  t.is(full().named('rpool').lastScrub?.finishedAt, '2024-01-13T23:43:48.000Z');
  const unknown = collect({ status: status('status-2.2-p.txt'), clock: 'what?\n' });
  t.is(unknown.named('rpool').lastScrub?.finishedAt, null);
  t.is(unknown.named('rpool').lastScrub?.errors, '0');
  t.false(codes(unknown.named('rpool')).some((code) => code.includes('scrub_old')));
});

test('a scrub is old after 35 days; one that is running, or was never asked for, is not', (t) => {
  const days = (count: number): string => `${1_705_219_200 + count * 86_400} +0100\n`;
  const at = (count: number) => collect({ status: status('status-2.2-p.txt'), clock: days(count) });
  t.false(codes(at(35).named('rpool')).includes('warning scrub_old'));
  t.true(codes(at(36).named('rpool')).includes('warning scrub_old'));
  t.false(codes(at(500).named('tank')).includes('warning scrub_old'));
  t.true(codes(at(36).named('old pool')).includes('info scrub_never'));
});

test('the last scrub is remembered while a resilver stands in its place', (t) => {
  const first = collect({ status: status('status-2.2-p.txt') });
  const resilvered = status('status-2.2-p.txt').replace('scrub repaired 0B in 00:19:47', 'resilvered 12G in 00:01:00');
  const second = collect({ status: resilvered }, JSON.parse(JSON.stringify(first.facts)));
  t.is(second.named('rpool').lastScrub?.finishedAt, '2024-01-13T23:43:48.000Z');
  t.is(collect({ status: resilvered }).named('rpool').lastScrub, null);
});

test('room is what datasets can use, not the raw size that counts parity; without zfs it is the raw one', (t) => {
  const tank = full().named('tank');
  t.is(tank.sizeBytes, String(6_377_167_441_101 + 4_251_444_960_734));
  t.is(tank.usedBytes, '6377167441101');
  t.is(tank.details['rawSizeBytes'], '15942918602752');
  const raw = collect({ status: status('status-2.2-p.txt'), list: status('list-2.2.txt') }).named('tank');
  t.is(raw.sizeBytes, '15942918602752');
  t.is(raw.freeBytes, '6377167441101');
});

test('a missing mirror half: redundancy is exhausted, the device is told by its GUID and what it was', (t) => {
  const rpool = full().named('rpool');
  t.true(codes(rpool).includes('critical redundancy_exhausted'));
  const gone = rpool.members[1];
  t.is(gone?.identity, '14807975228228307538');
  t.is(gone?.state, 'UNAVAIL');
  t.true(rpool.reasons.some((reason) => reason.includes('was /dev/disk/by-id/nvme-INVENTED_SSD_500GB_S1AAAAAA000002')));
});

test('capacity is told at 90 and 98 % and until it falls below 85 and 90 %', (t) => {
  const list = (percent: number): string => `rpool\t100\t${percent}\t1\t0\t${percent}\tONLINE\t9\n`;
  let previous: unknown;
  const levels = [84, 89, 90, 86, 84.9, 97, 98, 91, 89.5, 84].map((percent) => {
    const { facts, named } = collect({ list: list(percent) }, previous);
    previous = JSON.parse(JSON.stringify(facts));
    return (
      codes(named('rpool'))
        .find((code) => code.endsWith(' capacity'))
        ?.split(' ')[0] ?? 'ok'
    );
  });
  const expected = 'ok ok warning warning ok warning critical critical warning ok';
  t.is(levels.join(' '), expected);
  t.is(collect({ list: list(100) }).named('rpool').health, 'healthy');
});

test('errors that are there are a warning, errors that rise are critical for a day, cleared ones are forgotten', (t) => {
  const at = (checksums: number, seconds: number, previous?: unknown) =>
    collect(
      {
        status: status('status-2.2-p.txt').replace('9007199254740993', String(checksums)),
        clock: `${1_705_219_200 + seconds} +0100\n`,
      },
      previous,
    );
  const severity = (collected: ReturnType<typeof at>): string =>
    codes(collected.named('tank'))
      .find((code) => code.endsWith('device_errors'))
      ?.split(' ')[0] ?? 'none';
  const first = at(5, 0);
  t.is(severity(first), 'warning');
  const same = at(5, 300, first.facts);
  t.is(severity(same), 'warning');
  const grown = at(6, 600, same.facts);
  t.is(severity(grown), 'critical');
  const later = at(6, 900, grown.facts);
  t.is(severity(later), 'critical');
  t.is(severity(at(6, 600 + 86_400, later.facts)), 'warning');
  t.is(severity(at(0, 1200, later.facts)), 'critical', 'the read errors of that disk are still there');
});

test('without a status the state of the list counts, and the devices of last time stay to be compared with', (t) => {
  const first = full();
  const { named, facts } = collect({ list: status('list-2.2.txt') }, first.facts);
  t.is(named('rpool').health, 'degraded');
  t.is(named('tank').health, 'healthy');
  t.is(named('tank').members.length, 11);
  t.is(named('tank').details['membersCurrent'], false);
  t.is(facts.pools.find(({ name }) => name === 'tank')?.vdevsCurrent, false);
});

test('no pools is an answer of its own: complete, empty, no failure', (t) => {
  const none = collect({ status: status('status-none.txt'), list: '' });
  t.deepEqual(none.failures, []);
  t.deepEqual(none.pools, { types: ['zfs'], complete: true, items: [] });
});
