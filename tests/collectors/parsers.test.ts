import test from 'ava';
import { cpuFacts, usageBetween } from '../../src/collectors/cpu/parser.js';
import { cpuMetrics } from '../../src/collectors/cpu/metrics.js';
import { parseLoad } from '../../src/collectors/load/parser.js';
import { memoryMetrics } from '../../src/collectors/memory/metrics.js';
import { parseMemory } from '../../src/collectors/memory/parser.js';
import { networkMetrics } from '../../src/collectors/network/metrics.js';
import { parseNetwork } from '../../src/collectors/network/parser.js';
import { parseCount, parseTop } from '../../src/collectors/processes/parser.js';
import { counterDelta } from '../../src/collectors/shared/counters.js';
import { parseProcStat } from '../../src/collectors/shared/proc-stat.js';
import { parseFailedUnits } from '../../src/collectors/systemd/parser.js';
import { parseUptime } from '../../src/collectors/uptime/parser.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { fixture, outputOf } from './fixtures.js';

const read = (path: string) => outputOf(fixture(path));
const first = parseProcStat(read('cpu/linux-6.1.txt')).value;
const later = parseProcStat(read('cpu/linux-6.1-later.txt')).value;

test('CPU usage is what was neither idle nor waiting, of the time between two readings', (t) => {
  const facts = cpuFacts(first, later, undefined);
  // 100 user, 50 system, 900 idle, 50 iowait
  t.deepEqual(
    Object.entries(facts.usage ?? {}).map(([name, value]) => [name, Number(value.toFixed(6))]),
    [
      ['usagePercent', 13.636_364],
      ['ioWaitPercent', 4.545_455],
      ['stealPercent', 0],
    ],
  );
  t.is(facts.cores, 2);
});

test('the former tick’s facts serve as the first reading, but not across a reboot', (t) => {
  const before = cpuFacts(first, undefined, undefined);
  t.is(before.usage, undefined);
  t.deepEqual(cpuFacts(later, undefined, before).usage, usageBetween(first.ticks!, later.ticks!));
  const rebooted = cpuFacts(first, undefined, cpuFacts(later, undefined, undefined));
  t.is(rebooted.usage, undefined);
  t.is(cpuMetrics(rebooted)[0]!.value, null);
});

test('CPU counters of 64 bits keep every digit, and old kernels have fewer columns', (t) => {
  const wide = parseProcStat(read('cpu/wide-counters.txt')).value;
  t.is(wide.ticks!.user, '18446744073709551615');
  t.is(counterDelta('9007199254740992', wide.forks), 1n);
  const old = parseProcStat(read('cpu/linux-2.6.18.txt'));
  t.is(old.value.ticks!.steal, undefined);
  t.is(old.value.ticks!.softirq, '903');
  t.deepEqual(old.errors, []);
});

test('one broken row of /proc/stat costs that row and no other', (t) => {
  const { value, errors } = parseProcStat(outputOf(fixture('cpu/linux-6.1.txt').replace('ctxt 3300205', 'ctxt ?')));
  t.is(value.contextSwitches, undefined);
  t.is(value.running, '3');
  t.deepEqual(
    errors.map(({ line }) => line),
    ['ctxt ?'],
  );
});

test('load averages and threads', (t) => {
  t.deepEqual(parseLoad(read('load/linux.txt')).value, { load1: 0.2, load5: 0.18, load15: 0.12, threads: 80 });
  t.deepEqual(parseLoad(read('load/large.txt')).value, {
    load1: 1284.07,
    load5: 993.5,
    load15: 512.25,
    threads: 98_213,
  });
  const partly = parseLoad(outputOf('0.1 nan 0.3 1/2 3\n'));
  t.deepEqual(partly.value, { load1: 0.1, load15: 0.3, threads: 2 });
  t.is(partly.errors.length, 1);
  t.throws(() => parseLoad(outputOf('')), { instanceOf: ParseError });
});

test('memory in use leaves out what is available', (t) => {
  const { value } = parseMemory(read('memory/linux-6.1.txt'));
  const samples = new Map(memoryMetrics(value).map((sample) => [sample.metric, sample.value]));
  t.is(samples.get('memory_total_bytes'), 16_316_412 * 1024);
  t.is(samples.get('memory_used_bytes'), (16_316_412 - 10_123_456) * 1024);
  t.is(samples.get('swap_used_bytes'), (2_097_148 - 2_001_000) * 1024);
  t.false(value.availableEstimated);
});

test('where the kernel does not state available memory it is estimated, and said so', (t) => {
  const { value } = parseMemory(read('memory/linux-2.6.32.txt'));
  t.true(value.availableEstimated);
  t.is(value.availableBytes, (102_340 + 121_000 + 800_100 + 62_000 - 1200) * 1024);
  t.throws(() => parseMemory(outputOf("MemTotal: 1'000 kB\n")), { instanceOf: ParseError });
});

test('network counters by interface, names with colons and touching numbers included', (t) => {
  const { value, errors } = parseNetwork(read('network/linux.txt'));
  t.deepEqual(errors, []);
  const names = value.interfaces.map(({ name }) => name);
  t.deepEqual(names, ['lo', 'eth0', 'eth0:1', 'wlp3s0', 'vethab12cd3', 'docker0']);
  t.like(value.interfaces[1], {
    receiveBytes: '664777473',
    receiveErrors: '1',
    receiveDrops: '2',
    transmitErrors: '3',
  });
  t.is(value.interfaces[3]!.receiveBytes, '18446744073709551615');
  const measured = new Set(networkMetrics(value).map(({ labels }) => labels['interface']));
  t.deepEqual([...measured], ['eth0', 'eth0:1', 'wlp3s0', 'docker0']);
});

test('uptime, process count and the largest processes', (t) => {
  t.is(parseUptime(read('uptime/linux.txt')).value.uptimeSeconds, 350_735.47);
  t.is(parseUptime(read('uptime/container.txt')).value.uptimeSeconds, 12);
  t.is(parseCount(read('processes/count.txt')).value, 214);
  const top = parseTop(read('processes/procps-4.0.txt')).value;
  t.deepEqual(top[2], {
    pid: 12,
    cpuPercent: 101,
    residentBytes: 63_889 * 1024,
    state: 'R+',
    user: 'www-data',
    name: 'Web Content (2)',
  });
});

test('failed units are the same from JSON, from the table and from the table with bullets', (t) => {
  const json = parseFailedUnits(read('systemd/252.json')).value;
  t.deepEqual(
    json.map(({ unit }) => unit),
    ['nginx.service', 'dev-disk-by\\x2duuid-0a1b.swap'],
  );
  t.deepEqual(parseFailedUnits(read('systemd/239-table.txt')).value, json);
  const bullets = parseFailedUnits(read('systemd/219-table.txt'));
  t.deepEqual(
    bullets.value.map(({ unit, load }) => `${unit} ${load}`),
    ['kdump.service loaded', 'postfix@-.service loaded', 'gone.service not-found'],
  );
  t.deepEqual(bullets.errors, []);
  for (const none of ['systemd/252-none.json', 'systemd/none.txt']) t.deepEqual(parseFailedUnits(read(none)).value, []);
});

test('a cut-off JSON list is an error, never a shorter list', (t) => {
  const text = fixture('systemd/252.json').slice(0, 200);
  t.throws(() => parseFailedUnits(outputOf(text)), { instanceOf: ParseError });
});
